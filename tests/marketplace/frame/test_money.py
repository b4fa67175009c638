"""Sharing an amount, and writing it for people."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.frame.money import allocate, dong, format_dong


def test_allocate_gives_the_left_over_dong_to_the_earliest_of_equals():
    assert allocate(100, [1, 1, 1]) == [34, 33, 33]


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**10), min_size=1, max_size=12))
def test_allocate_parts_sum_to_the_whole_and_stay_within_a_dong(total, weights):
    parts = allocate(total, weights)
    assert sum(parts) == total
    whole = sum(weights) or len(weights)
    for part, weight in zip(parts, weights if any(weights) else [1] * len(weights), strict=True):
        assert abs(part * whole - total * weight) < whole


def test_allocate_refuses_a_negative_weight_and_nothing_to_share_over():
    with pytest.raises(ValueError, match="negative"):
        allocate(1, [1, -1])
    with pytest.raises(ValueError, match="nothing"):
        allocate(1, [])


def test_dong_refuses_a_fraction():
    assert dong(Decimal("250000.00")) == 250_000
    with pytest.raises(ValueError, match="whole"):
        dong(Decimal("0.5"))


@pytest.mark.parametrize(
    ("language", "text"),
    [("vi", "1.250.000\xa0₫"), ("en", "₫1,250,000"), ("id", "₫1.250.000")],
)
def test_format_dong_writes_each_language_its_way(language, text):
    assert format_dong(1_250_000, language) == text
