"""Measures are read as people write them, and said as they say them."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from catalogue.facts.measures import (
    Unclear,
    as_short,
    name_of,
    read_measure,
    say_measure,
    say_number,
)
from marketplace.frame.numbers import NotANumber


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("12,5", "cm", "12.5"),
        ("12.5 cm", "cm", "12.5"),
        ("125 mm", "cm", "12.5"),
        ("1,2 m", "cm", "120"),
        ("1.500", "g", "1500"),
        ("1,5 kg", "g", "1500"),
        ("2 lạng", "g", "200"),
        ("0,75 l", "ml", "750"),
        ("1 lít", "ml", "1000"),
        ("29,5 %", "%", "29.5"),
        (f"1{'0' * 29}", "cm", f"1{'0' * 29}"),  # its field says how much is too much
        (f"9{'0' * 50} kg", "g", f"9{'0' * 53}"),
        ("40 độ", "%", "40"),
        ("2 năm", "days", "730"),
        ("6 tháng", "days", "180"),
        ("30 ngày", "days", "30"),
    ],
)
def test_measures_are_read_in_their_unit(text, unit, number):
    assert read_measure(text, unit) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "unit"),
    [("", "cm"), ("cao", "cm"), ("12 kg", "cm"), ("3 x 4", "cm"), ("0,001", "cm"), ("1kg500", "g")],
)
def test_what_is_no_measure_of_that_unit_is_refused(text, unit):
    with pytest.raises(NotANumber):
        read_measure(text, unit)


def test_what_has_two_readings_is_asked_about():
    with pytest.raises(Unclear) as doubt:
        read_measure("1.250 kg", "g")
    assert doubt.value.readings == (1_250_000, 1250)


def test_numbers_are_as_short_as_they_can_be():
    assert [as_short(Decimal(text)) for text in ("12.50", "300.00", "0.05")] == [
        "12.5",
        "300",
        "0.05",
    ]


def test_a_measure_is_said_in_the_readers_form():
    with override("vi"):
        said = [
            say_measure("12.5", "cm"),
            say_measure("500", "g"),
            say_measure("1500", "g"),
            say_measure("1500", "ml"),
            say_measure("29.5", "%"),
            say_measure("365", "days"),
            say_number("12.5"),
            name_of("days"),
        ]
    assert said == ["12,5 cm", "500 g", "1,5 kg", "1,5 l", "29,5%", "365 ngày", "12,5", "ngày"]
    with override("en"):
        assert [say_measure("12.5", "cm"), say_measure("1", "days"), name_of("cm")] == [
            "12.5 cm",
            "1 day",
            "cm",
        ]
