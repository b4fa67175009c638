"""What the clock does for visits: reminds, ends, gives back, tells who waits; each once."""

import pytest
from django.utils import timezone

from marketplace.bookings.clockwork import (
    end_late_orders,
    end_sessions,
    refund_undecided,
    remind_guests,
    tell_waiting,
)
from marketplace.bookings.hosting import cancel_session
from marketplace.gateways.models import Refund
from marketplace.ledger.models import Fulfilment
from marketplace.purchases.models import MailMessage
from marketplace.visits.models import Booking, WaitingGuest
from tests import visits

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return visits.make_session(capacity=3)


def mails(template: str) -> int:
    return MailMessage.objects.filter(template=template).count()


@pytest.mark.parametrize(("hours", "told"), [(31, 0), (29, 1)])
def test_guests_are_reminded_the_day_before_once(session, hours, told):
    visits.booked(session)
    visits.move_session(session, starts_in=hours * visits.HOUR)
    assert remind_guests() == told
    assert remind_guests() == 0
    assert mails("visit_reminder") == told


def test_nobody_is_reminded_of_what_was_called_off(session):
    visits.booked(session)
    visits.move_session(session, starts_in=20 * visits.HOUR)
    cancel_session(session=session, note="Mưa to")
    assert remind_guests() == 0


@pytest.mark.parametrize(("hours", "is_over"), [(-2, False), (-4, True)])
def test_order_has_taken_place_when_its_session_is_over(session, hours, is_over):
    order = visits.booked(session).order
    visits.move_session(session, starts_in=hours * visits.HOUR)  # it takes three
    assert end_sessions() == int(is_over)
    order.refresh_from_db()
    assert order.is_delivered == is_over
    assert Fulfilment.objects.filter(order_number=order.number).exists() == is_over
    assert end_sessions() == 0
    assert end_late_orders() == 0
    assert mails("visit_over") == int(is_over)


def test_who_came_is_asked_once_how_it_was_and_who_did_not_is_not(session):
    came, missed = visits.booked(session, adult=1, child=1), visits.booked(session, adult=1)
    Booking.objects.filter(pk=missed.pk).update(state=Booking.State.MISSED)
    visits.move_session(session, starts_in=-4 * visits.HOUR)
    end_sessions()
    mail = MailMessage.objects.get(template="visit_over")
    line = came.order.lines.order_by("pk")[0]
    assert mail.context["goods"] == [[line.pk, line.title]]


def test_who_chose_nothing_gets_all_back(session):
    booking = visits.booked(session)
    cancel_session(session=session, note="Mưa to")
    assert refund_undecided() == 0
    Booking.objects.update(choose_by=timezone.now())
    assert refund_undecided() == 1
    assert refund_undecided() == 0
    booking.refresh_from_db()
    assert (booking.is_cancelled, Refund.objects.get().amount) == (True, 900_000)


def test_those_who_wait_are_told_once_as_far_as_there_is_room(session):
    first, large, last = (
        WaitingGuest.objects.create(session=session, email=f"{n}@example.vn", guests=guests)
        for n, guests in enumerate((2, 2, 1))
    )
    visits.booked(session, adult=3)
    assert tell_waiting() == 0
    session.refresh_from_db()
    session.taken = 0
    session.save()
    assert tell_waiting() == 2
    told = WaitingGuest.objects.exclude(told_at=None)
    assert set(told) == {first, last}
    assert mails("visit_free") == 2
    session.taken = 1
    session.save()
    assert tell_waiting() == 1
    assert WaitingGuest.objects.get(pk=large.pk).told_at
