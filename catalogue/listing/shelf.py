"""The shelf: which published product has which value, as bits in memory.

Each product has a slot; every facet value has an integer whose bit n says that the product
in slot n has it. A choice within a facet is OR, facets among each other are AND, a count is
the number of bits:

    stars 4    0b01101        stars=4, group=4      0b01100 -> slots 2, 3
    group 4    0b11100        group counts with stars=4 chosen: group 4 -> 2

At 100,000 products a value takes 12.5 kB and a count a few microseconds, on whatever
database. Slots are given by village and producer, so that a facet with thousands of values
needs no integers of its own: a producer is a run of slots, and its count the bits of that
part of a mask. What comes later stands behind all runs and is counted one by one.

A process reads the shelf once and then follows the log of changes: with each
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
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from itertools import chain, islice
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

from django.db.models import F, Value
from django.utils import timezone

from catalogue.listing.columns import (
    BITS,
    DESCENDING,
    ORDERS,
    PRICE_STEPS,
    Columns,
    in_order,
    key_of,
    placed,
    prices_in,
    reordered,
    slots_within,
)
from catalogue.listing.rows import read_rows
from catalogue.listing.terms import Masks, terms_after
from catalogue.search.masks import NONE, Mask, Runs, bits_of, slots_of
from catalogue.search.models import Change, Version, Waiting
from marketplace.frame.memory import give_back
from marketplace.frame.prepared import Prepared, marks

MOST_FOLLOWED = 2000  # beyond that many changed products, reading all anew is quicker
MOST_REMEMBERED = 256
MOST_TERMS = 240  # 6 MB at 100,000 products
FEW = 400  # of so many a page is sorted sooner than found in an order; of more, more keys
BLOCK = 2048
FEW_OF_BLOCK = 120  # so many are sorted sooner than found among the others
SPARSE = 3  # products to a value, up to which they are counted one by one
EARTH_KM = 6371.0
NEVER = 2**62


@dataclass
class Shelf:
    """The published, priced products of a day. See the module's text."""

    number: int = -1
    day: date | None = None
    waiting: frozenset[int] = frozenset()
    listed: Mask = NONE
    used: int = 0  # slots given
    slots: array = field(default_factory=lambda: array("i"))  # by product key; -1: none
    facets: dict[str, dict[str, Mask]] = field(default_factory=dict)
    prices: dict[int, tuple[int, ...]] = field(default_factory=dict)  # of variants, by slot
    runs: dict[str, Runs] = field(default_factory=dict)
    columns: Columns = field(default_factory=Columns.empty)
    orders: dict[str, array] = field(default_factory=dict)
    remembered: dict = field(default_factory=dict)
    terms: dict[str, Masks] = field(default_factory=dict)  # words of searches
    named: dict[str, object] = field(default_factory=dict)  # Names by language
    blocks: dict[tuple[str, int], Mask] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.columns.stars)

    # --- reading

    def remember(self, key, make: Callable[[], object]):
        """Keep what was worked out from this shelf as long as the shelf is the newest."""
        value = self.remembered.get(key)
        if value is None:
            value = make()
            if len(self.remembered) >= MOST_REMEMBERED:
                for old in list(self.remembered)[: MOST_REMEMBERED // 4]:
                    self.remembered.pop(old, None)
            self.remembered[key] = value
        return value

    def having_term(
        self, term: str, make: Callable[[], tuple[Sequence[int], Sequence[int]]]
    ) -> Masks:
        """The products with a word, anywhere and in the title; `make` gives keys not held."""
        masks = self.terms.pop(term, None)
        if masks is None:
            every, titled = make()
            masks = self.bits_of(every), self.bits_of(titled)
            if len(self.terms) >= MOST_TERMS:
                for old in list(self.terms)[: MOST_TERMS // 8]:
                    self.terms.pop(old, None)
        self.terms[term] = masks  # behind those that were not asked for since
        return masks

    def slot_of(self, pk: int) -> int:
        return self.slots[pk] if 0 <= pk < len(self.slots) else -1

    def bits_of(self, pks: Sequence[int]) -> Mask:
        """The listed ones of some products."""
        try:
            slots = list(map(self.slots.__getitem__, pks))
        except IndexError:  # newer than the shelf
            slots = [self.slot_of(pk) for pk in pks]
        return bits_of(slots, self.size) & self.listed

    def holds(self, mask: Mask, pk: int) -> bool:
        slot = self.slot_of(pk)
        return slot >= 0 and mask.bit_test(slot)

    def having(self, facet: str, values: Iterable) -> Mask:
        """The products with any of a facet's values."""
        mask = NONE
        for value in values:
            if facet in ("producer", "village"):
                mask |= bits_of(self.part(facet, int(value)), self.size)
            else:
                mask |= self.facets[facet].get(value, NONE)
                if facet == "to" and value not in ("vn", "abroad"):
                    mask |= self.facets["to"].get("vn", NONE)
        return mask

    def part(self, name: str, value: int) -> array:
        """The slots of a producer, village or place."""
        order, key = self.orders[name], key_of(self.columns, name)
        first = bisect_left(order, (value,), key=key)
        return order[first : bisect_left(order, (value + 1,), lo=first, key=key)]

    def priced(self, low: int | None, high: int | None) -> Mask:
        """The products that cost from `low` to `high` dong, both with them, or a variant does."""
        order, price = self.orders["price"], self.columns.price
        low, high = low or 0, self.highest if high is None else high
        mask, edges = NONE, []
        for step, (start, end) in enumerate(
            zip((0, *PRICE_STEPS), (*PRICE_STEPS, None), strict=True)
        ):
            if start >= low and end is not None and end <= high:
                mask |= self.facets["price"].get(str(step), NONE)
            elif start <= high and (end is None or end > low):
                edges.append((max(start, low), min(high, end - 1) if end else high))
        for start, end in edges:
            first = bisect_left(order, start, key=price.__getitem__)
            last = bisect_right(order, end, lo=first, key=price.__getitem__)
            mask |= self.span("price", first, last)
        return mask | bits_of(slots_within(self.prices, edges), self.size) if edges else mask

    @cached_property
    def highest(self) -> int:
        """The highest price, 0 where nothing is listed."""
        order = self.orders["price"][-1:]
        return max(chain(map(self.columns.price.__getitem__, order), *self.prices.values(), (0,)))

    def count(self, facet: str, mask: Mask) -> Counter:
        """Count a mask's products by a facet's values; values without any are left out."""
        if facet in self.runs:
            return self.count_runs(facet, mask)
        if facet == "to":
            everywhere = self.facets["to"].get("vn", NONE)
            anywhere, rest = (mask & everywhere).bit_count(), mask & ~everywhere
            counts = {
                value: (mask & bits).bit_count()
                if value == "abroad"
                else anywhere + (rest & bits).bit_count()
                for value, bits in self.facets["to"].items()
            }
            return Counter({value: n for value, n in counts.items() if n})
        return Counter(
            {v: n for v, bits in self.facets[facet].items() if (n := (mask & bits).bit_count())}
        )

    def count_runs(self, facet: str, mask: Mask) -> Counter:
        runs, column = self.runs[facet], getattr(self.columns, facet)
        if mask.bit_count() < SPARSE * len(runs):
            found = Counter(map(column.__getitem__, slots_of(mask)))
        else:
            found = runs.count(mask)
            if behind := mask >> runs.end:
                found.update(map(column.__getitem__, slots_of(behind << runs.end)))
        found.pop(0, None)
        return found

    def block(self, order: str, number: int) -> Mask:
        """The mask of an order's next BLOCK slots from number * BLOCK."""
        key = order, number
        if key not in self.blocks:
            start = number * BLOCK
            self.blocks[key] = bits_of(self.orders[order][start : start + BLOCK], self.size)
        return self.blocks[key]

    def span(self, order: str, first: int, last: int) -> Mask:
        """The mask of an order's slots from `first` to before `last`: whole blocks are kept."""
        start, end = -(-first // BLOCK), last // BLOCK
        if start >= end:
            return bits_of(self.orders[order][first:last], self.size)
        slots = self.orders[order]
        mask = bits_of((*slots[first : start * BLOCK], *slots[end * BLOCK : last]), self.size)
        for number in range(start, end):
            mask |= self.block(order, number)
        return mask

    def page(self, mask: Mask, sort: str, start: int, stop: int) -> list[int]:
        """The product keys from `start` to `stop` of a mask in an order.

        Blocks of the order that hold too little of the mask are counted, not read, so a deep
        page, or one whose products all stand at the far end, costs little more than the first.
        """
        name, is_descending = sort.lstrip("-"), sort in DESCENDING
        count, order, pk = mask.bit_count(), self.orders[name], self.columns.pk
        if mask == self.listed and len(order) == count:  # all there is: the order itself
            if is_descending:
                start, stop = max(0, count - stop), max(0, count - start)
            found = order[start:stop]
            return [pk[slot] for slot in (reversed(found) if is_descending else found)]
        if count * count <= FEW * FEW * max(1, stop / 24):
            few = in_order(self.columns, name, slots_of(mask))
            if is_descending:
                few.reverse()
            return [pk[slot] for slot in few[start:stop]]
        keys: list[int] = []
        passed, blocks = 0, range(-(-len(order) // BLOCK))
        for number in reversed(blocks) if is_descending else blocks:
            here = mask & self.block(name, number)
            inside = here.bit_count()
            if passed + inside > start:
                slots = self.in_block(name, number, here, is_descending)
                keys += [pk[slot] for slot in islice(slots, max(0, start - passed), stop - passed)]
            passed += inside
            if passed >= stop:
                break
        return keys

    def in_block(self, order: str, number: int, here: Mask, is_descending: bool) -> Iterator[int]:
        """The slots of a mask that lies within a block of an order, in that order."""
        if here.bit_count() < FEW_OF_BLOCK:
            slots: Sequence[int] = in_order(self.columns, order, slots_of(here))
            return reversed(slots) if is_descending else iter(slots)
        slots = self.orders[order][number * BLOCK : (number + 1) * BLOCK]
        octets = here.to_bytes(self.size // 8 + 1, "little")
        return (
            slot
            for slot in (reversed(slots) if is_descending else slots)
            if octets[slot >> 3] >> (slot & 7) & 1
        )

    def slots_of_place(self, place: int) -> Mask:
        return bits_of(self.part("place", place), self.size)

    def in_turn(
        self, mask: Mask, groups: Iterable[Mask], sort: str, start: int, stop: int
    ) -> list[int]:
        """A page of a mask whose products stand group by group, each of them in an order.

        Who is in several groups stands in the first, who is in none behind all.
        """
        found: list[int] = []
        passed, rest = 0, mask
        for group in chain(groups, (mask,)):
            if passed >= stop or not rest:
                break
            here = rest & group
            rest ^= here
            count = here.bit_count()
            if count and passed + count > start:
                found += self.page(here, sort, max(0, start - passed), stop - passed)
            passed += count
        return found

    def nearest(
        self, mask: Mask, places: Sequence[tuple[int, float]], start: int, stop: int
    ) -> list[int]:
        """The same by nearness: `places` are (place, km), the nearest first; unplaced last."""

        def masks() -> Iterator[Mask]:
            for place, _km in places:
                yield self.remember(("place", place), partial(self.slots_of_place, place))

        return self.in_turn(mask, masks(), "recommended", start, stop)

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
            slots = in_order(self.columns, "recommended", self.part(name, value or 0))
            return [self.columns.pk[slot] for slot in slots[: -limit - 1 : -1]]
        mask = self.having("stars", self.facets["stars"]) if is_certified else self.listed
        return self.page(mask, "recommended", 0, limit)

    # --- following

    def followed(self, rows: Iterable[tuple], gone: Iterable[int]) -> "Shelf":
        """The shelf with `gone` taken off and `rows` (of read_rows) put on."""
        columns, day = self.columns.copy(), self.day or timezone.localdate()
        is_new = not self.used
        slots, used = self.slots[:], self.used
        off = bits_of((slot for pk in gone if (slot := self.slot_of(pk)) >= 0), self.size)
        taken = slots_of(self.listed & off)
        prices = {slot: each for slot, each in self.prices.items() if not off.bit_test(slot)}
        postings: dict[tuple[str, str], array] = {}
        new = array("I")
        for row in rows:
            pk = row[0]
            if pk >= len(slots):
                slots.extend([-1] * (pk + pk // 8 + 1 - len(slots)))
            slot = slots[pk]
            if slot < 0 or not self.is_in_its_runs(slot, row):
                slot = slots[pk] = used
                used += 1
                columns.grow(used)
            new.append(slot)
            if several := prices_in(row[-1]):
                prices[slot] = several
            for pair in placed(slot, row, columns, day):
                if pair not in postings:
                    postings[pair] = array("I")
                postings[pair].append(slot)
        size = len(columns.stars)
        facets = {
            facet: {v: left for v, bits in values.items() if (left := bits & ~off)}
            for facet, values in self.facets.items()
        }
        for (facet, value), slots_with in postings.items():
            values = facets.setdefault(facet, {})
            values[value] = values.get(value, NONE) | bits_of(slots_with, size)
        for facet in BITS:
            facets.setdefault(facet, {})
        return Shelf(
            number=self.number,
            day=day,
            waiting=self.waiting,
            listed=(self.listed & ~off) | bits_of(new, size),
            used=used,
            slots=slots,
            facets=facets,
            prices=prices,
            runs=(
                {name: Runs(getattr(columns, name)[:used]) for name in ("village", "producer")}
                if is_new
                else self.runs
            ),
            columns=columns,
            orders={
                name: reordered(
                    name, self.orders.get(name, array("I")), taken, self.columns, new, columns
                )
                for name in ORDERS
            },
        )

    def is_in_its_runs(self, slot: int, row: tuple) -> bool:
        """Tell whether a product may stay in its slot: same village, same producer."""
        village, producer = row[7] or 0, row[8] or 0
        return (self.columns.village[slot], self.columns.producer[slot]) == (village, producer)


# --- the shelf of this process

_lock = threading.Lock()
_newest = Shelf()


@dataclass
class News:
    """What happened after a number of the log."""

    newest: int = 0
    oldest: int = 0
    products: set[int] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    waiting: frozenset[int] = frozenset()


class Told(NamedTuple):
    """A line of the log."""

    at: int
    kind: str
    pk: int


# What was logged, what waits (as negative numbers), and where the log stands: one query.
_news = Prepared(
    Told,
    lambda n: (
        Change.objects.filter(number__gt=marks(1)[0])
        .values_list("number", "kind", "object_pk")
        .union(
            Waiting.objects.annotate(number=-F("pk")).values_list("number", "kind", "object_pk"),
            Version.objects.annotate(kind=Value("version")).values_list("number", "kind", "oldest"),
            all=True,
        )
    ),
)


def news(number: int) -> News:
    """Ask what happened after `number`."""
    found, waiting = News(), set()
    for at, kind, pk in _news.rows([number]):
        if kind == "version":
            found.newest, found.oldest = at, pk
            continue
        if at < 0:
            waiting.add(-at)
        found.kinds.add(kind)
        if kind == "product":
            found.products.add(pk)
    found.waiting = frozenset(waiting)
    return found


NAMED_KINDS = {"producer", "village", "set", "place", "all"}


def current() -> Shelf:
    """The shelf as the database is now."""
    global _newest
    with _lock:
        shelf, today = _newest, timezone.localdate()
        is_old = shelf.day != today
        told = news(NEVER if is_old else shelf.number)
        is_old = is_old or shelf.number > told.newest or shelf.number + 1 < told.oldest
        if is_old or "all" in told.kinds or len(told.products) > MOST_FOLLOWED:
            shelf = Shelf(day=today).followed(read_rows(), ())
            give_back()
        elif told.newest == shelf.number and told.waiting <= shelf.waiting:
            return shelf
        else:
            named = {} if told.kinds & NAMED_KINDS else shelf.named
            if told.products:
                terms = shelf.terms
                shelf = shelf.followed(read_rows(told.products), told.products)
                shelf.terms = terms_after(terms, told.products, shelf.slot_of, shelf.size)
            else:
                shelf = replace(shelf, remembered={})
            shelf.named = named
        shelf.number, shelf.waiting = told.newest, told.waiting
        _newest = shelf
        return shelf


def held() -> Shelf:
    """The shelf as this process last saw it today; for what may be a little late. No query."""
    return _newest if _newest.day == timezone.localdate() else current()


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
