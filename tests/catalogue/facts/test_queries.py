"""What kinds of goods are asked, and what products tell, in few queries."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.facts.kinds import BY_CODE
from catalogue.facts.models import FactAsked, FactWord
from catalogue.facts.queries import (
    Asked,
    asked_by_set,
    asked_of,
    facts_of,
    missing,
    words_of,
)
from catalogue.facts.services import keep_facts
from tests import factories

pytestmark = pytest.mark.django_db
LAW = "43/2017"


def codes_of(asked) -> list[str]:
    return [each.fact.code for each in asked]


def test_tea_is_asked_for_what_the_law_asks_of_food_and_a_vase_is_not():
    by_law = codes_of(each for each in asked_of(11) if each.law)
    assert by_law == [
        "net_weight",
        "ingredients",
        "allergens",
        "use",
        "storage",
        "shelf_life",
    ]
    assert {LAW in each.law for each in asked_of(11) if each.law} == {True}
    assert {"material", "glaze", "technique", "height", "contents"} <= set(codes_of(asked_of(21)))
    assert [each for each in asked_of(21) if each.law] == []
    assert asked_of(None) == []


def test_a_law_asks_from_its_first_day_to_its_last():
    day = datetime.date(2026, 3, 10)
    FactAsked.objects.filter(ocop_set__number=14, fact="alcohol").update(starts_on=day, ends_on=day)
    known = {
        shift: "alcohol" in codes_of(asked_of(14, day + datetime.timedelta(days=shift)))
        for shift in (-1, 0, 1)
    }
    assert known == {-1: False, 0: True, 1: False}
    assert "alcohol" in codes_of(asked_by_set(day)[14])


def test_what_is_missing_is_what_the_law_asks_and_of_two_quantities_one_is_enough():
    asked = [
        Asked(BY_CODE["net_weight"], LAW),
        Asked(BY_CODE["net_volume"], LAW),
        Asked(BY_CODE["storage"], LAW),
        Asked(BY_CODE["packing"]),
    ]
    assert codes_of(missing(asked, {})) == ["net_weight", "storage"]
    assert codes_of(missing(asked, {"net_volume": "500"})) == ["storage"]
    assert codes_of(missing(asked, {"net_weight": "5", "storage": {"vi": "Mát."}})) == []


def test_a_set_is_offered_its_own_words_and_those_of_all():
    offered = {fact: {word.code for word in words} for fact, words in words_of(22).items()}
    assert {"silk", "raw-silk", "cotton"} <= offered["material"]
    assert "ceramic" not in offered["material"] and "glaze" not in offered
    assert "glaze" in words_of()
    assert FactWord.objects.filter(name_vi="").count() == 0


def test_many_products_tell_as_they_were_told_in_the_same_queries():
    products = [factories.make_product() for _n in range(3)]
    told = {
        "material": ["ceramic"],
        "glaze": ["crackle", "celadon"],
        "height": "12.5",
        "contents": {"vi": "1 ấm, 6 chén", "en": "1 teapot, 6 cups"},
        "shelf_life": "30",
        "food_safety": {"vi": "12/2026/TCB"},
    }
    keep_facts({product.pk: told for product in products})
    with CaptureQueriesContext(connection) as one:
        assert facts_of([products[0].pk]) == {products[0].pk: told}
    with CaptureQueriesContext(connection) as three:
        found = facts_of(product.pk for product in products)
    assert found == {product.pk: told for product in products}
    assert list(found[products[1].pk]) == list(told)
    assert len(one) == len(three) == 2
