"""Facts of a session and a booking that services go by."""

import pytest

from marketplace.visits.models import Booking
from tests import visits

pytestmark = pytest.mark.django_db


def test_session_takes_bookings_until_it_closes():
    session = visits.make_session(capacity=2)
    assert session.may_be_booked(session.closes_at - visits.HOUR)
    assert not session.may_be_booked(session.closes_at)
    assert session.ends_at - session.starts_at == session.visit.duration == 3 * visits.HOUR


def test_ticket_is_of_who_has_paid():
    states = Booking.State
    with_ticket = {state for state in states if Booking(state=state).has_ticket}
    assert with_ticket == {states.BOOKED, states.ATTENDED, states.MISSED}
    assert {state for state in states if not Booking(state=state).holds_seats} == {states.CANCELLED}
