"""Form 01: what is needed of each part, and what the market fills in."""

import pytest

from marketplace.programme.dossiers.form01 import FORM, PARTS, QUESTIONS, is_filled, known_facts

pytestmark = pytest.mark.django_db


def test_a_part_is_filled_when_all_that_is_needed_is_there():
    needed = {name: "x" for name, each in FORM["product"].items() if each.is_needed}
    assert is_filled(needed, "product")
    for name in needed:
        assert not is_filled(needed | {name: ""}, "product")


def test_what_the_market_knows_fits_its_field(vase, producer):
    type(vase).objects.filter(pk=vase.pk).update(title_vi="Lọ " * 85)
    producer.phone, producer.address = "0243 123 456", "Xóm 3"
    vase.refresh_from_db()
    found = known_facts(vase, producer)
    assert found["address"] == f"Xóm 3, {producer.commune.name}"
    assert found["phone"] == "0243 123 456"
    assert all(0 < len(text) <= QUESTIONS[name].most for name, text in found.items())
    assert set(FORM) == set(PARTS)
