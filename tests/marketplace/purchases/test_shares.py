"""What goes back to a buyer: any order of steps sums to what was paid, never more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.purchases.shares import share_of_delivery, value_of

dong = st.integers(min_value=0, max_value=10**10)


def test_share_of_delivery_worked_example():
    first = share_of_delivery(charge=22_000, base=980_000, before=0, now=500_000, given=0)
    second = share_of_delivery(
        charge=22_000, base=980_000, before=500_000, now=980_000, given=first
    )
    assert (first, second) == (11_224, 10_776)


@given(charge=dong, values=st.lists(st.integers(1, 10**8), min_size=1, max_size=10))
def test_delivery_goes_back_whole_with_the_last_goods(charge, values):
    base, before, given_back = sum(values), 0, 0
    for value in values:
        part = share_of_delivery(
            charge=charge, base=base, before=before, now=before + value, given=given_back
        )
        assert part >= 0
        before, given_back = before + value, given_back + part
        assert given_back <= charge
    assert given_back == charge


@pytest.mark.parametrize(("units", "worth"), [(0, 0), (1, 33_333), (2, 66_666), (3, 100_000)])
def test_first_units_of_a_line_are_worth_their_part_rounded_down(units, worth):
    assert value_of(100_000, 3, units) == worth


@pytest.mark.parametrize(("quantity", "units"), [(3, 4), (3, -1), (0, 1)])
def test_value_refuses_units_beyond_the_line(quantity, units):
    with pytest.raises(ValueError, match="units beyond the line"):
        value_of(100_000, quantity, units)


def test_line_of_nothing_is_worth_nothing():
    assert value_of(100_000, 0, 0) == 0
    assert value_of(1, 1, 1) == 1


@pytest.mark.parametrize(
    ("base", "before", "now", "given", "share"),
    [
        (100, 0, 50, 0, 500),
        (100, 0, 100, 0, 1_000),
        (100, 0, 101, 0, 1_000),  # never more than all of it
        (100, 150, 200, 0, 0),
        (100, 50, 50, 0, 0),
        (100, 50, 49, 0, 0),
        (100, 50, 51, 0, 10),
        (1, 0, 1, 0, 1_000),
        (0, 0, 50, 0, 0),
        (-1, 0, 50, 0, 0),
        (100, 0, 50, 400, 500),
        (100, 0, 50, 500, 500),
        (100, 0, 50, 501, 499),  # what went back already is not given twice
        (100, 0, 50, 1_000, 0),
        (100, 0, 50, 1_001, 0),
        (3, 1, 2, 0, 333),
    ],
)
def test_share_of_delivery_is_in_proportion_and_no_more_than_is_left(
    base, before, now, given, share
):
    assert share_of_delivery(charge=1_000, base=base, before=before, now=now, given=given) == share
