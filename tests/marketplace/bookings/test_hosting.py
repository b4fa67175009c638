"""What a host does: check-in once, no-show, a session called off after booking."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from marketplace.bookings.changes import cancel_booking, change_date, quote_of
from marketplace.bookings.hosting import (
    EARLY,
    CheckInRefused,
    NotToday,
    SessionIsOver,
    TooSoon,
    cancel_session,
    check_in,
    is_its_day,
    note_missed,
    undo_check_in,
)
from marketplace.gateways.models import Refund
from marketplace.purchases.mail import compose
from marketplace.purchases.models import MailMessage, PurchaseEvent
from marketplace.purchases.services import settle_purchase
from marketplace.visits.models import Booking
from tests import visits

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return visits.make_session(capacity=5)


@pytest.fixture
def booking(session):
    return visits.booked(session, adult=2)


def test_tickets_open_twelve_hours_around_a_session(session):
    first, last = session.starts_at - EARLY, session.ends_at + EARLY
    second = timedelta(seconds=1)
    asked = (first - second, first, last, last + second)
    assert [is_its_day(session, now) for now in asked] == [False, True, True, False]


def test_guests_are_checked_in_once(session, booking, owner):
    visits.move_session(session, starts_in=visits.HOUR)
    assert check_in(booking=booking, by=owner)
    assert not check_in(booking=booking, by=owner)
    booking.refresh_from_db()
    assert (booking.is_attended, booking.checked_at is not None) == (True, True)
    assert PurchaseEvent.objects.filter(code="visit_attended").count() == 1


@pytest.mark.parametrize(("hours", "opens"), [(13, False), (11, True), (-14, True), (-16, False)])
def test_ticket_opens_on_its_day_only(session, booking, owner, hours, opens):
    visits.move_session(session, starts_in=hours * visits.HOUR)
    if opens:
        assert check_in(booking=booking, by=owner)
        return
    with pytest.raises(NotToday) as refusal:
        check_in(booking=booking, by=owner)
    with override("en"):
        assert str(refusal.value) == "This ticket is for another day."


def test_unpaid_guests_are_not_checked_in(session, owner):
    visits.place(session)
    visits.move_session(session, starts_in=visits.HOUR)
    with pytest.raises(CheckInRefused) as refusal:
        check_in(booking=Booking.objects.get(), by=owner)
    with override("en"):
        assert str(refusal.value) == (
            "This booking is not paid, or was cancelled: nobody can be checked in with it."
        )
    with pytest.raises(CheckInRefused):
        note_missed(booking=Booking.objects.get(), by=owner)


def test_nobody_is_missed_before_the_session_begins(session, booking, owner):
    visits.move_session(session, starts_in=visits.HOUR)
    with pytest.raises(TooSoon) as refusal:
        note_missed(booking=booking, by=owner)
    with override("en"):
        assert str(refusal.value) == "The session has not begun yet."
    visits.move_session(session, starts_in=-visits.HOUR)
    assert note_missed(booking=booking, by=owner)
    assert not note_missed(booking=booking, by=owner)


def test_guests_who_come_late_or_by_mistake(session, booking, owner):
    visits.move_session(session, starts_in=-visits.HOUR)
    note_missed(booking=booking, by=owner)
    assert check_in(booking=booking, by=owner)
    assert undo_check_in(booking=booking, by=owner)
    booking.refresh_from_db()
    assert booking.is_booked


def test_a_mistake_is_taken_back(session, booking, owner):
    visits.move_session(session, starts_in=-visits.HOUR)
    assert not undo_check_in(booking=booking, by=owner)
    note_missed(booking=booking, by=owner)
    assert undo_check_in(booking=booking, by=owner)
    booking.refresh_from_db()
    assert (booking.is_booked, booking.checked_at) == (True, None)


def test_guests_of_a_session_called_off_choose_or_get_all_back(session, booking):
    visits.move_session(session, starts_in=20 * visits.HOUR)  # by the terms nothing went back
    other = visits.make_session(session.visit, starts_in=5 * visits.DAY)
    assert cancel_session(session=session, note="Lò hỏng, xin lỗi.")
    assert not cancel_session(session=session, note="Lần nữa")
    booking.refresh_from_db()
    assert booking.choose_by
    mail = compose(MailMessage.objects.get(template="visit_called_off"))
    assert "Lò hỏng, xin lỗi." in mail.body
    assert quote_of(booking).percent == 100
    assert change_date(booking=booking, to=other, by=None)
    booking.refresh_from_db()
    assert (booking.session, booking.choose_by) == (other, None)


def test_money_of_a_session_called_off_goes_back_whole(session, booking):
    visits.move_session(session, starts_in=20 * visits.HOUR)
    cancel_session(session=session, note="Lò hỏng")
    booking.refresh_from_db()
    cancel_booking(booking=booking, by=None, seen_percent=100)
    assert Refund.objects.get().amount == 900_000


def test_who_pays_for_a_session_called_off_meanwhile_may_choose_too(session):
    purchase = visits.place(session)
    cancel_session(session=session, note="Lò hỏng")
    settle_purchase(purchase.pk)
    booking = Booking.objects.get()
    assert (booking.is_booked, booking.choose_by is not None) == (True, True)
    templates = MailMessage.objects.values_list("template", flat=True)
    assert "visit_booked" not in templates
    assert "visit_called_off" in templates


def test_a_session_that_has_begun_is_not_called_off(session):
    visits.move_session(session, starts_in=-visits.HOUR)
    with pytest.raises(SessionIsOver) as refusal:
        cancel_session(session=session, note="Muộn")
    with override("en"):
        assert str(refusal.value) == "This session has begun or is over."
