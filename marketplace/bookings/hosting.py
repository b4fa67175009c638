"""What a host does on the day and before: checks guests in, notes who did not come, cancels."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.frame.states import move
from marketplace.purchases.models import PurchaseEvent
from marketplace.purchases.services import lock_order
from marketplace.purchases.visit_orders import offer_choice
from marketplace.visits.models import Booking, Session
from marketplace.visits.places import tell_places
from marketplace.visits.seats import lock_rows

EARLY = timedelta(hours=12)  # before a session begins, its guests may be checked in


class CheckInRefused(Exception):
    """Guests cannot be checked in so; str() is a sentence for the host."""

    text = _("This booking is not paid, or was cancelled: nobody can be checked in with it.")

    def __str__(self) -> str:
        return str(self.text)


class NotToday(CheckInRefused):
    """The ticket is for another time."""

    text = _("This ticket is for another day.")


class TooSoon(CheckInRefused):
    """Nobody is missed before the session has begun."""

    text = _("The session has not begun yet.")


class SessionIsOver(Exception):
    """A session that has begun is not cancelled; str() is a sentence for the host."""

    def __str__(self) -> str:
        return str(_("This session has begun or is over."))


def locked_booking(booking: Booking) -> Booking:
    order = lock_order(booking.order_id)
    fresh = Booking.objects.select_related("session__visit").get(pk=booking.pk)
    fresh.order = order
    return fresh


def is_its_day(session: Session, now: datetime) -> bool:
    return session.is_open and session.starts_at - EARLY <= now <= session.ends_at + EARLY


@transaction.atomic
def check_in(*, booking: Booking, by: User) -> bool:
    """Note that the guests of a booking came, once; False when they were checked in before.

    Raises CheckInRefused, NotToday.
    """
    booking = locked_booking(booking)
    if booking.is_attended:
        return False
    if not (booking.is_booked or booking.is_missed):
        raise CheckInRefused
    if not is_its_day(booking.session, timezone.now()):
        raise NotToday
    move(booking, Booking.State.ATTENDED, checked_at=timezone.now())
    note_event(booking, "visit_attended", by)
    return True


@transaction.atomic
def undo_check_in(*, booking: Booking, by: User) -> bool:
    """Take back a check-in or a no-show that was a mistake; False when there is none."""
    booking = locked_booking(booking)
    if not (booking.is_attended or booking.is_missed):
        return False
    move(booking, Booking.State.BOOKED, checked_at=None)
    note_event(booking, "visit_check_undone", by)
    return True


@transaction.atomic
def note_missed(*, booking: Booking, by: User) -> bool:
    """Note that nobody came by a booking; False when it is noted already.

    Raises CheckInRefused, TooSoon.
    """
    booking = locked_booking(booking)
    if booking.is_missed:
        return False
    if not booking.is_booked:
        raise CheckInRefused
    if timezone.now() < booking.session.starts_at:
        raise TooSoon
    move(booking, Booking.State.MISSED, checked_at=timezone.now())
    note_event(booking, "visit_missed", by)
    return True


def note_event(booking: Booking, code: str, by: User | None) -> None:
    PurchaseEvent.objects.create(
        purchase=booking.order.purchase,
        order_id=booking.order_id,
        code=code,
        detail={"booking": booking.code},
        by=by,
    )


@transaction.atomic
def cancel_session(*, session: Session, note: str) -> bool:
    """Cancel a session; its guests choose another date or get all of their money back.

    `note` is the host's words to them. False when it is cancelled already. Raises SessionIsOver.
    """
    lock_rows([session.pk])
    session = Session.objects.select_related("visit__product").get(pk=session.pk)
    if session.is_cancelled:
        return False
    if session.starts_at <= timezone.now():
        raise SessionIsOver
    move(session, Session.State.CANCELLED, note=note)
    booked = session.bookings.filter(state=Booking.State.BOOKED).order_by("pk")
    for booking in booked.select_related("order__purchase"):
        booking.session = session
        offer_choice(booking)
    tell_places([session.visit.product_id])
    return True
