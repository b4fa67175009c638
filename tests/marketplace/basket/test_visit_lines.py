"""Seats in a basket are lines of their own, one a kind of guest."""

import pytest

from marketplace.purchases.packages import split_basket
from tests import visits

pytestmark = pytest.mark.django_db


def test_lines_are_priced_by_their_fares():
    session = visits.make_session()
    split = split_basket(visits.basket_of(session, adult=2, child=1))
    lines = {line.seats.fare.guest: line.total for line in split.packages[0].lines}
    assert lines == {"adult": 900_000, "child": 200_000}
    assert len({line.key for line in split.packages[0].lines}) == 2


def test_another_session_stands_beside_the_first():
    session = visits.make_session()
    other = visits.make_session(session.visit, starts_in=20 * visits.DAY)
    basket = visits.basket_of(session, adult=2)
    visits.basket_of(other, basket=basket, adult=1)
    visits.basket_of(session, basket=basket, child=1)
    rows = basket.lines.order_by("pk").values_list("seats__session", "seats__fare__guest")
    assert list(rows) == [(other.pk, "adult"), (session.pk, "child")]
