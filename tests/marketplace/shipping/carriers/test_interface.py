"""What a carrier's code may look like."""

import pytest

from marketplace.shipping.carriers.interface import Box, Good, Party, Shipment
from marketplace.shipping.carriers.named import CARRIERS, carrier_named, machines


@pytest.mark.parametrize("carrier", CARRIERS, ids=lambda each: each.key)
def test_the_example_of_a_carrier_has_its_form(carrier):
    assert bool(carrier.example) == (carrier.code_form is not None)
    assert carrier.fits(carrier.example)


@pytest.mark.parametrize(
    ("key", "code", "fits"),
    [
        ("GHN", " fffnl9hh ", True),
        ("GHN", "FFF", False),
        ("GHN", "S1.A1.2001297581", False),
        ("GHTK", "S1.A1.2001297581", True),
        ("GHTK", "S21623234.MT8.H6.900216591", True),
        ("GHTK", "2001297581", True),
        ("GHTK", "FFFNL9HH", False),
        ("Viettel Post", "whatever", True),
    ],
)
def test_codes_are_held_against_the_form(key, code, fits):
    assert carrier_named(key).fits(code) is fits


def test_without_a_key_no_carrier_has_a_machine():
    assert {carrier.machine() for carrier in CARRIERS} == {None}
    assert machines() == {}


def test_a_key_brings_the_machine_of_its_carrier_alone(settings):
    settings.GHTK_TOKEN, settings.GHTK_CLIENT_SOURCE = "key", "S1"
    assert list(machines()) == ["GHTK"]


def test_a_shipment_says_what_is_in_it():
    goods = (Good("Bát", 2, 100), Good("Ấm", 1, 300))
    party = Party("", "", "", "", "")
    shipment = Shipment("r", party, party, goods, 1, Box(1, 1, 1), 0, 0)
    assert shipment.content == "2 × Bát, 1 × Ấm"
