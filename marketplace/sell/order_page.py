"""An order's page: what is left to pack of it, and what came of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.requests import PersonRequest
from marketplace.aftersale.ship_form import lots_to_choose
from marketplace.frame.steps import NotTaken
from marketplace.purchases.consignment_models import Consignment
from marketplace.purchases.models import Parcel, ParcelLine, ParcelUnit
from marketplace.purchases.packing import cash_of, left_of, lines_of, lines_with_goods
from marketplace.purchases.parcel_lots import LotIsRecalled, LotIsShort, UnitIsGone
from marketplace.purchases.services import MoveRefused
from marketplace.sell.access import own_orders, producer_of
from marketplace.sell.parcel_form import ParcelForm
from marketplace.shipping.carriers.named import CARRIERS, machines

REFUSALS = {
    LotIsRecalled.code: _("These goods are recalled: they must not leave."),
    LotIsShort.code: _("Less than that is left of this lot. Choose another."),
    UnitIsGone.code: _("A code of a pack cannot go any more; nothing was changed."),
}
MOVED_ON = _("This order has moved on meanwhile; nothing was changed.")


@contextmanager
def refused_in_words() -> Iterator[None]:
    """Turn what the services refuse of an order into a sentence for the producer."""
    try:
        yield
    except MoveRefused as refusal:
        raise NotTaken(REFUSALS.get(str(refusal), MOVED_ON)) from refusal


def order_to_show(request: PersonRequest, number: str) -> Any:
    """One order with all that its page and its parcel's form tell."""
    orders = own_orders(request).select_related("purchase__quote")
    orders = orders.prefetch_related(
        Prefetch("lines", lines_with_goods()),
        Prefetch("parcels", Parcel.objects.select_related("collection", "consignment")),
        Prefetch("parcels__lines", ParcelLine.objects.select_related("line", "lot")),
        Prefetch("parcels__lines__units", ParcelUnit.objects.select_related("label")),
        "reversals__lines__line",
        "returns",
        "consignments",
    )
    return get_object_or_404(orders, number=number)


def consigned(found: Any) -> Consignment | None:
    """The booking of a carrier that stands for an order's next parcel."""
    rows = found.consignments.all()
    return next((row for row in rows if row.is_open and row.parcel_id is None), None)


def parcel_form(found: Any, data: Any = None) -> ParcelForm:
    """The form of an order's next parcel, with what is left of its lines, or was booked."""
    left = left_of(found)
    lines = [line for line in lines_of(found) if line.pk in left]
    return ParcelForm(
        data,
        order=found,
        left=left,
        lines=lines,
        lots=lots_to_choose(lines),
        booked=consigned(found),
    )


def order_page(
    request: PersonRequest, found: Any, form: ParcelForm | None = None, status: int = 200
) -> HttpResponse:
    """Show an order, with the parcel's form as it was sent where it was refused."""
    context = {
        "producer": producer_of(request),
        "order": found,
        "lines": lines_of(found),
        "left": left_of(found) if found.is_confirmed and found.parcels.all() else {},
        "cash": {parcel.pk: cash_of(found, parcel) for parcel in found.parcels.all()},
        "ship_form": form or parcel_form(found),
        "carriers": CARRIERS,
        "booked": consigned(found),
        "may_book": bool(machines()) and not found.goes_abroad,
    }
    return render(request, "sell/order.html", context, status=status)
