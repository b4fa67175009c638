"""Two hundred texts of shoppers on the demo's goods: what fits comes first, and nothing is missed.

Right answers are those of asked.py, by facts and prices alone.
"""

import random
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import pytest
from django.http import QueryDict
from django.utils.translation import override

from catalogue.facts.kinds import OCCASION
from catalogue.listing.shelf import current
from catalogue.listing.state import ListingFilter
from catalogue.models import Product
from catalogue.places.models import Commune
from catalogue.search.engines import make
from catalogue.search.models import Entry, Posting
from catalogue.search.services import catch_up, rebuild
from catalogue.shop.selections import selection_of
from marketplace.demo import goods, market
from marketplace.demo.certificates import make_certificates
from marketplace.demo.facts import all_facts, makers
from marketplace.demo.varied import vary_goods
from tests import factories
from tests.catalogue.search.asked import Asked, Good, all_asked, fits, goods_of
from tests.catalogue.search.engines.search_server import SearchServer

pytestmark = pytest.mark.django_db
PAGE = 10
# Of the first ten of a text so many fit, of all texts together and of each.
FIT_OF_ALL, FIT_OF_EACH = 0.93, 0.3
FIT_OF_SERVER = 0.9  # which does not see with which marks a title is written
CROWDED = 0.7  # of what must be found stands so much in the first ten, where all that fits has room


def make_market() -> None:
    """Make the demo's villages, makers and goods, with certificates and variants; no pictures."""
    villages = market.make_villages()
    places = {c.name: c for c in Commune.objects.of_today().filter(province__code="01")}
    made: dict[str, list] = {}
    number = 0
    for slug, village in villages.items():
        for which in (1, 2):
            number += 1
            craft = (village.craft_vi, village.craft_en, village.craft_ind)
            name = f"{slug}-{which}"
            maker = market.make_producer(name, number, village, village.commune, craft)
            made.setdefault(slug, []).append(maker)
    made[""] = [
        market.make_producer(
            f"farm-{n + 1}", makers.FIRST_FARM + n, None, places[name], ("nông sản", "food", "")
        )
        for n, name in enumerate(goods.FARM_COMMUNES)
    ]
    new = market.make_products(all_facts(), made, villages)
    make_certificates(new, factories.make_user("officer@example.com"))
    vary_goods(all_facts())
    catch_up()
    rebuild()


@pytest.fixture(scope="module")
def made_market(rows_of_module) -> dict[int, Good]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("marketplace.demo.shown.views_of", lambda facts: ())
        make_market()
    products = Product.objects.select_related("producer").prefetch_related("stockrecords")
    return {good.pk: good for good in goods_of(products)}


def answer(row: Asked) -> list[int]:
    """The keys that the listing gives to a text, the first ones first."""
    query = QueryDict(mutable=True)
    query["q"] = row.text
    with override(row.language):
        state = ListingFilter.from_query(query, current().facets[OCCASION])
        return selection_of(state).page(0, 1000)


def test_there_are_two_hundred_texts_of_each_kind_and_language():
    rows = all_asked()
    assert len({row.text for row in rows}) == len(rows) >= 200
    assert min(Counter(row.language for row in rows).values()) >= 30
    assert Counter(row.kind for row in rows).total() == len(rows)


def test_each_text_has_goods_that_fit_it(made_market):
    """A rule that nothing fits would be held by anything."""
    empty = [
        row.text
        for row in all_asked()
        if not any(fits(good, row.must) for good in made_market.values())
        or any(fits(g, row.must) and not fits(g, row.right) for g in made_market.values())
    ]
    assert empty == []


class Measured(NamedTuple):
    """How good answers are: the share that fits of each text's first ten; what else is wrong."""

    shares: dict[str, float]
    missed: dict[str, list[str]]
    crowded: dict[str, int]

    @property
    def share(self) -> float:
        return sum(self.shares.values()) / len(self.shares)


def measured(goods: dict[int, Good], rows: Sequence[Asked]) -> Measured:
    found = Measured({}, {}, {})
    for row in rows:
        keys = answer(row)
        right = {pk for pk, good in goods.items() if fits(good, row.right)}
        must = {pk for pk, good in goods.items() if fits(good, row.must)}
        first = set(keys[:PAGE])
        found.shares[row.text] = len(right & first) / len(first) if first else 0
        if left := must - set(keys):
            found.missed[row.text] = sorted(goods[pk].facts.title("vi") for pk in left)
        if len(right) <= PAGE and len(must & first) < CROWDED * len(must):
            found.crowded[row.text] = len(must & first)
    return found


def test_what_must_be_found_is_found_and_the_first_ten_fit(made_market):
    found = measured(made_market, all_asked())
    assert (found.missed, found.crowded) == ({}, {})
    assert {text: share for text, share in found.shares.items() if share < FIT_OF_EACH} == {}
    assert found.share >= FIT_OF_ALL


def test_a_search_server_answers_as_well(made_market, settings):
    server = SearchServer()
    settings.SEARCH_URL = server.url
    make.cache_clear()
    try:
        Posting.objects.all().delete()
        Entry.objects.all().delete()  # what stands in the same words would not be sent
        rebuild()
        found = measured(made_market, all_asked()[::5])
    finally:
        make.cache_clear()
        server.shutdown()
        server.server_close()
    assert found.missed == {}
    assert found.share >= FIT_OF_SERVER


def test_a_list_in_any_order_would_not_pass(made_market):
    """The measure tells good answers from chance."""
    chance = random.Random(1)
    keys = list(made_market)
    shares = []
    for row in all_asked():
        first = chance.sample(keys, PAGE)
        shares.append(sum(fits(made_market[pk], row.right) for pk in first) / PAGE)
    assert sum(shares) / len(shares) < 0.2
