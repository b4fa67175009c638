"""Forty goods that differ in all that a listing tells apart, and states of a list of them."""

import datetime
import random

from django.http import QueryDict
from django.utils import timezone

from catalogue.facts.kinds import FACETS as FACTS
from catalogue.facts.services import keep_facts
from catalogue.listing.state import FACETS, ListingFilter
from catalogue.models import Availability, Product
from tests import factories

WORDS = {
    "occasion": ["tet", "souvenir", "wedding"],
    "material": ["ceramic", "bamboo", "silk"],
    "glaze": ["flambe", "crackle"],
    "technique": ["painted", "carved"],
    "colour": ["white", "red", "indigo"],
}
RELATED = ("ocop_group", "ocop_set", "village", "producer", "commune__province")


def make_goods() -> list[Product]:
    rng = random.Random(7)
    villages = [factories.make_village(f"Làng {n}") for n in range(3)]
    makers = [factories.make_producer(village=rng.choice([*villages, None])) for _ in range(5)]
    today = timezone.localdate()
    for _ in range(40):
        product = factories.make_product(
            rng.choice(makers),
            price=rng.choice([40_000, 50_000, 120_000, 480_000, 3_000_000, 9_000_000]),
            stock=rng.choice([0, 5]),
            set_number=rng.choice([3, 9, 21, 24]),
            delivery_reach=rng.choice([1, 2, 3, 3]),
            needs_delivery=rng.random() < 0.9,
            made_to_order=rng.random() < 0.2,
        )
        if product.made_to_order:
            Product.objects.filter(pk=product.pk).update(availability=Availability.MADE_TO_ORDER)
        if rng.random() < 0.7:
            factories.make_certificate(
                product,
                stars=rng.choice([3, 4, 5]),
                issued_on=today - datetime.timedelta(days=rng.choice([100, 400, 800, 1200])),
            )
    words = random.Random(8)
    for product in Product.objects.order_by("pk"):
        told = {fact: words.sample(WORDS[fact], words.randint(0, 2)) for fact in FACTS}
        keep_facts({product.pk: told})
    return listed_now()


def listed_now() -> list[Product]:
    """The published goods; `values` of each says what it is in every facet."""
    found = Product.objects.published().select_related(*RELATED)
    goods = list(found.prefetch_related("facts__word"))
    for product in goods:
        product.values = values_of(product)
    return goods


def values_of(product: Product) -> dict[str, set[str]]:
    is_valid = bool(product.ocop_valid_until and product.ocop_valid_until >= timezone.localdate())
    to = set()
    if product.needs_delivery:
        to = {1: set(), 2: {"vn"}, 3: {"vn", "abroad"}}[product.delivery_reach]
        to = to | {product.commune.province.code}
    return {
        "stars": {str(product.ocop_stars)} if is_valid else set(),
        "group": {str(product.ocop_group.number)},
        "set": {str(product.ocop_set.number)},
        "province": {product.commune.province.code},
        "village": {product.village.slug} if product.village else set(),
        "producer": {product.producer.slug},
        "stock": {"1"} if product.availability != Availability.SOLD_OUT else set(),
        "made": {"1"} if product.availability == Availability.MADE_TO_ORDER else set(),
        "to": to,
        "until": {str(product.ocop_valid_until.year)} if is_valid else set(),
        **{
            fact: {
                told.word.code for told in product.facts.all() if told.fact == fact and told.word
            }
            for fact in FACTS
        },
    }


def random_state(rng: random.Random, products) -> tuple[ListingFilter, dict, object, object]:
    some = [rng.choice(products).values for _ in range(2)]
    chosen = {f: [] for f in FACETS}
    for facet in rng.sample(FACETS, rng.randint(0, 3)):
        chosen[facet] = sorted({v for values in some for v in values[facet]})
    low, high = rng.choice(
        [(None, None), (100_000, None), (None, 500_000), (50_000, 4_000_000), (50_000, 50_000)]
    )
    query = QueryDict(mutable=True)
    for facet, values in chosen.items():
        query.setlist(facet, values)
    if low is not None:
        query["price_min"] = str(low)
    if high is not None:
        query["price_max"] = str(high)
    query["sort"] = rng.choice(["recommended", "newest", "price", "-price", "stars", "reviews"])
    state = ListingFilter.from_query(query)
    assert state.not_understood == ()
    return state, chosen, low, high
