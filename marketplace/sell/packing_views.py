"""Papers for packing: slips and address labels of one order, of a parcel, of many picked orders."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.frame.screens import file_for_one
from marketplace.purchases.gift_card import NoGift, card_pdf
from marketplace.purchases.packing import left_of, with_goods
from marketplace.purchases.packing_papers import (
    MOST_ORDERS,
    SIZES,
    Packet,
    labels_pdf,
    next_packet,
    packet_of,
    packets_of,
    slips_pdf,
)
from marketplace.sell.access import may, own_orders
from marketplace.sell.order_page import order_page, parcel_form
from marketplace.sell.work import orders_in

LABEL, SLIP = "label", "slip"
LONGEST_NUMBER = 128


def papers_of(request: PersonRequest, packets: Iterable[Packet], name: str) -> HttpResponse:
    """Send the papers that an address asks for: `paper` label or slip, `size` a6 or a4."""
    asked = request.GET.get("size", "")
    size = asked if asked in SIZES else SIZES[0]
    if request.GET.get("paper") == SLIP:
        body = slips_pdf(packets, size=size, with_prices="prices" in request.GET)
        kind = SLIP
    else:
        body, kind = labels_pdf(packets, size=size), LABEL
    file_name = f"{kind}-{name}-{size}.pdf"
    return file_for_one(body, kind="application/pdf", name=file_name, disposition="inline")


@may(May.PACK)
@require_safe
def papers(request: PersonRequest) -> HttpResponse:
    """Papers of the ticked orders, or of all that wait to be packed: the oldest MOST_ORDERS."""
    orders = own_orders(request)
    if "all" in request.GET:
        found = list(with_goods(orders_in(orders, "pack"))[:MOST_ORDERS])
    else:
        numbers = [each[:LONGEST_NUMBER] for each in request.GET.getlist("order")]
        wanted = [each for each in numbers if "\x00" not in each][:MOST_ORDERS]
        found = list(with_goods(orders.filter(number__in=wanted)).order_by("date_placed", "pk"))
    packets = packets_of(found)
    if not packets:
        messages.info(request, _("Tick the orders whose papers you want to print."))
        return redirect("sell:index")
    return papers_of(request, packets, found[0].number if len(found) == 1 else "orders")


@may(May.PACK)
@require_safe
def order_papers(request: PersonRequest, number: str) -> HttpResponse:
    """Papers of an order's next parcel, with the quantities and lots that the address names."""
    found = get_object_or_404(with_goods(own_orders(request)), number=number)
    if not left_of(found) or found.is_cancelled:
        return parcels_papers(request, found)
    answers = request.GET.copy()
    answers.pop("cash_shown", None)
    form = parcel_form(found, answers)
    if not form.is_valid():
        return order_page(request, found, form, status=422)
    lots = {pk: lot.number for pk, lot in form.facts()["lots"].items()}
    (known,) = packets_of([found])
    return papers_of(request, [next_packet(found, form.units, known.lots | lots)], number)


def parcels_papers(request: PersonRequest, found) -> HttpResponse:
    packets = packets_of([found])
    if not packets:
        messages.info(request, _("Nothing of this order is to be packed."))
        return redirect("sell:order", number=found.number)
    return papers_of(request, packets, found.number)


@may(May.PACK)
@require_safe
def gift_card(request: PersonRequest, number: str) -> HttpResponse:
    """The card to be laid into a gift."""
    orders = own_orders(request).select_related("purchase", "producer", "shipping_address")
    found = get_object_or_404(orders, number=number)
    try:
        body = card_pdf(found)
    except NoGift:
        raise Http404
    name = f"card-{number}.pdf"
    return file_for_one(body, kind="application/pdf", name=name, disposition="inline")


@may(May.PACK)
@require_safe
def parcel_papers(request: PersonRequest, number: str, pk: int) -> HttpResponse:
    """Papers of a parcel that went, printed again."""
    found = get_object_or_404(with_goods(own_orders(request)), number=number)
    parcel = get_object_or_404(found.parcels, pk=pk)
    return papers_of(request, [packet_of(found, parcel)], f"{number}-{pk}")
