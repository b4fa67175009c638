"""Quotes as each side lists and finds them; what of a maker may be asked for."""

import pytest

from catalogue.models import Publication
from catalogue.products.services import search_text_of
from marketplace.quotes.models import Quote
from marketplace.quotes.queries import OWN_PARTS, PARTS, matching, proven, sold_records
from tests import factories
from tests.marketplace.quotes.quoted import asked

pytestmark = pytest.mark.django_db


def test_a_maker_reads_only_what_is_proven(producer, buyer):
    asked(producer)
    quote = asked(producer, user=buyer)
    assert list(proven()) == [quote]


def test_each_state_is_in_a_part_of_its_own(producer, buyer):
    quote = asked(producer, user=buyer)
    found = {}
    for state in Quote.State.values:
        Quote.objects.update(
            state=state, revision=1, delivery=0, ready_on="2030-01-01", valid_until="2030-01-01"
        )
        found[state] = [name for name, part in PARTS.items() if Quote.objects.filter(part.where)]
        assert Quote.objects.filter(pk=quote.pk).exists()
    assert found == {
        "unproven": ["all"],
        "open": ["to-quote", "all"],
        "quoted": ["given", "all"],
        "accepted": ["ordered", "all"],
        "declined": ["ended", "all"],
        "withdrawn": ["ended", "all"],
        "lapsed": ["ended", "all"],
    }
    assert set(OWN_PARTS) - set(PARTS) == {"waiting"}


def test_a_quote_is_found_by_number_people_maker_and_goods(producer, buyer):
    vase = factories.make_product(producer, title="Lọ rồng", stock=100)
    vase.search_text = search_text_of(vase)
    vase.save()
    quote = asked(producer, (vase, 20), user=buyer)
    asked(factories.make_producer("Lụa Vạn Phúc"), user=buyer)
    rows = Quote.objects.filter(producer=producer) | Quote.objects.exclude(producer=producer)
    for text in (quote.number[3:9], producer.name, "lo rong"):
        assert list(matching(rows, text)) == [quote]
    assert [matching(rows, text).count() for text in ("Cô Hoa", "Ánh Dương", "xyz", "")] == [
        2,
        2,
        0,
        2,
    ]


def test_only_goods_that_are_sold_now_may_be_asked_for(producer):
    vase = factories.make_product(producer)
    sizes = factories.make_variants(factories.make_product(producer))
    factories.make_product(producer, publication=Publication.HIDDEN)
    factories.make_product(producer, set_number=26)
    factories.make_product(producer).stockrecords.update(price=None)
    factories.make_product()
    records = sold_records(producer)
    assert {each.product_id for each in records} == {vase.pk, sizes.pk}
    assert records.count() == 4
