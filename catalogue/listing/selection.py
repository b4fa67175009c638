"""What a state of the listing holds: how many, which, and what each facet counts.

Every facet is counted with the other facets applied, so with k facets chosen there are
k + 1 masks: one with all, and for each chosen facet one without it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest
from operator import neg
from typing import NamedTuple

from django.utils.translation import get_language

from catalogue.listing import shelf as shelves
from catalogue.listing.columns import PRICE_STEPS
from catalogue.listing.names import Names
from catalogue.listing.shelf import Shelf
from catalogue.listing.state import FACETS, ListingFilter
from catalogue.search.masks import NONE, Mask
from catalogue.search.queries import Found, find
from marketplace.frame.money import format_dong

BAR_HEIGHT = 40
MOST_SHOWN = 24  # values of a facet in a page; its search box finds the others
MOST_COUNTED = 100  # a facet of more values keeps the counts of those shown only


@dataclass(frozen=True)
class PriceBar:
    """A bar of the price histogram: its ends in dong (None: open), its count, its height.

    The highest bar is BAR_HEIGHT high.
    """

    low: int
    high: int | None
    count: int
    height: int
    is_in: bool

    @property
    def text(self) -> str:
        """The prices of the bar in the reader's form."""
        language = get_language() or "vi"
        if self.high is None:
            return f"{format_dong(self.low, language)} +"
        return f"{format_dong(self.low, language)} – {format_dong(self.high, language)}"


@dataclass(frozen=True)
class Counts:
    """How many products there are: in all, per facet value, per bar of the histogram.

    Of a facet with thousands of values only the MOST_SHOWN most frequent and the chosen
    ones are kept; `sizes` says how many have any.
    """

    total: int
    by_facet: dict[str, Counter]
    sizes: dict[str, int]
    by_price: Counter


class Text(NamedTuple):
    """What a typed text found on a shelf; the keys of what matched are kept as a mask."""

    found: Found | None
    mask: Mask


@dataclass(frozen=True)
class Selection:
    """A state of the listing on a shelf.

    rests: search is away for the moment, so the state's text was not applied.
    """

    state: ListingFilter
    shelf: Shelf
    names: Names
    text: Text | None
    mask: Mask
    counts: Counts
    rests: bool = False

    @property
    def applied(self) -> ListingFilter:
        """The state as far as it was applied."""
        return replace(self.state, q="") if self.rests else self.state

    @property
    def total(self) -> int:
        return self.counts.total

    @property
    def found(self) -> Found | None:
        return self.text.found if self.text else None

    def page(self, start: int, stop: int) -> list[int]:
        """The product keys from `start` to `stop`, in the state's order."""
        state = self.state
        if state.sort == "near" and (point := self.names.point(state.near)):
            places = self.shelf.remember(
                ("near", state.near), lambda: shelves.distances(point, self.names.places)
            )
            return self.shelf.nearest(self.mask, places, start, stop)
        sort = "recommended" if state.sort == "near" else state.sort
        if self.found is None or sort != "recommended":
            return self.shelf.page(self.mask, sort, start, stop)
        if not self.found.is_by_keys:
            return self.shelf.in_turn(self.mask, self.found.tiers, sort, start, stop)
        # The best matches of a text first; what matches beyond the ranked ones after them.
        ranked = self.found.ranked
        bits = self.shelf.bits_of(ranked)
        if bits & ~self.mask or bits.bit_count() < len(ranked):  # other filters leave some out
            ranked = [pk for pk in ranked if self.shelf.holds(self.mask, pk)]
        page = ranked[start:stop]
        if len(page) < stop - start and len(ranked) < self.total:
            rest = self.mask & ~bits
            page += self.shelf.page(
                rest, sort, max(0, start - len(ranked)), max(0, stop - len(ranked))
            )
        return page


def look_up(text: str, shelf: Shelf, language: str) -> Text:
    """What a typed text finds; remembered as long as the shelf is the newest.

    Raises Unavailable, and remembers nothing, when search is away.
    """

    def make() -> Text:
        found = find(text, language, shelf)
        if found is None:
            return Text(None, NONE)
        mask = shelf.bits_of(found.matches) if found.matches else found.mask
        return Text(replace(found, matches=[], mask=NONE), mask)

    return shelf.remember(("text", text, language), make)  # type: ignore[return-value]


def select(state: ListingFilter, shelf: Shelf, names: Names, text: Text | None = None) -> Selection:
    """Filter and count; the counts are remembered as long as the shelf is the newest."""
    key = replace(state, sort="recommended", near="", not_understood=())
    mask, counts = shelf.remember(key, lambda: count(key, shelf, names, text))  # type: ignore[misc]
    return Selection(state, shelf, names, text, mask, counts)


def select_without(state: ListingFilter, shelf: Shelf, names: Names) -> Selection:
    """Filter by all but the text, for search rests; the state keeps it for when it is back."""
    return replace(select(replace(state, q=""), shelf, names), state=state, rests=True)


def count(
    state: ListingFilter, shelf: Shelf, names: Names, text: Text | None
) -> tuple[Mask, Counts]:
    """Give the mask of what a state lists, and its counts."""
    masks = masks_of(state, shelf, names, text)
    mask = masks[""]
    by_facet, sizes = {}, {}
    for facet in FACETS:
        counts = shelf.count(facet, masks.get(facet, mask))
        sizes[facet] = len(counts)
        by_facet[facet] = shown(counts, names.keys(facet, getattr(state, facet)))
    return mask, Counts(
        mask.bit_count(), by_facet, sizes, shelf.count("price", masks.get("price", mask))
    )


def masks_of(
    state: ListingFilter, shelf: Shelf, names: Names, text: Text | None
) -> dict[str, Mask]:
    """The mask with every choice under "", and for each chosen facet the one without it."""
    base = shelf.listed
    if state.q:
        base &= text.mask if text else NONE
    chosen = {
        facet: shelf.having(facet, names.keys(facet, getattr(state, facet)))
        for facet in FACETS
        if getattr(state, facet)
    }
    if state.price_min is not None or state.price_max is not None:
        chosen["price"] = shelf.priced(state.price_min, state.price_max)

    def mask_without(left_out: str) -> Mask:
        mask = base
        for facet, bits in chosen.items():
            if facet != left_out:
                mask &= bits
        return mask

    return {facet: mask_without(facet) for facet in ("", *chosen)}


def shown(counts: Counter, chosen: Sequence) -> Counter:
    """The most frequent of many values, the smaller key first of equals, and the chosen."""
    if len(counts) <= MOST_COUNTED:
        return counts
    most = nsmallest(MOST_SHOWN, zip(map(neg, counts.values()), counts, strict=True))
    keys = [key for _n, key in most]
    return Counter({key: counts[key] for key in dict.fromkeys((*keys, *chosen))})


def count_all(selection: Selection, facet: str) -> Counter:
    """Every value of a facet with its count, the other choices applied."""
    masks = masks_of(selection.applied, selection.shelf, selection.names, selection.text)
    return selection.shelf.count(facet, masks.get(facet, selection.mask))


def price_bars(selection: Selection) -> list[PriceBar]:
    """Draw the histogram: products by price with every filter but the price applied."""
    counts = selection.counts.by_price
    low_end, high_end = selection.state.price_min or 0, selection.state.price_max
    most = max(counts.values(), default=0)
    return [
        PriceBar(
            low,
            high,
            counts[str(step)],
            round(BAR_HEIGHT * counts[str(step)] / most) if most else 0,
            (high is None or high > low_end) and (high_end is None or low <= high_end),
        )
        for step, (low, high) in enumerate(
            zip((0, *PRICE_STEPS), (*PRICE_STEPS, None), strict=True)
        )
    ]
