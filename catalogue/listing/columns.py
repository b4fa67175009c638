"""Values of the shelf by slot: columns, orders over them, and which facet values a row has."""

from array import array
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby, repeat

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
MANY = 3000  # so many bits are quicker set as digits
NO_PLACE = 2**31  # makes keys of places positive
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


def bits_of(slots: Iterable[int], size: int) -> int:
    """Make the integer whose bits are these slots; -1 is no slot."""
    slots = list(slots)
    if len(slots) > MANY:
        flags = bytearray(b"0") * (size + 1)  # the last one takes what has no slot
        deque(map(flags.__setitem__, slots, repeat(49)), maxlen=0)  # 49 is "1"
        flags.pop()
        flags.reverse()
        return int(flags or b"0", 2)
    octets = bytearray(size // 8 + 1)
    for slot in slots:
        if slot >= 0:
            octets[slot >> 3] |= 1 << (slot & 7)
    return int.from_bytes(octets, "little")


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


# Each order as its key, one integer; those in DESCENDING are read from the end.
Key = Callable[[int], int]


DESCENDING = {"recommended", "newest", "-price", "stars", "reviews"}


def order_keys(c: Columns) -> dict[str, Key]:
    def newest(slot: int) -> int:
        return c.published[slot] << 40 | c.pk[slot]

    return {
        "recommended": lambda slot: (c.stock[slot] * 8 + c.stars[slot]) << 80 | newest(slot),
        "newest": newest,
        "price": lambda slot: c.price[slot] << 40 | c.pk[slot],
        "stars": lambda slot: c.stars[slot] << 80 | newest(slot),
        "reviews": lambda slot: c.rating[slot] << 80 | newest(slot),
        "producer": lambda slot: c.producer[slot] << 40 | c.pk[slot],
        "village": lambda slot: c.village[slot] << 40 | c.pk[slot],
        "place": lambda slot: (c.place[slot] + NO_PLACE) << 40 | c.pk[slot],
    }


def runs_of(columns: Columns, used: int) -> dict[str, list[tuple[int, int, int]]]:
    """(value, first slot, slot behind the last) of each run of equal values."""
    found: dict[str, list[tuple[int, int, int]]] = {}
    for name in ("village", "producer"):
        column, runs, first = getattr(columns, name), [], 0
        for value, run in groupby(column[:used]):
            last = first + sum(1 for _ in run)
            runs.append((value, first, last))
            first = last
        found[name] = runs
    return found


def reordered(order: array, taken: list[int], before: Key, new: array, after: Key) -> array:
    """An order without `taken` and with `new`, each under the key of its time."""
    if len(taken) + len(new) > 200:
        off = set(taken)
        return array("I", sorted((*(slot for slot in order if slot not in off), *new), key=after))
    order = order[:]
    for slot in taken:
        del order[bisect_left(order, before(slot), key=before)]
    for slot in new:
        order.insert(bisect_left(order, after(slot), key=after), slot)
    return order


def placed(slot: int, row: tuple, columns: Columns, day: date) -> Iterator[tuple[str, str]]:
    """Put a row of COLUMNS into its slot; give the facet values it has."""
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
    yield "price", str(step_of(price))
