"""What guests change of a booking: another date, or a cancellation by the visit's terms.

Each step locks the order's purchase first, then sessions in order of keys, as placement does.
"""

import datetime
from collections import Counter
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.aftersale.takeback import cancel_order
from marketplace.purchases.models import PurchaseEvent, Reversal
from marketplace.purchases.services import lock_order
from marketplace.purchases.visit_orders import send_tickets
from marketplace.purchases.worth import worth_if_cancelled
from marketplace.visits.models import Booking, Session
from marketplace.visits.places import bookable
from marketplace.visits.seats import lock_rows, return_seats, take_seats
from marketplace.visits.terms import percent_back

MOST_OFFERED = 60  # other dates


class ChangeRefused(Exception):
    """A booking cannot be changed so; str() is a sentence for the guest."""

    text = _("This booking cannot be changed any more.")

    def __str__(self) -> str:
        return str(self.text)


class DateIsGone(ChangeRefused):
    """The other session is full or closed by now."""

    text = _("That date has no room for you any more. Nothing was changed; choose another.")


class TermsMoved(ChangeRefused):
    """What goes back is no longer what the guest saw."""

    text = _("What goes back has changed while you looked. Nothing was cancelled; look again.")


class Quote(NamedTuple):
    """What a guest who cancels now gets back: percent of what was paid, and dong."""

    percent: int
    amount: int


def is_open_to_change(booking: Booking, now: datetime.datetime | None = None) -> bool:
    """Tell whether its guests may choose another date: until the cut-off, or the host cancelled."""
    if not booking.is_booked:
        return False
    if booking.session.is_cancelled:
        return True
    return (now or timezone.now()) < booking.session.closes_at


def may_cancel(booking: Booking, now: datetime.datetime | None = None) -> bool:
    """Tell whether its guests may still cancel: until it begins."""
    if not booking.is_booked:
        return False
    return booking.session.is_cancelled or (now or timezone.now()) < booking.session.starts_at


def other_dates(booking: Booking) -> list[Session]:
    """The sessions of the same visit that have room for the guests of a booking."""
    rows = bookable().filter(visit=booking.session.visit_id).exclude(pk=booking.session_id)
    guests = booking.guests
    coming = rows.order_by("starts_at")[: 2 * MOST_OFFERED]
    return [session for session in coming if session.left >= guests][:MOST_OFFERED]


def quote_of(booking: Booking, now: datetime.datetime | None = None) -> Quote:
    """What goes back now; everything where the host cancelled the session."""
    session = booking.session
    percent = 100
    if not session.is_cancelled:
        steps = session.visit.refund_steps.all()
        percent = percent_back(steps, starts_at=session.starts_at, now=now or timezone.now())
    units = {row.line_id: row.quantity for row in booking.guest_rows.all() if row.quantity}
    worth = worth_if_cancelled(booking.order, units)
    return Quote(percent, sum(dong * percent // 100 for dong in worth.values()))


def locked(booking: Booking) -> Booking:
    """Lock a booking through its purchase and read it afresh, for a step of its caller."""
    order = lock_order(booking.order_id)
    fresh = Booking.objects.select_related("session__visit__product").get(pk=booking.pk)
    fresh.order = order
    return fresh


@transaction.atomic
def change_date(*, booking: Booking, to: Session, by: User | None) -> bool:
    """Move the guests of a booking to another session of the same visit; the price stays.

    False when they are there already. Raises ChangeRefused, DateIsGone.
    """
    booking = locked(booking)
    if booking.session_id == to.pk:
        return False
    before = booking.session
    if not is_open_to_change(booking) or to.visit_id != before.visit_id:
        raise ChangeRefused
    lock_rows([before.pk, to.pk])
    to.refresh_from_db()
    if not to.may_be_booked() or not take_seats(Counter({to.pk: booking.guests})):
        raise DateIsGone
    return_seats(Counter({before.pk: booking.guests}))
    booking.session, booking.choose_by, booking.reminded_at = to, None, None
    booking.save(update_fields=["session", "choose_by", "reminded_at"])
    event = PurchaseEvent.objects.create(
        purchase=booking.order.purchase,
        order_id=booking.order_id,
        code="visit_moved",
        detail={"before": before.starts_at.isoformat(), "to": to.starts_at.isoformat()},
        by=by,
    )
    send_tickets(booking.order, booking.order.purchase, f"moved-{event.pk}")
    return True


@transaction.atomic
def cancel_booking(
    *, booking: Booking, by: User | None, seen_percent: int, side: str = Reversal.Side.BUYER
) -> Reversal | None:
    """Cancel a booking and give back what its terms say now; None when it was cancelled before.

    `seen_percent` is what the guest saw. Raises ChangeRefused, TermsMoved.
    """
    booking = locked(booking)
    if booking.is_cancelled:
        return None
    if not may_cancel(booking):
        raise ChangeRefused
    quote = quote_of(booking)
    if quote.percent != seen_percent:
        raise TermsMoved
    is_hosts = booking.session.is_cancelled
    rows = [(row.line_id, row.quantity) for row in booking.guest_rows.all() if row.quantity]
    return cancel_order(
        order=booking.order,
        key=f"visit-{booking.code}-{booking.session_id}",
        side=side,
        reason=Reversal.Reason.OTHER if is_hosts else Reversal.Reason.CHANGED_MIND,
        note=booking.session.note if is_hosts else "",
        quantities=rows,
        by=by,
        percent=quote.percent,
    )
