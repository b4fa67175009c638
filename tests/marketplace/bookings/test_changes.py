"""Guests change a date or cancel by the terms; the money goes through the ledger."""

import pytest
from django.utils.translation import override

from marketplace.bookings.changes import (
    ChangeRefused,
    DateIsGone,
    TermsMoved,
    cancel_booking,
    change_date,
    is_open_to_change,
    may_cancel,
    other_dates,
    quote_of,
)
from marketplace.gateways.models import Refund
from marketplace.ledger.models import SoldLine
from marketplace.purchases.models import MailMessage, Reversal
from tests import visits

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return visits.make_session(capacity=5)


@pytest.fixture
def booking(session):
    return visits.booked(session, adult=2, child=1)


def taken(*sessions) -> list[int]:
    for session in sessions:
        session.refresh_from_db()
    return [session.taken for session in sessions]


@pytest.mark.parametrize(
    ("hours", "percent", "amount"),
    [(73, 100, 1_100_000), (71, 50, 550_000), (25, 50, 550_000), (23, 0, 0)],
)
def test_cancelling_gives_back_what_the_terms_say(session, booking, hours, percent, amount):
    visits.move_session(session, starts_in=hours * visits.HOUR)
    booking.refresh_from_db()
    assert quote_of(booking) == (percent, amount)
    reversal = cancel_booking(booking=booking, by=None, seen_percent=percent)
    booking.refresh_from_db()
    assert (reversal.total, reversal.side, taken(session)) == (amount, "buyer", [0])
    assert (booking.is_cancelled, booking.guests) == (True, 0)
    booking.order.refresh_from_db()
    assert booking.order.is_cancelled
    assert sum(Refund.objects.values_list("amount", flat=True)) == amount
    mail = MailMessage.objects.get(template="order_cancelled")
    assert mail.context.get("goes_back") == (None if percent == 100 else amount)
    assert cancel_booking(booking=booking, by=None, seen_percent=percent) is None
    assert Reversal.objects.count() == 1


def test_what_the_host_keeps_is_still_a_sale(session, booking):
    visits.move_session(session, starts_in=30 * visits.HOUR)
    booking.refresh_from_db()
    cancel_booking(booking=booking, by=None, seen_percent=50)
    sold = SoldLine.objects.filter(transaction__source_reference=booking.order.number)
    back = sum(row.amount for line in sold for row in line.refunds.all())
    assert sum(line.paid for line in sold) - back == 550_000


def test_terms_that_moved_while_somebody_looked_are_refused(session, booking):
    visits.move_session(session, starts_in=30 * visits.HOUR)
    booking.refresh_from_db()
    with pytest.raises(TermsMoved), override("en"):
        try:
            cancel_booking(booking=booking, by=None, seen_percent=100)
        except TermsMoved as refusal:
            assert str(refusal) == (
                "What goes back has changed while you looked. Nothing was cancelled; look again."
            )
            raise
    assert taken(session) == [3]


def test_a_visit_that_has_begun_is_neither_moved_nor_cancelled(session, booking):
    other = visits.make_session(session.visit, starts_in=20 * visits.DAY)
    visits.move_session(session, starts_in=-visits.HOUR)
    booking.refresh_from_db()
    assert not may_cancel(booking)
    with pytest.raises(ChangeRefused):
        cancel_booking(booking=booking, by=None, seen_percent=0)
    with pytest.raises(ChangeRefused) as refusal:
        change_date(booking=booking, to=other, by=None)
    with override("en"):
        assert str(refusal.value) == "This booking cannot be changed any more."


@pytest.mark.parametrize(("hours", "may"), [(13, True), (11, False)])
def test_date_is_changed_until_the_cut_off(session, booking, hours, may):
    visits.move_session(session, starts_in=hours * visits.HOUR)
    booking.refresh_from_db()
    assert is_open_to_change(booking) == may


def test_another_date_moves_the_seats_and_sends_a_new_ticket(session, booking):
    other = visits.make_session(session.visit, capacity=3, starts_in=20 * visits.DAY)
    assert change_date(booking=booking, to=other, by=None)
    assert taken(session, other) == [0, 3]
    booking.refresh_from_db()
    assert booking.session == other
    assert not change_date(booking=booking, to=other, by=None)
    assert MailMessage.objects.filter(template="visit_booked").count() == 2


def test_a_date_without_room_is_refused(session, booking):
    other = visits.make_session(session.visit, capacity=2, starts_in=20 * visits.DAY)
    with pytest.raises(DateIsGone) as refusal:
        change_date(booking=booking, to=other, by=None)
    with override("en"):
        assert str(refusal.value) == (
            "That date has no room for you any more. Nothing was changed; choose another."
        )
    assert taken(session, other) == [3, 0]


def test_a_date_of_another_visit_is_refused(session, booking):
    with pytest.raises(ChangeRefused):
        change_date(booking=booking, to=visits.make_session(), by=None)
    assert taken(session) == [3]


def test_only_dates_with_room_are_offered(session, booking):
    fits = visits.make_session(session.visit, capacity=3, starts_in=20 * visits.DAY)
    visits.make_session(session.visit, capacity=2, starts_in=21 * visits.DAY)
    visits.make_session(session.visit, starts_in=2 * visits.HOUR)
    visits.make_session()
    assert other_dates(booking) == [fits]
