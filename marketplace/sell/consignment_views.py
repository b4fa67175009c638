"""Let a carrier fetch an order's next parcel: what it costs, booked, its label, withdrawn."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.frame.screens import file_for_one
from marketplace.frame.steps import NotTaken, take_step
from marketplace.purchases.consignment_models import Consignment
from marketplace.purchases.consignments import (
    ConsignmentRefused,
    Quoted,
    ask,
    book,
    machine_of,
    quotes,
    withdraw,
)
from marketplace.purchases.packing import weight_of
from marketplace.purchases.services import MoveRefused
from marketplace.sell.access import may, own_orders, producer_of
from marketplace.sell.consignment_form import ConsignmentForm
from marketplace.sell.order_page import MOVED_ON, order_to_show, parcel_form
from marketplace.sell.parcel_form import ParcelForm
from marketplace.shipping.carriers.interface import CarrierRefused, CarrierSilent
from marketplace.shipping.carriers.named import machines

ASK, HTTP_REFUSED = "ask", 422


@may(May.PACK)
@require_http_methods(["GET", "HEAD", "POST"])
def consignment(request: PersonRequest, number: str) -> HttpResponse:
    """Say what the parcel weighs; ASK shows what each carrier takes, else one is booked.

    The address names the quantities, as the parcel's form does.
    """
    carriers = {key: carrier for key, (carrier, _machine) in machines().items()}
    if not carriers:
        raise Http404
    found = order_to_show(request, number)
    if not found.is_confirmed or found.is_visit:
        messages.error(request, MOVED_ON)
        return redirect("sell:order", number=number)
    goods = parcel_form(found, request.GET)
    if not goods.is_valid():
        messages.error(request, _("Please choose the quantities again."))
        return redirect("sell:order", number=number)
    form = ConsignmentForm(
        request.POST or None,
        carriers=carriers,
        weight_g=weight_of(found, goods.units),
        books=ASK not in request.POST,
    )
    offers: list[Quoted] = []
    if request.method == "POST" and form.is_valid():
        try:
            if ASK not in request.POST:
                return booked(request, found, goods, form)
            offers = quotes(
                order=found, units=goods.units, weight_g=form.cleaned_data["weight_g"], box=form.box
            )
        except ConsignmentRefused as refusal:
            form.add_error(None, str(refusal))
        except MoveRefused:
            form.add_error(None, MOVED_ON)
    return page(request, found, goods, form, offers)


def booked(
    request: PersonRequest, found: Any, goods: ParcelForm, form: ConsignmentForm
) -> HttpResponse:
    """Book, and lead to the order; what the carrier refuses stands at the form."""
    row = book(
        order=found,
        by=request.user,
        carrier=form.cleaned_data["carrier"],
        units=goods.units,
        weight_g=form.cleaned_data["weight_g"],
        box=form.box,
    )
    if not row.is_open:
        words = {"carrier": row.carrier_text, "words": row.words}
        form.add_error(None, _("%(carrier)s did not take it: %(words)s") % words)
        return page(request, found, goods, form, [])
    if row.is_booked:
        messages.success(
            request,
            _("Booked: %(carrier)s comes for it. Print its label.") % {"carrier": row.carrier_text},
        )
    return redirect("sell:order", number=found.number)


def page(
    request: PersonRequest, found: Any, goods: ParcelForm, form: ConsignmentForm, offers: list
) -> HttpResponse:
    lines = [(line, goods.units[line.pk]) for line in goods.lines_left if line.pk in goods.units]
    context = {
        "producer": producer_of(request),
        "order": found,
        "goods": [(line.title, units) for line, units in lines],
        "cash": goods.cash,
        "form": form,
        "offers": offers,
        "action": f"?{goods.query}",
    }
    status = HTTP_REFUSED if form.errors else 200
    return render(request, "sell/consignment.html", context, status=status)


def own_consignment(request: PersonRequest, number: str, pk: int) -> Consignment:
    rows = Consignment.objects.select_related("order", "parcel")
    return get_object_or_404(rows, pk=pk, order__number=number, order__in=own_orders(request))


@may(May.PACK)
@require_safe
def label(request: PersonRequest, number: str, pk: int) -> HttpResponse:
    """Give the label that the carrier wants on the parcel: its PDF, or its page that prints it."""
    row = own_consignment(request, number, pk)
    if not row.is_booked:
        raise Http404
    try:
        found = machine_of(row.carrier).label(row.tracking_code)
    except (CarrierSilent, CarrierRefused, ConsignmentRefused) as trouble:
        messages.error(request, said_by(row, trouble))
        return redirect("sell:order", number=number)
    if found.page:
        return redirect(found.page)
    name = f"{row.tracking_code}.pdf"
    return file_for_one(found.pdf, kind="application/pdf", name=name, disposition="inline")


@may(May.PACK)
@require_POST
def withdrawn(request: PersonRequest, number: str, pk: int) -> HttpResponse:
    """Give a booking up, so that another can be made or the parcel goes by hand."""
    take_step(request, give_up, own_consignment(request, number, pk))
    return redirect("sell:order", number=number)


def give_up(request: PersonRequest, row: Consignment) -> str:
    try:
        withdraw(row=row)
    except (CarrierSilent, CarrierRefused, ConsignmentRefused) as trouble:
        raise NotTaken(said_by(row, trouble)) from trouble
    return _("Withdrawn: nobody comes for it.")


@may(May.PACK)
@require_POST
def asked_again(request: PersonRequest, number: str, pk: int) -> HttpResponse:
    """Ask a carrier again that did not answer; it takes the parcel once."""
    take_step(request, ask_again, own_consignment(request, number, pk))
    return redirect("sell:order", number=number)


def ask_again(request: PersonRequest, row: Consignment) -> str:
    try:
        row = ask(row) if row.is_asked else row
    except ConsignmentRefused as refusal:
        raise NotTaken(str(refusal)) from refusal
    if row.is_asked:
        raise NotTaken(said_by(row, CarrierSilent()))
    if not row.is_booked:
        words = {"carrier": row.carrier_text, "words": row.words}
        raise NotTaken(_("%(carrier)s did not take it: %(words)s") % words)
    return _("Booked: %(carrier)s comes for it. Print its label.") % {"carrier": row.carrier_text}


def said_by(row: Consignment, trouble: Exception) -> str:
    """Say in words what kept a carrier from doing what was asked."""
    if isinstance(trouble, CarrierSilent):
        words = _("%(carrier)s does not answer at the moment. Try again, or send it by hand.")
        return words % {"carrier": row.carrier_text}
    if isinstance(trouble, CarrierRefused):
        return _("%(carrier)s says: %(words)s") % {"carrier": row.carrier_text, "words": trouble}
    return str(trouble)
