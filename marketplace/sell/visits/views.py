"""A host's days: coming sessions, the day sheet, tickets at the door, a session called off."""

import datetime

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.bookings.hosting import (
    CheckInRefused,
    SessionIsOver,
    cancel_session,
    check_in,
    note_missed,
    undo_check_in,
)
from marketplace.frame.screens import form_page, page_of, private
from marketplace.purchases.packages import SERVICE_GROUP
from marketplace.sell.access import may, member_may, own_products, producer_of
from marketplace.sell.visits.forms import CallOffForm, CapacityForm
from marketplace.visits.editing import PlacesAreTaken, set_capacity
from marketplace.visits.models import Booking, Session
from marketplace.visits.tickets import read_code

PER_PAGE = 30
LATELY = datetime.timedelta(hours=6)
LONGEST_CODE = 200


def own_sessions(request: PersonRequest) -> QuerySet[Session]:
    own = Session.objects.filter(visit__product__producer=producer_of(request))
    return own.select_related("visit__product")


def own_session(request: PersonRequest, pk: int) -> Session:
    return get_object_or_404(own_sessions(request), pk=pk)


def own_bookings(request: PersonRequest) -> QuerySet[Booking]:
    """The producer's paid bookings; those that nobody has paid yet are none of its work."""
    own = Booking.objects.filter(order__producer=producer_of(request))
    found = own.exclude(state=Booking.State.HELD).select_related(
        "order__purchase", "session__visit__product"
    )
    return found.prefetch_related("guest_rows")


def with_bookings(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Read sessions with who comes to them, by name."""
    seen = Booking.objects.filter(
        state__in=[Booking.State.BOOKED, Booking.State.ATTENDED, Booking.State.MISSED]
    )
    rows = seen.select_related("order__purchase").prefetch_related("guest_rows")
    return sessions.prefetch_related(
        Prefetch("bookings", rows.order_by("name", "pk"), to_attr="coming")
    )


@may(May.PACK)
def index(request: PersonRequest) -> HttpResponse:
    """The sessions of today and after; a typed or scanned code leads to its ticket."""
    if typed := request.GET.get("code", "")[:LONGEST_CODE]:
        code = read_code(typed)
        if code and own_bookings(request).filter(code=code).exists():
            return redirect("visits-sell:ticket", code)
        messages.error(request, _("There is no such ticket of yours."))
        return redirect("visits-sell:index")
    today = timezone.localdate()
    begins = datetime.datetime.combine(
        today, datetime.time.min, tzinfo=timezone.get_default_timezone()
    )
    coming = own_sessions(request).filter(starts_at__gte=begins).order_by("starts_at", "pk")
    of_group = own_products(request).filter(ocop_group__number=SERVICE_GROUP)
    context = {
        "producer": producer_of(request),
        "page": page_of(request, coming, PER_PAGE),
        "today": today,
        "products": of_group.select_related("visit").order_by("pk")[:PER_PAGE],
        "may_sell": member_may(request, May.SELL),
    }
    return render(request, "sell/visits/index.html", context)


@may(May.PACK)
def day(request: PersonRequest, day: str) -> HttpResponse:
    """The day sheet: who comes when, to print or to have where there is no network."""
    try:
        asked = datetime.date.fromisoformat(day)
        begins = datetime.datetime.combine(
            asked, datetime.time.min, tzinfo=timezone.get_default_timezone()
        )
        ends = begins + datetime.timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    sessions = own_sessions(request).filter(starts_at__gte=begins, starts_at__lt=ends)
    context = {
        "producer": producer_of(request),
        "day": asked,
        "sessions": with_bookings(sessions.order_by("starts_at", "pk")),
    }
    return private(render(request, "sell/visits/day.html", context))


@may(May.PACK)
def session(request: PersonRequest, pk: int) -> HttpResponse:
    """One session: who comes, how many places it has; it may be called off."""
    found = with_bookings(own_sessions(request))
    shown = get_object_or_404(found, pk=pk)
    form = CapacityForm(request.POST or None, initial={"capacity": shown.capacity})
    if request.method == "POST":
        if not member_may(request, May.SELL):
            raise Http404
        if form.is_valid():
            try:
                set_capacity(session=shown, capacity=form.cleaned_data["capacity"])
            except PlacesAreTaken as refusal:
                form.add_error("capacity", str(refusal))
            else:
                messages.success(request, _("Saved."))
                return redirect("visits-sell:session", shown.pk)
    context = {
        "producer": producer_of(request),
        "session": shown,
        "form": form,
        "may_sell": member_may(request, May.SELL),
        "is_coming": shown.starts_at > timezone.now(),
    }
    return private(form_page(request, "sell/visits/session.html", context, form=form))


@may(May.SELL)
def call_off(request: PersonRequest, pk: int) -> HttpResponse:
    """Call a session off, with words to its guests."""
    shown = own_session(request, pk)
    form = CallOffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_session(session=shown, note=form.cleaned_data["note"])
        except SessionIsOver as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request, _("Called off. The guests are told and choose a date or their money.")
            )
        return redirect("visits-sell:session", shown.pk)
    context = {
        "producer": producer_of(request),
        "session": shown,
        "form": form,
        "guests": ngettext("%(count)d guest", "%(count)d guests", shown.taken)
        % {"count": shown.taken},
    }
    return form_page(request, "sell/visits/call_off.html", context, form=form)


@may(May.PACK)
def ticket(request: PersonRequest, code: str) -> HttpResponse:
    """A ticket at the door, as a phone opens it from its QR code."""
    booking = get_object_or_404(own_bookings(request), code=code[:12])
    context = {"producer": producer_of(request), "booking": booking}
    return private(render(request, "sell/visits/ticket.html", context))


STEPS = {"in": check_in, "missed": note_missed, "undo": undo_check_in}


@may(May.PACK)
@require_POST
def ticket_step(request: PersonRequest, code: str, step: str) -> HttpResponse:
    """Check guests in, note that nobody came, or take either back."""
    booking = get_object_or_404(own_bookings(request), code=code[:12])
    said = {
        "in": _("Checked in."),
        "missed": _("Noted that nobody came."),
        "undo": _("Taken back."),
    }
    try:
        is_new = STEPS[step](booking=booking, by=request.user)
    except CheckInRefused as refusal:
        messages.error(request, str(refusal))
    else:
        if is_new:
            messages.success(request, said[step])
        else:
            messages.info(request, _("That was noted already; nothing was changed."))
    return redirect("visits-sell:ticket", booking.code)
