"""Seats: held whole or not at all, given back once."""

from collections import Counter

import pytest
from django.db import IntegrityError, transaction

from marketplace.aftersale.takeback import cancel_order
from marketplace.visits.models import Session
from marketplace.visits.seats import return_seats, take_seats
from tests import visits

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return visits.make_session(capacity=3)


@pytest.mark.parametrize(("guests", "holds"), [(3, True), (4, False)])
def test_seats_are_held_up_to_the_last(session, guests, holds):
    assert take_seats(Counter({session.pk: guests})) == holds
    session.refresh_from_db()
    assert session.taken == (guests if holds else 0)


def test_the_database_itself_sells_no_seat_twice(session):
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(taken=4)


def test_seats_given_back_are_never_more_than_were_taken(session):
    take_seats(Counter({session.pk: 1}))
    return_seats(Counter({session.pk: 2}))
    session.refresh_from_db()
    assert (session.taken, session.left) == (0, 3)


def test_a_cancelled_session_takes_nobody(session):
    Session.objects.filter(pk=session.pk).update(state="cancelled")
    assert not take_seats(Counter({session.pk: 1}))


def test_guests_who_are_cancelled_give_their_seats_back(session):
    booking = visits.booked(session, adult=2, child=1)
    child = booking.guest_rows.get(guest="child")
    cancel_order(
        order=booking.order,
        key="one",
        side="producer",
        reason="other",
        by=None,
        quantities=[(child.line_id, 1)],
    )
    session.refresh_from_db()
    booking = session.bookings.get()
    assert (session.taken, booking.guests, booking.is_booked) == (2, 2, True)
    cancel_order(order=booking.order, key="all", side="producer", reason="other", by=None)
    session.refresh_from_db()
    assert (session.taken, session.bookings.get().is_cancelled) == (0, True)
