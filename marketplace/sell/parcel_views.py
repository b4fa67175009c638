"""Parcels of the producer's orders: sent whole or in part, their codes put right."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.frame.screens import form_page
from marketplace.frame.steps import NotTaken, take_step
from marketplace.purchases.models import Parcel
from marketplace.purchases.parcels import correct_parcel
from marketplace.purchases.services import MoveRefused, ship_order
from marketplace.sell.access import may, own_orders, producer_of
from marketplace.sell.order_page import (
    MOVED_ON,
    order_page,
    order_to_show,
    parcel_form,
    refused_in_words,
)
from marketplace.sell.parcel_form import CodeCorrectionForm, ParcelForm
from marketplace.shipping.carriers.named import CARRIERS

COUNT = "count"


@may(May.PACK)
@require_POST
def ship(request: PersonRequest, number: str) -> HttpResponse:
    """Send a parcel of an order: all that is left, or the quantities that the form names.

    COUNT only shows what these quantities come to, with links to their papers.
    """
    found = order_to_show(request, number)
    answers = request.POST.copy()
    if COUNT in answers:
        answers.pop("cash_shown", None)  # the sum of before does not matter
    form = parcel_form(found, answers)
    if found.is_confirmed and not form.is_valid():
        return order_page(request, found, form.showing_cash(), status=422)
    if found.is_confirmed and COUNT in answers:
        return order_page(request, found, form.showing_cash())
    take_step(request, refused_in_words()(send), found, form)
    return redirect("sell:order", number=number)


def send(request: PersonRequest, found, form: ParcelForm) -> str:
    if not found.is_confirmed or found.is_visit:
        raise NotTaken(MOVED_ON)
    ship_order(order=found, by=request.user, **form.facts())
    return _("Shipped. The buyer has been told.")


@may(May.PACK)
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: PersonRequest, number: str, pk: int) -> HttpResponse:
    """Put the carrier or the code of a parcel right, as long as it is on its way."""
    parcel = get_object_or_404(
        Parcel.objects.select_related("order").prefetch_related("lines__line"),
        pk=pk,
        order__number=number,
        order__in=own_orders(request),
    )
    if not parcel.is_shipped:
        messages.error(request, MOVED_ON)
        return redirect("sell:order", number=number)
    form = CodeCorrectionForm(request.POST or None, parcel=parcel)
    if request.method == "POST" and form.is_valid():
        correct(request, parcel, form)
        return redirect("sell:order", number=number)
    context = {
        "producer": producer_of(request),
        "order": parcel.order,
        "parcel": parcel,
        "form": form,
        "carriers": CARRIERS,
    }
    return form_page(request, "sell/parcel_code.html", context, form=form)


def correct(request: PersonRequest, parcel: Parcel, form: CodeCorrectionForm) -> None:
    answers = form.cleaned_data
    try:
        changed = correct_parcel(
            parcel=parcel,
            by=request.user,
            carrier=answers["carrier"],
            tracking_code=answers["tracking_code"],
        )
    except MoveRefused:
        messages.error(request, MOVED_ON)
        return
    if changed:
        messages.success(request, _("Corrected. The buyer has been told."))
    else:
        messages.info(request, _("Nothing was changed."))
