"""Scans in the portal: chart, map, tables, alarms, and the same as a spreadsheet."""

import csv
import io

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketplace.accounts.fresh import fresh_to_take
from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.lots import scans as counted
from marketplace.sell.access import may, producer_of
from marketplace.sell.lots.charts import bars, tile_map

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def window_of(request: PersonRequest) -> counted.Window:
    """Read which product and how many weeks; what makes no sense means all and twelve."""
    product, weeks = request.GET.get("product", ""), request.GET.get("weeks", "")
    return counted.Window(
        producer=producer_of(request),
        product_id=int(product) if product.isdecimal() and len(product) < 18 else None,
        weeks=int(weeks) if weeks in map(str, counted.WEEKS) else 12,
        today=timezone.localdate(),
    )


@may(May.SELL)
@require_safe
def scans(request: PersonRequest) -> HttpResponse:
    """Show how often codes were looked at, where, and what is alarming."""
    window = window_of(request)
    figures = counted.figures_of(window)
    chart = [
        (f"{day:%d.%m}", date_format(day, "SHORT_DATE_FORMAT"), number)
        for day, number in figures.weeks
    ]
    context = {
        "producer": window.producer,
        "window": window,
        "choices": counted.WEEKS,
        "products": window.producer.products.order_by("title").values_list("pk", "title"),
        "figures": figures,
        "chart": bars(chart, _("Scans by week")),
        "map": tile_map(figures.by_province_code, counted.province_names(), _("Scans by province")),
        "query": request.GET.urlencode(),
    }
    return render(request, "sell/lots/scans.html", context)


@may(May.SELL)
@fresh_to_take
@require_safe
def scans_file(request: PersonRequest, ending: str) -> HttpResponse:
    """Give the figures as CSV or XLSX."""
    window = window_of(request)
    head = [_("Week from"), _("Code"), _("Product"), _("Province"), _("Answer"), _("Scans")]
    rows = [[plain(cell) for cell in row] for row in counted.table(window)]
    if ending == "csv":
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerows([head, *rows])
        response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(workbook(head, rows), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="scans.{ending}"'
    return response


def plain(cell: object) -> object:
    """Keep a spreadsheet from reading a text as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def workbook(head: list[str], rows: list[list]) -> bytes:
    from openpyxl import Workbook  # read with the first file: it is large
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    sheet.append(head)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append(row)
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEF", (12, 12, 40, 20, 24, 10), strict=True):
        sheet.column_dimensions[letter].width = width
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
