"""Values of the shelf by slot: columns, orders over them, and which facet values a row has."""

import json
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from catalogue.facts.kinds import FACETS as FACTS
from catalogue.models import Availability, DeliveryReach

# Upper ends of the price histogram's bars, dong; the last bar is open.
PRICE_STEPS = (
    50_000,
    100_000,
    150_000,
    200_000,
    300_000,
    500_000,
    750_000,
    1_000_000,
    2_000_000,
    5_000_000,
)
COLUMNS = (
    "pk",
    "ocop_stars",
    "ocop_valid_until",
    "ocop_group__number",
    "ocop_set__number",
    "commune__province__code",
    "commune_id",
    "village_id",
    "producer_id",
    "price",
    "availability",
    "needs_delivery",
    "delivery_reach",
    "rating",
    "published_on",
)
# Facets whose values are integers of bits.
BITS = ("stars", "group", "set", "province", "stock", "made", "to", "until", "price", *FACTS)


def step_of(price: int) -> int:
    """Tell which bar of the histogram a price (dong) stands in."""
    return bisect_right(PRICE_STEPS, price)


@dataclass
class Columns:
    """Values by slot, for orders and for facets with thousands of values."""

    pk: array
    stars: bytearray
    stock: bytearray
    price: array
    published: array
    rating: array
    producer: array
    village: array
    place: array

    @classmethod
    def empty(cls) -> "Columns":
        return cls(array("q"), bytearray(), bytearray(), *(array(code) for code in "qqIIIl"))

    def copy(self) -> "Columns":
        return Columns(*(values[:] for values in vars(self).values()))

    def grow(self, size: int) -> None:
        """Make room, with some to spare."""
        if size > len(self.stars):
            more = bytes(size + size // 8 - len(self.stars))
            for values in vars(self).values():
                values.extend(more)


# What an order goes by, its columns one after the other.
ORDERS = {
    "recommended": ("stock", "stars", "published", "pk"),
    "newest": ("published", "pk"),
    "price": ("price", "pk"),
    "stars": ("stars", "published", "pk"),
    "reviews": ("rating", "published", "pk"),
    "producer": ("producer", "pk"),
    "village": ("village", "pk"),
    "place": ("place", "pk"),
}
DESCENDING = {"recommended", "newest", "-price", "stars", "reviews"}  # read from the end


def key_of(columns: Columns, order: str) -> Callable[[int], tuple]:
    """What gives a slot's key in an order."""
    parts = [getattr(columns, name) for name in ORDERS[order]]
    return lambda slot: tuple([part[slot] for part in parts])


def in_order(columns: Columns, order: str, slots: Iterable[int]) -> list[int]:
    """Sort slots, column by column from the last to the first: each sort keeps the one before."""
    found = list(slots)
    for name in reversed(ORDERS[order]):
        found.sort(key=getattr(columns, name).__getitem__)
    return found


def reordered(
    name: str, order: array, taken: list[int], before: Columns, new: array, after: Columns
) -> array:
    """An order without `taken` and with `new`, each where the columns of its time put it."""
    if len(taken) + len(new) > 200:
        off = set(taken)
        left = (slot for slot in order if slot not in off)
        return array("I", in_order(after, name, (*left, *new)))
    order = order[:]
    key = key_of(before, name)
    for slot in taken:
        del order[bisect_left(order, key(slot), key=key)]
    key = key_of(after, name)
    for slot in new:
        order.insert(bisect_left(order, key(slot), key=key), slot)
    return order


def prices_in(prices: str | None) -> tuple[int, ...]:
    """The prices of a product's variants, as a row of the shelf has them; none where it has one."""
    if not prices or prices == "[]":
        return ()
    return tuple(int(each) for (each,) in json.loads(prices))


def slots_within(prices: dict[int, tuple[int, ...]], spans: Iterable[tuple[int, int]]) -> list[int]:
    """The slots that have a price within one of some spans, both ends with them."""
    ends = list(spans)
    return [
        slot
        for slot, several in prices.items()
        if any(low <= each <= high for each in several for low, high in ends)
    ]


def placed(slot: int, row: tuple, columns: Columns, day: date) -> Iterator[tuple[str, str]]:
    """Put a row of COLUMNS into its slot; give the facet values it has.

    Behind the columns stand its facts' words and the prices of its variants.
    """
    (
        pk,
        stars,
        until,
        group,
        ocop_set,
        province,
        commune_id,
        village_id,
        producer_id,
        price,
        availability,
        needs_delivery,
        reach,
        rating,
        published_on,
        words,
        prices,
    ) = row
    is_certified = bool(stars and until and until >= day)
    columns.pk[slot] = pk
    columns.stars[slot] = stars if is_certified else 0
    columns.stock[slot] = availability != Availability.SOLD_OUT
    columns.price[slot] = price
    columns.published[slot] = int(published_on.timestamp()) if published_on else 0
    columns.rating[slot] = round((rating or 0) * 1000)
    columns.producer[slot] = producer_id or 0
    columns.village[slot] = village_id or 0
    columns.place[slot] = village_id or -(commune_id or 0)
    if is_certified:
        yield "stars", str(stars)
        yield "until", str(until.year)
    if group is not None:
        yield "group", str(group)
    if ocop_set is not None:
        yield "set", str(ocop_set)
    if province is not None:
        yield "province", province
    if availability != Availability.SOLD_OUT:
        yield "stock", "1"
    if availability == Availability.MADE_TO_ORDER:
        yield "made", "1"
    if needs_delivery:
        if reach >= DeliveryReach.ABROAD:
            yield "to", "abroad"
        if reach >= DeliveryReach.COUNTRY:
            yield "to", "vn"
        elif province is not None:
            yield "to", province
    for step in sorted({step_of(each) for each in prices_in(prices) or (price,)}):
        yield "price", str(step)
    if words:
        yield from map(tuple, json.loads(words))
