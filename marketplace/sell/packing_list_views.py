"""The pick list and the list of what was handed over: pages, tables to keep, papers to sign."""

import datetime
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketplace.accounts.fresh import fresh_to_take
from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.frame.documents import render_pdf
from marketplace.frame.fields import FIRST_YEAR, LAST_YEAR
from marketplace.frame.money import format_dong
from marketplace.frame.screens import asked_text, file_for_one, page_of, private
from marketplace.frame.tables_out import sheet_response
from marketplace.purchases.handed_over import (
    MOST_ON_PAPER,
    HandedOver,
    by_carrier,
    handed_over,
    of_carrier,
    row_of,
    with_orders,
)
from marketplace.purchases.models import Parcel
from marketplace.purchases.packing_papers import MOST_ORDERS, today, written_weight
from marketplace.purchases.pick_list import Pick, picks_of
from marketplace.sell.access import may, own_orders, producer_of
from marketplace.sell.work import LONGEST_ASKED
from marketplace.shipping.carriers.named import carrier_name

PICKS_A_PAGE, PARCELS_A_PAGE = 25, 50
MOST_ORDERS_SHOWN = 8  # of a product on the page; the files tell all
NOBODY = "-"  # asks for parcels without a carrier's name


@may(May.PACK)
@require_safe
def pick_list(request: PersonRequest) -> HttpResponse:
    """What to take from the shelves, summed by product."""
    asked = asked_text(request, LONGEST_ASKED)
    picks = picks_of(own_orders(request), asked)
    context = {
        "producer": producer_of(request),
        "page": page_of(request, picks, PICKS_A_PAGE),
        "q": asked,
        "units": sum(pick.units for pick in picks),
        "most": MOST_ORDERS_SHOWN,
        "most_orders": MOST_ORDERS,
    }
    return render(request, "sell/pick_list.html", context)


@may(May.PACK)
@require_safe
def pick_list_paper(request: PersonRequest) -> HttpResponse:
    """The whole pick list to print."""
    picks = picks_of(own_orders(request), asked_text(request, LONGEST_ASKED))
    name = f"pick-list-{timezone.localdate():%Y-%m-%d}"
    return printed(name, pick_paper(picks, producer_of(request).name))


@may(May.PACK)
@fresh_to_take
@require_safe
def pick_list_file(request: PersonRequest, kind: str) -> HttpResponse:
    """The whole pick list as a table."""
    picks = picks_of(own_orders(request), asked_text(request, LONGEST_ASKED))
    name = f"pick-list-{timezone.localdate():%Y-%m-%d}"
    header = [_("Code"), _("Item"), _("Quantity"), _("Orders")]
    rows = ([each.code, each.title, each.units, orders_in_words(each)] for each in picks)
    return private(sheet_response(kind, name, header, rows, widths=(16, 60, 12, 60)))


def orders_in_words(pick: Pick) -> str:
    return ", ".join(f"{number} ({units})" for number, units in pick.orders)


def pick_paper(picks: list[Pick], maker: str) -> dict[str, object]:
    return paper(
        title=_("Pick list"),
        subtitle=f"{maker} · {date_format(timezone.localtime(), 'SHORT_DATETIME_FORMAT')}",
        columns=[
            (_("Quantity"), "number"),
            (_("Item"), "wide"),
            (_("Code"), ""),
            (_("Orders"), "wide"),
        ],
        rows=[[str(each.units), each.title, each.code, orders_in_words(each)] for each in picks],
        sums=[(_("Quantity"), str(sum(each.units for each in picks)))],
    )


@may(May.PACK)
@require_safe
def handed_over_list(request: PersonRequest) -> HttpResponse:
    """Parcels that were handed over on a day, by carrier."""
    day, asked = day_asked(request), asked_text(request, LONGEST_ASKED)
    of_day = handed_over(own_orders(request), day, asked)
    carriers, carrier = by_carrier(of_day), asked_carrier(request)
    shown = of_day if carrier is None else of_carrier(of_day, carrier)
    page = Paginator(with_orders(shown), PARCELS_A_PAGE).get_page(request.GET.get("page", "1")[:9])
    context = {
        "producer": producer_of(request),
        "day": day,
        "q": asked,
        "carrier": request.GET.get("carrier", "") if carrier is not None else "",
        "carriers": [
            (carrier_name(name) or _("No carrier named"), name or NOBODY, name == carrier, count)
            for name, count in carriers
        ],
        "total": sum(count for _name, count in carriers),
        "page": page,
        "rows": [row_of(parcel) for parcel in page],
    }
    return render(request, "sell/handed_over.html", context)


def parcels_asked(request: PersonRequest) -> QuerySet[Parcel]:
    """The parcels of the day, carrier and search that the address asks for."""
    asked = asked_text(request, LONGEST_ASKED)
    parcels = handed_over(own_orders(request), day_asked(request), asked)
    carrier = asked_carrier(request)
    return parcels if carrier is None else of_carrier(parcels, carrier)


@may(May.PACK)
@require_safe
def handed_over_paper(request: PersonRequest) -> HttpResponse:
    """The same as a paper that the carrier signs: MOST_ON_PAPER parcels at most."""
    day, parcels = day_asked(request), parcels_asked(request)
    rows = [row_of(parcel) for parcel in with_orders(parcels)[:MOST_ON_PAPER]]
    whose, carrier = producer_of(request).name, asked_carrier(request)
    values = hand_over_paper(rows, day, carrier, whose, parcels.count())
    return printed(f"handed-over-{day:%Y-%m-%d}", values)


@may(May.PACK)
@fresh_to_take
@require_safe
def handed_over_file(request: PersonRequest, kind: str) -> HttpResponse:
    """The same as a table."""
    parcels = parcels_asked(request)
    name = f"handed-over-{day_asked(request):%Y-%m-%d}"
    header = [
        _("Order"), _("Carrier"), _("Tracking code"), _("Handed over"), _("Recipient"),
        _("Phone"), _("Delivery place"), _("Quantity"), _("Weight, grams"), _("Cash to collect"),
        _("State"),
    ]  # fmt: skip
    rows_out = (table_row(row_of(parcel)) for parcel in with_orders(parcels))
    return private(sheet_response(kind, name, header, rows_out))


def table_row(row: HandedOver) -> list[object]:
    return [
        row.number,
        row.carrier,
        row.tracking_code,
        row.parcel.shipped_at,
        row.to_name,
        row.to_phone,
        row.to_place,
        row.pieces,
        row.weight_g or None,
        row.cash,
        row.parcel.get_state_display(),
    ]


def hand_over_paper(
    rows: list[HandedOver], day: datetime.date, carrier: str | None, maker: str, total: int
) -> dict[str, object]:
    language = get_language() or "vi"
    named = "" if carrier is None else f"{carrier_name(carrier) or '…'} · "
    note = _("The first %(shown)s of %(total)s parcels.") % {"shown": len(rows), "total": total}
    return paper(
        title=_("Hand-over list"),
        subtitle=f"{named}{date_format(day, 'SHORT_DATE_FORMAT')} · {maker}",
        columns=[
            ("", "number"),
            (_("Order"), ""),
            (_("Tracking code"), ""),
            (_("Recipient"), "wide"),
            (_("Delivery place"), "wide"),
            (_("Quantity"), "number"),
            (_("Weight"), "number"),
            (_("Cash to collect"), "number"),
        ],
        rows=[
            [
                str(place),
                row.number,
                row.tracking_code if carrier is not None else carried(row),
                f"{row.to_name} {row.to_phone}".strip(),
                row.to_place,
                str(row.pieces),
                written_weight(row.weight_g),
                format_dong(row.cash, language) if row.cash else "0",
            ]
            for place, row in enumerate(rows, 1)
        ],
        sums=[
            (_("Parcels"), str(len(rows))),
            (_("Cash to collect"), format_dong(sum(row.cash for row in rows), language)),
        ],
        note=note if total > len(rows) else "",
        signs=[_("Handed over by"), _("Taken over by (carrier)")],
    )


def carried(row: HandedOver) -> str:
    return f"{row.carrier} {row.tracking_code}".strip()


def paper(
    *,
    title: str,
    subtitle: str,
    columns: list[tuple[str, str]],
    rows: list[list[str]],
    sums: list[tuple[str, str]],
    note: str = "",
    signs: list[str] | None = None,
) -> dict[str, object]:
    """The values of templates/documents/work_list.typ; a column is (name, "number" or "wide")."""
    return {
        "language": get_language() or "vi",
        "date": today(),
        "foot": settings.OSCAR_SHOP_NAME,
        "title": title,
        "subtitle": subtitle,
        "columns": [
            {"name": name, "wide": kind == "wide", "number": kind == "number"}
            for name, kind in columns
        ],
        "rows": rows,
        "sums": sums,
        "note": note,
        "signs": signs or [],
    }


def printed(name: str, values: dict[str, Any]) -> HttpResponse:
    body = render_pdf("work_list", values)
    return file_for_one(body, kind="application/pdf", name=f"{name}.pdf", disposition="inline")


def day_asked(request: PersonRequest) -> datetime.date:
    """The day that the address asks for; nonsense asks for today."""
    try:
        day = datetime.date.fromisoformat(request.GET.get("day", "")[:10])
    except ValueError:
        return timezone.localdate()
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else timezone.localdate()


def asked_carrier(request: PersonRequest) -> str | None:
    """The key of the carrier asked for, "" for who named none; None: all of them."""
    asked = request.GET.get("carrier", "").replace("\x00", "")[:80]
    return None if not asked else "" if asked == NOBODY else asked
