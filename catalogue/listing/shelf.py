"""The shelf: which published product has which value, as bits in memory.

Every facet value has an integer whose bit n says that product n has it. A choice within
a facet is OR, facets among each other are AND, a count is the number of bits:

    stars 4    0b01101        stars=4, group=4      0b01100 -> products 2, 3
    group 4    0b11100        group counts with stars=4 chosen: group 4 -> 2

At 100,000 products a value takes 12.5 kB and a count a few microseconds, on whatever
database. A process reads the shelf once and then follows the log of changes: with each
use it asks, in one query, what was logged or waits since (search/models.py), and reads
those products anew. What the database has committed is therefore counted at once, and a
star that ended counts no more from midnight on, because the shelf is of one day.

A shelf is never changed: `followed` makes the next one, so whoever reads one sees it whole.
"""

import threading
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import compress, islice
from math import asin, cos, radians, sin, sqrt

from django.db.models import F, Value
from django.utils import timezone

from catalogue.models import Availability, DeliveryReach, Product
from catalogue.search.models import Change, Version, Waiting

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
MOST_FOLLOWED = 2000  # beyond that many changed products, reading all anew is quicker
MOST_REMEMBERED = 256
FEW = 1500  # so many products are sorted quicker than they are picked out of an order
EARTH_KM = 6371.0
NEVER = 2**62
BITS = bytes.maketrans(b"01", b"\x00\x01")

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


def bits_of(pks: Iterable[int], size: int) -> int:
    """Make the integer whose bits are these products."""
    octets = bytearray(size // 8 + 1)
    for pk in pks:
        octets[pk >> 3] |= 1 << (pk & 7)
    return int.from_bytes(octets, "little")


def step_of(price: int) -> int:
    """Tell which bar of the histogram a price (dong) stands in."""
    return bisect_right(PRICE_STEPS, price)


@dataclass
class Columns:
    """Values by product key, for orders and for facets with thousands of values."""

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
        return cls(bytearray(), bytearray(), *(array(code) for code in "qqfIIl"))

    def copy(self) -> "Columns":
        return Columns(*(values[:] for values in vars(self).values()))

    def grow(self, size: int) -> None:
        for values in vars(self).values():
            missing = size - len(values)
            if missing > 0:
                values.extend([0] * missing)


# Each order as its key, ascending; those in DESCENDING are read from the end.
Key = Callable[[int], tuple]
DESCENDING = {"recommended", "newest", "-price", "stars", "reviews"}


def order_keys(c: Columns) -> dict[str, Key]:
    return {
        "recommended": lambda pk: (c.stock[pk], c.stars[pk], c.published[pk], pk),
        "newest": lambda pk: (c.published[pk], pk),
        "price": lambda pk: (c.price[pk], pk),
        "stars": lambda pk: (c.stars[pk], c.published[pk], pk),
        "reviews": lambda pk: (c.rating[pk], c.published[pk], pk),
        "producer": lambda pk: (c.producer[pk], pk),
        "village": lambda pk: (c.village[pk], pk),
        "place": lambda pk: (c.place[pk], pk),
    }


@dataclass
class Shelf:
    """The published, priced products of a day. See the module's text."""

    number: int = -1
    day: date | None = None
    waiting: frozenset[int] = frozenset()
    listed: int = 0
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    columns: Columns = field(default_factory=Columns.empty)
    orders: dict[str, array] = field(default_factory=dict)
    remembered: dict = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.columns.stars)

    # --- reading

    def remember(self, key, make: Callable[[], object]):
        """Keep what was worked out from this shelf as long as the shelf is the newest."""
        if key not in self.remembered:
            if len(self.remembered) >= MOST_REMEMBERED:
                for old in list(self.remembered)[: MOST_REMEMBERED // 4]:
                    self.remembered.pop(old, None)
            self.remembered[key] = make()
        return self.remembered[key]

    def selector(self, mask: int) -> bytes:
        """Spread a mask into a byte a product, 1 or 0."""
        return bin(mask)[:1:-1].encode().translate(BITS).ljust(self.size, b"\0")

    def keys_of(self, mask: int) -> Iterator[int]:
        return compress(range(self.size), self.selector(mask))

    def having(self, facet: str, values: Iterable) -> int:
        """The products with any of a facet's values."""
        mask = 0
        for value in values:
            if facet in ("producer", "village"):
                mask |= bits_of(self.slice_of(facet, int(value)), self.size)
            else:
                mask |= self.facets[facet].get(value, 0)
                if facet == "to" and value not in ("vn", "abroad"):
                    mask |= self.facets["to"].get("vn", 0)
        return mask

    def slice_of(self, name: str, value: int) -> array:
        """The products of a producer, village or place."""
        order, column = self.orders[name], getattr(self.columns, name)
        low = bisect_left(order, value, key=column.__getitem__)
        return order[low : bisect_right(order, value, lo=low, key=column.__getitem__)]

    def priced(self, low: int | None, high: int | None) -> int:
        """The products that cost from `low` to `high` dong, both with them."""
        order, price = self.orders["price"], self.columns.price
        low, high = low or 0, price[order[-1]] if high is None and order else (high or 0)
        mask, edges = 0, []
        for step, (start, end) in enumerate(
            zip((0, *PRICE_STEPS), (*PRICE_STEPS, None), strict=True)
        ):
            if start >= low and end is not None and end <= high:
                mask |= self.facets["price"].get(str(step), 0)
            elif start <= high and (end is None or end > low):
                edges.append((max(start, low), min(high, end - 1) if end else high))
        for start, end in edges:
            first = bisect_left(order, start, key=price.__getitem__)
            last = bisect_right(order, end, lo=first, key=price.__getitem__)
            mask |= bits_of(order[first:last], self.size)
        return mask

    def count(self, facet: str, mask: int) -> Counter:
        """Count a mask's products by a facet's values; values without any are left out."""
        if facet in ("producer", "village"):
            column = getattr(self.columns, facet)
            found = Counter(compress(column, self.selector(mask)))
            found.pop(0, None)
            return found
        if facet == "to":
            mask_vn = self.facets["to"].get("vn", 0)
            return Counter(
                {
                    value: n
                    for value, bits in self.facets["to"].items()
                    if (n := (mask & (bits if value == "abroad" else bits | mask_vn)).bit_count())
                }
            )
        return Counter(
            {v: n for v, bits in self.facets[facet].items() if (n := (mask & bits).bit_count())}
        )

    def page(self, mask: int, sort: str, start: int, stop: int) -> list[int]:
        """The keys from `start` to `stop` of a mask's products in an order."""
        if mask.bit_count() <= FEW:
            keys = sorted(
                self.keys_of(mask),
                key=order_keys(self.columns)[sort.lstrip("-")],
                reverse=sort in DESCENDING,
            )
            return keys[start:stop]
        order = self.orders[sort.lstrip("-")]
        if sort in DESCENDING:
            order = order[::-1]
        picked = compress(order, map(self.selector(mask).__getitem__, order))
        return list(islice(picked, start, stop))

    def nearest(
        self, mask: int, places: Sequence[tuple[int, float]], start: int, stop: int
    ) -> list[int]:
        """The same by nearness: `places` are (place, km), the nearest first; unplaced last."""
        found: list[int] = []
        passed, rest = 0, mask
        for place, _km in places:
            if passed >= stop or not rest:
                break
            here = rest & self.remember(
                ("place", place), lambda p=place: bits_of(self.slice_of("place", p), self.size)
            )
            rest &= ~here
            count = here.bit_count()
            if count and passed + count > start:
                first = max(0, start - passed)
                found += self.page(here, "recommended", first, stop - passed)
            passed += count
        if rest and passed < stop:
            found += self.page(rest, "recommended", max(0, start - passed), stop - passed)
        return found

    def best(
        self,
        limit: int,
        *,
        village: int | None = None,
        producer: int | None = None,
        is_certified: bool = False,
    ) -> list[int]:
        """The first products in the recommended order, of a village or producer if given."""
        if village is not None or producer is not None:
            name, value = ("village", village) if village is not None else ("producer", producer)
            key = order_keys(self.columns)["recommended"]
            return sorted(self.slice_of(name, value or 0), key=key, reverse=True)[:limit]
        if is_certified:
            mask = self.having("stars", self.facets["stars"])
            return self.page(mask, "recommended", 0, limit)
        return self.page(self.listed, "recommended", 0, limit)

    # --- following

    def followed(self, rows: Sequence[tuple], gone: Iterable[int]) -> "Shelf":
        """The shelf with `gone` taken off and `rows` (COLUMNS) put on."""
        columns, day = self.columns.copy(), self.day or timezone.localdate()
        columns.grow(max((row[0] + 1 for row in rows), default=0))
        size = len(columns.stars)
        off = bits_of((pk for pk in gone if pk < size), size)
        keep = ~off
        before, taken = order_keys(self.columns), list(self.keys_of(self.listed & off))
        postings: dict[tuple[str, str], list[int]] = {}
        new = []
        for row in rows:
            new.append(row[0])
            for pair in placed(row, columns, day):
                postings.setdefault(pair, []).append(row[0])
        facets = {
            facet: {v: left for v, bits in values.items() if (left := bits & keep)}
            for facet, values in self.facets.items()
        }
        for (facet, value), pks in postings.items():
            values = facets.setdefault(facet, {})
            values[value] = values.get(value, 0) | bits_of(pks, size)
        for facet in ("stars", "group", "set", "province", "stock", "made", "to", "until", "price"):
            facets.setdefault(facet, {})
        after = order_keys(columns)
        return Shelf(
            number=self.number,
            day=day,
            waiting=self.waiting,
            listed=(self.listed & keep) | bits_of(new, size),
            facets=facets,
            columns=columns,
            orders={
                name: reordered(self.orders.get(name, array("I")), taken, before[name], new, key)
                for name, key in after.items()
            },
        )


def reordered(order: array, taken: list[int], before: Key, new: list[int], after: Key) -> array:
    """An order without `taken` and with `new`, each under the key of its time."""
    if len(taken) + len(new) > 200:
        off = set(taken)
        return array("I", sorted([*(pk for pk in order if pk not in off), *new], key=after))
    order = order[:]
    for pk in taken:
        del order[bisect_left(order, before(pk), key=before)]
    for pk in new:
        order.insert(bisect_left(order, after(pk), key=after), pk)
    return order


def placed(row: tuple, columns: Columns, day: date) -> Iterator[tuple[str, str]]:
    """Put a row of COLUMNS into the columns; give the facet values it has."""
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
    columns.stars[pk] = stars if is_certified else 0
    columns.stock[pk] = availability != Availability.SOLD_OUT
    columns.price[pk] = price
    columns.published[pk] = int(published_on.timestamp()) if published_on else 0
    columns.rating[pk] = rating or 0.0
    columns.producer[pk] = producer_id or 0
    columns.village[pk] = village_id or 0
    columns.place[pk] = village_id or -(commune_id or 0)
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


# --- the shelf of this process

_lock = threading.Lock()
_newest = Shelf()


def read_rows(pks: Iterable[int] | None = None) -> list[tuple]:
    products = Product.objects.published().filter(price__isnull=False)
    if pks is not None:
        products = products.filter(pk__in=list(pks))
    return list(products.order_by().values_list(*COLUMNS))


def news(number: int) -> tuple[int, int, set[int], bool, frozenset[int]]:
    """Ask what happened after `number`, in one query.

    Gives (newest number, oldest number kept, changed products, whether everything may have
    changed, the waiting rows).
    """
    newest = oldest = 0
    changed: set[int] = set()
    is_all = False
    waiting = set()
    logged = Change.objects.filter(number__gt=number).values_list("number", "kind", "object_pk")
    queued = Waiting.objects.annotate(number=-F("pk")).values_list("number", "kind", "object_pk")
    state = Version.objects.annotate(kind=Value("version")).values_list("number", "kind", "oldest")
    for at, kind, pk in logged.union(queued, state, all=True):
        if kind == "version":
            newest, oldest = at, pk
            continue
        if at < 0:
            waiting.add(-at)
        if kind == "product":
            changed.add(pk)
        elif kind == "all":
            is_all = True
    return newest, oldest, changed, is_all, frozenset(waiting)


def current() -> Shelf:
    """The shelf as the database is now."""
    global _newest
    with _lock:
        shelf, today = _newest, timezone.localdate()
        is_old = shelf.day != today
        newest, oldest, changed, is_all, waiting = news(NEVER if is_old else shelf.number)
        is_old = is_old or shelf.number > newest or shelf.number + 1 < oldest
        if is_old or is_all or len(changed) > MOST_FOLLOWED:
            shelf = Shelf(day=today).followed(read_rows(), ())
        elif newest == shelf.number and waiting <= shelf.waiting:
            return shelf
        elif changed:
            shelf = shelf.followed(read_rows(changed), changed)
        else:
            shelf = Shelf(**{**vars(shelf), "remembered": {}})
        shelf.number, shelf.waiting = newest, waiting
        _newest = shelf
        return shelf


def forget() -> None:
    """Let the next use read everything anew."""
    global _newest
    with _lock:
        _newest = Shelf()


def distances(
    point: tuple[float, float], places: dict[int, tuple[float, float]]
) -> list[tuple[int, float]]:
    """Order places by distance in km (great circle, haversine) from a point in degrees."""
    latitude, longitude = map(radians, point)
    found = []
    for place, (there_latitude, there_longitude) in places.items():
        other = radians(there_latitude)
        a = (
            sin((other - latitude) / 2) ** 2
            + cos(latitude) * cos(other) * sin((radians(there_longitude) - longitude) / 2) ** 2
        )
        found.append((place, 2 * EARTH_KM * asin(min(1.0, sqrt(a)))))
    return sorted(found, key=lambda pair: (pair[1], pair[0]))
