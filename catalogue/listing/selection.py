"""What a state of the listing holds: how many, which, and what each facet counts.

Every facet is counted with the other facets applied, so with k facets chosen there are
k + 1 masks: one with all, and for each chosen facet one without it.
"""

from collections import Counter
from dataclasses import dataclass, replace

from django.utils.translation import get_language

from catalogue.listing import shelf as shelves
from catalogue.listing.names import Names
from catalogue.listing.shelf import PRICE_STEPS, Shelf
from catalogue.listing.state import FACETS, ListingFilter
from catalogue.search.queries import Found
from marketplace.money import format_dong

BAR_HEIGHT = 40


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
    """How many products there are: in all, per facet value, per bar of the histogram."""

    total: int
    by_facet: dict[str, Counter]
    by_price: Counter


@dataclass(frozen=True)
class Selection:
    """A state of the listing on a shelf."""

    state: ListingFilter
    shelf: Shelf
    names: Names
    found: Found | None
    mask: int
    counts: Counts

    @property
    def total(self) -> int:
        return self.counts.total

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
        # The best matches of a text first; what matches beyond the ranked ones after them.
        ranked = [pk for pk in self.found.ranked if self.shelf.holds(self.mask, pk)]
        page = ranked[start:stop]
        if len(page) < stop - start and len(ranked) < self.total:
            rest = self.mask & ~self.shelf.bits_of(ranked)
            page += self.shelf.page(
                rest, sort, max(0, start - len(ranked)), max(0, stop - len(ranked))
            )
        return page


def select(
    state: ListingFilter, shelf: Shelf, names: Names, found: Found | None = None
) -> Selection:
    """Filter and count; the counts are remembered as long as the shelf is the newest."""
    key = replace(state, sort="recommended", near="", not_understood=())
    mask, counts = shelf.remember(key, lambda: count(key, shelf, names, found))  # type: ignore[misc]
    return Selection(state, shelf, names, found, mask, counts)


def count(
    state: ListingFilter, shelf: Shelf, names: Names, found: Found | None
) -> tuple[int, Counts]:
    """Give the mask of what a state lists, and its counts."""
    base = shelf.listed
    if state.q:
        matches = found.matches if found else []
        base &= shelf.bits_of(matches)
    chosen = {
        facet: shelf.having(facet, names.keys(facet, getattr(state, facet)))
        for facet in FACETS
        if getattr(state, facet)
    }
    if state.price_min is not None or state.price_max is not None:
        chosen["price"] = shelf.priced(state.price_min, state.price_max)

    def mask_without(left_out: str = "") -> int:
        mask = base
        for facet, bits in chosen.items():
            if facet != left_out:
                mask &= bits
        return mask

    mask = mask_without()
    others = {facet: mask_without(facet) for facet in chosen}
    by_facet = {facet: shelf.count(facet, others.get(facet, mask)) for facet in FACETS}
    return mask, Counts(
        mask.bit_count(),
        by_facet,
        shelf.count("price", others.get("price", mask)),
    )


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
