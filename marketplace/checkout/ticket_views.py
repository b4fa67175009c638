"""A booking's ticket: to show at the door, to change, to cancel; found by the purchase's token."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from catalogue.origin.codes import qr
from marketplace.accounts.requests import person_of
from marketplace.bookings.changes import (
    ChangeRefused,
    cancel_booking,
    change_date,
    is_open_to_change,
    may_cancel,
    other_dates,
    quote_of,
)
from marketplace.checkout.access import buyers_hand_only, holders_only
from marketplace.frame.fields import WholeField, offer
from marketplace.frame.screens import file_for_one, form_page, private
from marketplace.gateways.refunds import OverRefund
from marketplace.producers.readers import link_to
from marketplace.purchases.models import Purchase
from marketplace.purchases.visit_orders import event_of
from marketplace.visits.calendar_files import calendar_of
from marketplace.visits.models import Booking
from marketplace.visits.terms import steps_said
from marketplace.visits.words import when


class DateForm(forms.Form):
    """Another session of the same visit."""

    session = forms.TypedChoiceField(
        label=gettext_lazy("Another date"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Please choose a day and time."),
            "invalid_choice": gettext_lazy(
                "That date has no room for you any more. Nothing was changed; choose another."
            ),
        },
    )

    def __init__(self, *args: Any, sessions: list, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sessions = {session.pk: session for session in sessions}
        offer(self, "session", [(each.pk, when(each.starts_at)) for each in sessions])


class CancelVisitForm(forms.Form):
    """Yes to what goes back, as the guest saw it."""

    percent = WholeField(min_value=0, max_value=100, widget=forms.HiddenInput)


def find_booking(purchase: Purchase, code: str) -> Booking:
    """One booking of a purchase that is paid; others are not found."""
    rows = Booking.objects.filter(order__purchase=purchase).exclude(state=Booking.State.HELD)
    found = rows.select_related("order__producer", "session__visit__product__producer")
    booking = get_object_or_404(found.prefetch_related("guest_rows"), code=code[:12])
    booking.order.purchase = purchase
    return booking


@require_safe
@holders_only
def ticket(request: HttpRequest, purchase: Purchase, code: str) -> HttpResponse:
    booking = find_booking(purchase, code)
    session = booking.session
    context = {
        "purchase": purchase,
        "booking": booking,
        "visit": session.visit,
        "may_change": is_open_to_change(booking),
        "may_cancel": may_cancel(booking),
        "terms": steps_said(session.visit.refund_steps.all()),
    }
    return private(render(request, "visits/ticket.html", context))


@require_safe
@holders_only
def ticket_code(request: HttpRequest, purchase: Purchase, code: str) -> HttpResponse:
    """The QR code of a ticket: where the host's phone checks its guests in."""
    booking = find_booking(purchase, code)
    link = link_to("visits-sell:ticket", "vi", booking.code)
    return private(HttpResponse(qr.svg(link), content_type="image/svg+xml"))


@require_safe
@holders_only
def ticket_calendar(request: HttpRequest, purchase: Purchase, code: str) -> HttpResponse:
    booking = find_booking(purchase, code)
    body = calendar_of([event_of(booking, purchase)]).encode()
    return file_for_one(body, kind="text/calendar; charset=utf-8", name="visit.ics")


@buyers_hand_only
def ticket_date(request: HttpRequest, purchase: Purchase, code: str) -> HttpResponse:
    """Choose another date, until the cut-off or when the host has cancelled."""
    booking = find_booking(purchase, code)
    if not is_open_to_change(booking):
        messages.error(request, _("This booking cannot be changed any more."))
        return redirect("aftersale:ticket", purchase.token, booking.code)
    form = DateForm(request.POST or None, sessions=other_dates(booking))
    if request.method == "POST" and form.is_valid():
        to = form.sessions[form.cleaned_data["session"]]
        try:
            change_date(booking=booking, to=to, by=person_of(request))
        except ChangeRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request, _("Your visit is on %(when)s now.") % {"when": when(to.starts_at)}
            )
        return redirect("aftersale:ticket", purchase.token, booking.code)
    context = {"purchase": purchase, "booking": booking, "form": form}
    return private(form_page(request, "visits/change.html", context, form=form))


@buyers_hand_only
def ticket_cancel(request: HttpRequest, purchase: Purchase, code: str) -> HttpResponse:
    """Cancel by the terms, after a page that says what goes back."""
    booking = find_booking(purchase, code)
    if not may_cancel(booking):
        messages.error(request, _("This booking cannot be changed any more."))
        return redirect("aftersale:ticket", purchase.token, booking.code)
    quote = quote_of(booking)
    form = CancelVisitForm(request.POST or None, initial={"percent": quote.percent})
    if request.method == "POST" and form.is_valid():
        try:
            cancel_booking(
                booking=booking,
                by=person_of(request),
                seen_percent=form.cleaned_data["percent"],
            )
        except ChangeRefused as refusal:
            messages.error(request, str(refusal))
        except OverRefund:
            messages.error(request, _("This cannot be paid back here; please write to us."))
        else:
            messages.success(request, _("The booking is cancelled."))
        return redirect("aftersale:ticket", purchase.token, booking.code)
    context = {
        "purchase": purchase,
        "booking": booking,
        "form": form,
        "quote": quote,
        "terms": steps_said(booking.session.visit.refund_steps.all()),
    }
    return private(form_page(request, "visits/cancel.html", context, form=form))
