"""What a producer has is known by code and name, and nothing of another's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.listings.imports.known import Known, Offer
from marketplace.listings.services import propose
from tests import factories

pytestmark = pytest.mark.django_db


def test_own_products_come_with_offer_and_what_waits(producer, owner):
    vase = factories.make_product(producer, title="Lọ", price=90_000, stock=4)
    foreign = factories.make_product()
    waiting = propose(producer=producer, product=vase, content={"title_vi": "Lọ sen"}, by=owner)
    known = Known(producer)
    found = known.products([vase.code, foreign.code, "X"])
    assert list(found) == [vase.code]
    current = found[vase.code]
    assert (current.pk, current.offer, current.revision) == (
        vase.pk,
        Offer(90_000, 4, 0),
        waiting,
    )
    assert current.texts["title_vi"] == "Lọ sen" and current.values["ocop_set"] == 21
    assert known.codes_by_title == {"lo": vase.code}


def test_sets_and_reaches_are_known_by_number_and_name(producer):
    known = Known(producer)
    assert (
        known.sets["21"] == 21 and known.reaches["anywhere in vietnam"] == known.reaches["2"] == 2
    )
    assert known.answers["co"] and not known.answers["khong"]


def test_many_products_cost_as_many_queries_as_one(producer):
    codes = [factories.make_product(producer).code for _n in range(5)]
    with CaptureQueriesContext(connection) as queries:
        assert len(Known(producer).products(codes)) == 5
    assert len(queries) == 3
