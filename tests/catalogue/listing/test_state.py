"""Prices in a filter, as people write them."""

import pytest

from catalogue.listing.state import MAX_PRICE, amount_of


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("300000", 300_000),
        ("300.000", 300_000),
        ("300,000", 300_000),
        ("300 000", 300_000),
        ("300\u00a0000 ₫", 300_000),
        ("300000đ", 300_000),
        ("1.250.000 VNĐ", 1_250_000),
        ("300k", 300_000),
        ("2 nghìn", 2_000),
        ("2 ngàn", 2_000),
        ("50rb", 50_000),
        ("1tr", 1_000_000),
        ("1,5tr", 1_500_000),
        ("1.25 triệu", 1_250_000),
        ("2jt", 2_000_000),
        (str(MAX_PRICE), MAX_PRICE),
    ],
)
def test_an_amount_is_read_as_people_write_it(text, amount):
    assert amount_of(text) == amount


@pytest.mark.parametrize(
    "text",
    ["", "abc", "-5", "1.2", "300.00", "1.500k", "12.34.567", "k", "1e9", "9" * 30, "1;2"],
)
def test_what_is_no_amount_or_could_be_two_is_not_guessed(text):
    assert amount_of(text) is None
