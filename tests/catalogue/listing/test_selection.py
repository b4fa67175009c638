"""Every count of every facet against a count by hand, over random filters and changes."""

import random
from collections import Counter
from dataclasses import replace

import pytest

from catalogue.listing import selection as selections
from catalogue.listing import shelf as shelves
from catalogue.listing.facets import by_value
from catalogue.listing.selection import Selection, count_all, price_bars
from catalogue.listing.state import FACETS
from catalogue.models import Product
from catalogue.products.services import withdraw_product
from catalogue.search.services import catch_up
from catalogue.shop.views import selection_of
from tests import factories
from tests.catalogue.goods import listed_now, random_state
from tests.offers import set_price_and_stock

pytestmark = pytest.mark.django_db


def by_hand(
    products, chosen: dict[str, list[str]], low, high, without: str = "", q: str = ""
) -> list[Product]:
    found = []
    for product in products:
        if q and q not in product.title_en.lower().split():
            continue
        values = product.values
        if (low is not None and product.price < low) or (high is not None and product.price > high):
            continue
        if all(values[f] & set(chosen[f]) for f in chosen if chosen[f] and f != without):
            found.append(product)
    return found


def sorted_by_hand(products: list[Product], sort: str) -> list[int]:
    def stars(p):
        return int(next(iter(p.values["stars"]), 0))

    # Whole seconds are what an order by date goes by.
    keys = {
        "recommended": lambda p: (p.availability != 0, stars(p), int(p.published_on.timestamp())),
        "newest": lambda p: (int(p.published_on.timestamp()),),
        "price": lambda p: (p.price,),
        "-price": lambda p: (p.price,),
        "stars": lambda p: (stars(p), int(p.published_on.timestamp())),
        "reviews": lambda p: (p.rating or 0, int(p.published_on.timestamp())),
    }
    found = sorted(products, key=lambda p: (*keys[sort](p), p.pk), reverse=sort != "price")
    return [p.pk for p in found]


def test_counts_of_a_text_with_filters_are_those_of_a_count_by_hand(goods):
    rng = random.Random(3)
    for product in goods[::3]:
        product.title_en += " celadon"
        product.save()
    catch_up()
    goods = listed_now()
    for _ in range(40):
        state, chosen, low, high = random_state(rng, goods)
        selection = selection_of(replace(state, q="celadon"))
        expected = by_hand(goods, chosen, low, high, q="celadon")
        assert set(selection.page(0, 100)) == {product.pk for product in expected}
        for facet in FACETS:
            left = by_hand(goods, chosen, low, high, without=facet, q="celadon")
            hand = Counter(value for product in left for value in product.values[facet])
            found = by_value(selection, facet, count_all(selection, facet))
            if facet == "to":
                hand = {value: n for value, n in hand.items() if value in found}
            assert {value: n for value, n in found.items() if n} == hand, facet
        bars = price_bars(selection)
        assert sum(bar.count for bar in bars) == len(
            by_hand(goods, chosen, None, None, q="celadon")
        )


def assert_agrees(rng: random.Random, products: list[Product]) -> Selection:
    state, chosen, low, high = random_state(rng, products)
    selection = selection_of(state)
    expected = by_hand(products, chosen, low, high)
    assert selection.total == len(expected)
    assert selection.page(0, 100) == sorted_by_hand(expected, state.sort)
    assert selection.page(3, 9) == sorted_by_hand(expected, state.sort)[3:9]
    for facet in FACETS:
        hand: dict[str, int] = {}
        for product in by_hand(products, chosen, low, high, without=facet):
            for value in product.values[facet]:
                hand[value] = hand.get(value, 0) + 1
        every = count_all(selection, facet)
        found = {v: n for v, n in by_value(selection, facet, every).items() if n}
        kept = selection.counts.by_facet[facet]
        assert kept == {key: every[key] for key in kept}
        assert selection.counts.sizes[facet] == len(every)
        if facet == "to":  # a province is a value of its own only where something stays in it
            hand = {v: n for v, n in hand.items() if v in found}
        assert found == hand, facet
    bars = price_bars(selection)
    assert sum(bar.count for bar in bars) == len(by_hand(products, chosen, None, None))
    return selection


def test_counts_and_orders_are_those_of_a_count_by_hand(goods, monkeypatch):
    rng = random.Random(1)
    for _ in range(120):
        assert_agrees(rng, goods)
    monkeypatch.setattr(shelves, "FEW", 0)  # large selections are read off the orders
    monkeypatch.setattr(shelves, "FEW_OF_BLOCK", 0)
    monkeypatch.setattr(shelves, "SPARSE", 0)
    monkeypatch.setattr(shelves, "BLOCK", 3)
    monkeypatch.setattr(selections, "MOST_COUNTED", 2)  # and of many values some are kept
    monkeypatch.setattr(selections, "MOST_SHOWN", 3)
    for _ in range(60):
        assert_agrees(rng, goods)


@pytest.mark.parametrize("is_indexed", [False, True])
def test_counts_follow_every_change_at_once(goods, is_indexed):
    """Whether the worker has come by or not."""
    rng = random.Random(2)
    assert_agrees(rng, goods)
    first = shelves.current()
    for step in range(25):
        product = rng.choice(goods)
        product.refresh_from_db()
        if step % 5 == 4:
            withdraw_product(product)
        elif step % 5 == 3:
            factories.make_product(product.producer, price=rng.choice([50_000, 77_000]))
        elif step % 5 == 2:
            factories.make_certificate(product, stars=5)
        else:
            set_price_and_stock(
                product=product, price=rng.choice([49_999, 100_000, 640_000]), in_stock=step % 2 * 7
            )
        if is_indexed and step % 2:
            catch_up()
        goods = listed_now()
        assert_agrees(rng, goods)
    assert shelves.current() is not first
