"""The ways into the catalogue lead to something, in the reader's language, and cost no query."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from catalogue.listing import ways
from catalogue.listing.shelf import current
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def goods():
    """Three products of two sets and one village, one of them with stars."""
    village = factories.make_village("Bát Tràng", slug="bat-trang")
    factories.make_village("Vắng", slug="vang")
    maker = factories.make_producer(village=village)
    vase = factories.make_product(maker, price=99_999, set_number=20)
    factories.make_product(maker, price=100_000, set_number=20)
    factories.make_product(maker, price=2_000_000, set_number=1)
    factories.make_certificate(vase, stars=4)
    return current()


def test_only_what_has_something_on_sale_is_a_way(goods):
    assert [(way.title, way.path) for way in ways.villages(goods)] == [
        ("Bát Tràng", "/vi/products/?village=bat-trang")
    ]
    assert [[way.path for way in section.ways] for section in ways.sets(goods)] == [
        ["/vi/products/?set=1"],
        ["/vi/products/?set=20"],
    ]
    assert [way.path for way in ways.stars(goods)] == ["/vi/products/?stars=4"]


def test_a_price_on_a_limit_belongs_to_the_dearer_way(client, goods):
    found = ways.prices(goods)
    assert [way.path for way in found] == [
        "/vi/products/?price_max=99999",
        "/vi/products/?price_min=100000&price_max=299999",
        "/vi/products/?price_min=1000000",
    ]
    assert [client.get(way.path).context["total"] for way in found] == [1, 1, 1]


def test_without_goods_there_is_no_way(db):
    assert ways.ways_html().strip() == ""


def test_ways_speak_the_readers_language_and_are_made_once(goods):
    for language, words in (("en", "Under "), ("id", "Di bawah "), ("vi", "Dưới ")):
        with translation.override(language):
            assert words in ways.ways_html()
            with CaptureQueriesContext(connection) as seen:
                ways.ways_html()
            assert len(seen) == 0


def test_bands_are_open_at_both_ends():
    assert list(ways.bands([100, 300])) == [(None, 100), (100, 300), (300, None)]
