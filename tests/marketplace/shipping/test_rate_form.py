"""Charges as people write them, within bounds, from today on."""

from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.shipping.models import DeliveryRate
from marketplace.shipping.rate_form import RateForm, initial_of
from marketplace.shipping.rates import Charges
from tests.clock import read


def filled(**answers) -> RateForm:
    said = {
        "first_charge": "22.000",
        "first_grams": "2kg",
        "next_kg_charge": "4k",
        "free_from": "",
        "days_min": "1",
        "days_max": "2",
        "valid_from": f"{timezone.localdate():%Y-%m-%d}",
    }
    return RateForm(said | answers)


def test_charges_are_read_as_people_write_them():
    form = filled()
    assert form.is_valid(), form.errors
    assert form.charges() == Charges(2000, 22_000, 4_000, None, 1, 2)
    free = filled(free_from="1,5 triệu")
    assert free.is_valid() and free.charges().free_from == 1_500_000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("first_charge", "-1"),
        ("first_charge", "200 triệu"),
        ("first_grams", "0"),
        ("days_max", "0"),
        ("days_min", "91"),
        ("valid_from", lambda: f"{timezone.localdate() - timedelta(days=1):%Y-%m-%d}"),
        ("valid_from", "hôm qua"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(name, value):
    form = filled(**{name: read(value)})
    assert not form.is_valid()
    assert set(form.errors) == {name}


def test_form_begins_with_what_counts_now():
    rate = DeliveryRate(first_charge=7, first_grams=8, next_kg_charge=9, days_min=1, days_max=3)
    assert initial_of(rate)["next_kg_charge"] == 9
    assert initial_of(None)["valid_from"] == timezone.localdate()


def test_free_from_holds_no_more_than_its_column():
    """PostgreSQL refuses what is beyond 32 bits with an error of its own."""
    assert not filled(free_from="2147483648").is_valid()
    assert filled(free_from="2000000000").is_valid()


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("first_charge", 10**8),
        ("next_kg_charge", 10**8),
        ("first_grams", 10**6),
        ("free_from", 2 * 10**9),
        ("days_max", 90),
    ],
)
def test_the_most_is_taken_and_one_more_is_not(name, most):
    assert filled(**{name: str(most)}).is_valid()
    assert set(filled(**{name: str(most + 1)}).errors) == {name}


@pytest.mark.parametrize(("least", "most", "fits"), [(0, 0, True), (2, 2, True), (3, 2, False)])
def test_the_most_days_are_no_fewer_than_the_least(least, most, fits):
    form = filled(days_min=str(least), days_max=str(most), first_grams="1")
    assert form.is_valid() is fits
    assert set(form.errors) == (set() if fits else {"days_max"})


def test_form_of_a_zone_without_charges_begins_with_a_kilogram():
    assert initial_of(None) == {"first_grams": 1000, "valid_from": timezone.localdate()}
