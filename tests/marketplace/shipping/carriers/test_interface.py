"""What a carrier's code may look like."""

import pytest

from marketplace.shipping.carriers.named import CARRIERS, carrier_named


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


def test_a_carrier_by_hand_has_no_capability():
    machines = ("rates", "labels", "pick_ups", "tracking", "cash")
    assert {getattr(carrier, name) for carrier in CARRIERS for name in machines} == {None}
