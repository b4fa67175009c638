"""Scans in the portal: chart, map, tables, alarms, and the same as a spreadsheet."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketplace.accounts.fresh import fresh_to_take
from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.frame.screens import asked_text
from marketplace.frame.tables_out import sheet_response
from marketplace.lots import scans as counted
from marketplace.sell.access import may, producer_of
from marketplace.sell.goods import LONGEST_ASKED, choices_of
from marketplace.sell.lots.charts import bars, tile_map

WIDTHS = (12, 12, 40, 20, 24, 10)


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
    asked = asked_text(request, LONGEST_ASKED)
    products = choices_of(window.producer.products.all(), asked, window.product_id)
    chart = [
        (f"{day:%d.%m}", date_format(day, "SHORT_DATE_FORMAT"), number)
        for day, number in figures.weeks
    ]
    context = {
        "producer": window.producer,
        "window": window,
        "choices": counted.WEEKS,
        "products": products.shown,
        "has_more": products.has_more,
        "q": asked,
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
    return sheet_response(ending, "scans", head, counted.table(window), widths=WIDTHS)
