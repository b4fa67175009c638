"""The steps of the crafts: complete in three languages, and one for every product."""

import csv

import pytest
from django.utils import translation

from catalogue.models import OcopSet, Product
from catalogue.origin.lots.services import StepKind
from catalogue.origin.lots.steps import OTHER, craft_of, crafts, step_name, steps_by_code
from catalogue.origin.models import TraceEvent
from catalogue.places.models import Village
from marketplace.demo.market import VILLAGES_CSV


def test_every_step_has_a_kind_three_names_and_a_code_that_fits():
    longest = TraceEvent._meta.get_field("step").max_length
    for code, step in steps_by_code().items():
        assert step.kind in StepKind.values
        assert set(step.names) == {"vi", "en", "id"}
        assert all(step.names.values())
        assert len(code) <= longest


def test_each_craft_finishes_making_once():
    """Twice would make more than the lot holds (mass balance)."""
    for craft in crafts().values():
        assert [step.kind for step in craft.steps].count("make") == 1, craft.key


def test_codes_are_unique_and_crafts_do_not_share_a_set():
    steps = [step.code for craft in crafts().values() for step in craft.steps]
    sets = [number for craft in crafts().values() for number in craft.sets]
    assert len(steps) == len(set(steps))
    assert len(sets) == len(set(sets))


def test_every_village_of_the_market_has_its_own_craft():
    with VILLAGES_CSV.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            village = Village(slug=row["slug"], name=row["name"])
            product = Product(village=village, ocop_set=OcopSet(number=21))
            assert craft_of(product).key != OTHER, row["slug"]


@pytest.mark.parametrize("number", range(1, 21))
def test_every_set_of_food_drink_and_herbs_has_a_craft(number):
    assert craft_of(Product(ocop_set=OcopSet(number=number))).key != OTHER


@pytest.mark.parametrize(
    ("language", "name"), [("vi", "Tráng men"), ("en", "Glazed"), ("id", "Diglasir")]
)
def test_a_step_is_named_in_the_readers_language(language, name):
    with translation.override(language):
        assert step_name("ceramics.glaze") == name
        assert step_name("Phơi sương") == "Phơi sương"
