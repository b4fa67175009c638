"""How many of each kind come, read off a form."""

import pytest

from marketplace.basket.visit_forms import SeatsForm
from tests import visits

pytestmark = pytest.mark.django_db


def test_guests_are_read_by_fare_and_who_does_not_come_is_left_out():
    session = visits.make_session()
    answers = {"session": session.pk, "guests_adult": "2", "guests_child": "0"}
    form = SeatsForm(answers, visit=session.visit)
    assert form.is_valid()
    assert {fare.guest: count for fare, count in form.guests.items()} == {"adult": 2}


@pytest.mark.parametrize(("count", "fits"), [("-1", False), ("10", True), ("11", False)])
def test_counts_have_bounds(count, fits):
    session = visits.make_session(capacity=20)
    form = SeatsForm({"session": session.pk, "guests_adult": count}, visit=session.visit)
    assert form.is_valid() == fits
