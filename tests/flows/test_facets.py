"""Every count of every facet against a count by hand, over random filters."""

import datetime
import random

import pytest
from django.http import QueryDict
from django.utils import timezone

from catalogue.listing import FACETS, ListingFilter, count_cells, listed, price_bars
from catalogue.models import Availability, Product
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelves(db) -> list[Product]:
    rng = random.Random(7)
    villages = [factories.make_village(f"Làng {n}") for n in range(3)]
    makers = [factories.make_producer(village=rng.choice([*villages, None])) for _ in range(5)]
    today = timezone.localdate()
    for _ in range(40):
        product = factories.make_product(
            rng.choice(makers),
            price=rng.choice([40_000, 120_000, 120_000, 480_000, 3_000_000, 9_000_000]),
            stock=rng.choice([0, 5]),
            set_number=rng.choice([3, 9, 21, 24]),
        )
        if rng.random() < 0.2:
            Product.objects.filter(pk=product.pk).update(availability=Availability.MADE_TO_ORDER)
        if rng.random() < 0.7:
            factories.make_certificate(
                product,
                stars=rng.choice([3, 4, 5]),
                issued_on=today - datetime.timedelta(days=rng.choice([100, 400, 800, 1200])),
            )
    return list(
        Product.objects.select_related(
            "ocop_group", "ocop_set", "village", "producer", "commune__province"
        )
    )


def values_of(product: Product) -> dict[str, str]:
    is_valid = bool(product.ocop_valid_until and product.ocop_valid_until >= timezone.localdate())
    return {
        "stars": str(product.ocop_stars if is_valid else 0),
        "group": str(product.ocop_group.number),
        "set": str(product.ocop_set.number),
        "province": product.commune.province.code,
        "village": product.village.slug if product.village else "",
        "producer": product.producer.slug,
        "stock": str(int(product.availability != Availability.SOLD_OUT)),
        "made": str(int(product.availability == Availability.MADE_TO_ORDER)),
        "until": str(product.ocop_valid_until.year if is_valid else 0),
    }


def by_hand(products, chosen: dict[str, list[str]], low, high, without: str = "") -> list[Product]:
    found = []
    for product in products:
        values = values_of(product)
        if (low is not None and product.price < low) or (high is not None and product.price > high):
            continue
        if all(values[f] in chosen[f] for f in chosen if chosen[f] and f != without):
            found.append(product)
    return found


@pytest.mark.parametrize("seed", range(12))
def test_counts_are_those_of_a_count_by_hand(shelves, seed):
    rng = random.Random(seed)
    some = [values_of(rng.choice(shelves)) for _ in range(2)]
    chosen = {f: [] for f in FACETS}
    for facet in rng.sample(FACETS, rng.randint(0, 3)):
        chosen[facet] = [v for v in dict.fromkeys(s[facet] for s in some) if v not in ("", "0")]
    low, high = rng.choice([(None, None), (100_000, None), (None, 500_000), (50_000, 4_000_000)])
    query = QueryDict(mutable=True)
    for facet, values in chosen.items():
        query.setlist(facet, values)
    if low is not None:
        query["price_min"] = str(low)
    if high is not None:
        query["price_max"] = str(high)
    state = ListingFilter.from_query(query)
    assert state.not_understood == ()
    counts = count_cells(state)
    expected = by_hand(shelves, chosen, low, high)
    assert counts.total == len(expected)
    assert {p.pk for p in listed(state)} == {p.pk for p in expected}
    for facet in FACETS:
        hand: dict[str, int] = {}
        for product in by_hand(shelves, chosen, low, high, without=facet):
            value = values_of(product)[facet]
            hand[value] = hand.get(value, 0) + 1
        assert {v: n for v, n in counts.by_facet[facet].items() if n} == hand, facet
    bars = price_bars(state)
    assert sum(bar.count for bar in bars) == len(by_hand(shelves, chosen, None, None))


def test_best_reviewed_comes_first_and_unreviewed_last(client, shelves):
    Product.objects.filter(pk=shelves[3].pk).update(rating=4.5)
    page = client.get("/en/products/?sort=reviews")
    assert page.context["cards"][0].pk == shelves[3].pk
