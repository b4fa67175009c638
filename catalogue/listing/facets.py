"""Facets as the page shows them: values with names, counts and addresses; chips."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache, partial, reduce
from operator import or_
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.facts.kinds import BY_CODE
from catalogue.facts.kinds import FACETS as FACTS
from catalogue.listing.selection import MOST_SHOWN, Selection, count_all, masks_of
from catalogue.listing.state import FACETS, STARS, ListingFilter
from catalogue.search.masks import NONE, Mask
from marketplace.frame.folding import fold

MOST_OFFERED = 8  # ways to loosen an empty selection


@dataclass(slots=True)
class FacetValue:
    """One choice of a facet with what choosing it would leave (not frozen: a page makes many)."""

    value: str
    label: str
    count: int
    is_on: bool
    url: str


@dataclass(frozen=True)
class Facet:
    """A facet's values, the most frequent ones; how many there are in all."""

    name: str
    title: str
    values: list[FacetValue]
    size: int
    is_open: bool

    @property
    def is_long(self) -> bool:
        return self.size > len(self.values)

    @property
    def size_text(self) -> str:
        return ngettext(
            "%(size)s in all; the box finds the others.",
            "%(size)s in all; the box finds the others.",
            self.size,
        ) % {"size": number_format(self.size, force_grouping=True)}


def titles() -> dict[str, str]:
    return {
        "stars": _("OCOP stars"),
        "group": _("Product group"),
        "stock": _("Stock"),
        "made": _("Making"),
        "to": _("Delivers to"),
        "until": _("Certified"),
        "province": _("Province or city"),
        "village": _("Craft village"),
        "set": _("Product set"),
        **{fact: str(BY_CODE[fact].says) for fact in FACTS},
        "producer": _("Producer"),
    }


def namer(selection: Selection, facet: str) -> Callable[[str], str]:
    """Give what names a facet's values in the reader's language."""
    if facet == "stars":
        return lambda value: _("OCOP %(stars)s stars") % {"stars": value}
    if facet == "stock":
        return lambda value: _("In stock")
    if facet == "made":
        return lambda value: _("Made to order")
    if facet == "until":
        return lambda value: _("to %(year)s") % {"year": value}
    return partial(selection.names.name, facet)


def by_value(selection: Selection, facet: str, counts: dict) -> dict[str, int]:
    """Counts by the values that addresses use."""
    if facet not in ("village", "producer"):
        return counts
    return {slug: n for key, n in counts.items() if (slug := selection.names.slug(facet, key))}


def facets_of(selection: Selection) -> dict[str, Facet]:
    """Every facet that has something to choose, by name, in the order to show."""
    found = {}
    for name, title in titles().items():
        counts = by_value(selection, name, selection.counts.by_facet[name])
        chosen = getattr(selection.state, name)
        values = ordered(selection, name, counts, chosen)
        size = max(selection.counts.sizes[name], len(set(counts) | set(chosen)))
        if values:
            is_open = bool(chosen) or name in ("stars", "group", "stock", "made")
            found[name] = Facet(name, title, valued(selection, name, counts, values), size, is_open)
    return found


def ordered(
    selection: Selection, facet: str, counts: dict[str, int], chosen: Iterable[str]
) -> list[str]:
    """A facet's values in the order to show: its own, or the most frequent first."""
    values = set(counts) | set(chosen)
    if facet == "stars":
        return [str(s) for s in STARS if str(s) in values]
    if facet in ("group", "set", "until", "to"):
        return sorted(values, key=lambda v: (not v.isdigit(), v.zfill(8)))
    top = sorted(values, key=lambda v: (-counts.get(v, 0), v))
    return list(dict.fromkeys([*chosen, *top[:MOST_SHOWN]])) if len(top) > MOST_SHOWN else top


def valued(
    selection: Selection, facet: str, counts: dict[str, int], values: Iterable[str]
) -> list[FacetValue]:
    state, chosen = selection.state, set(getattr(selection.state, facet))
    name, with_one_more = namer(selection, facet), state.adder(facet)
    return [
        FacetValue(
            value,
            name(value),
            counts.get(value, 0),
            value in chosen,
            state.toggled(facet, value) if value in chosen else with_one_more(value),
        )
        for value in values
    ]


def facet_search(selection: Selection, facet: str, text: str) -> list[FacetValue]:
    """The values of a facet whose names hold a typed text, the most frequent first."""
    counts, wanted = by_value(selection, facet, count_all(selection, facet)), fold(text.strip())
    named, name_of = selection.names.holding(facet, wanted), partial(selection.names.name, facet)
    # What has no name (a province that is no more) is called by its value.
    hits = [v for v in counts if v in named or (v == name_of(v) and wanted in fold(v))]
    hits.sort(key=lambda value: (-counts[value], value))
    return valued(selection, facet, counts, hits[:MOST_SHOWN])


def chips(
    selection: Selection, format_price: Callable[[int], str]
) -> list[tuple[str, ListingFilter]]:
    """What is filtered: (label, the state without it)."""
    state = selection.state
    found: list[tuple[str, ListingFilter]] = []
    if state.q and not selection.rests:
        found.append((f"“{state.q}”", replace(state, q="")))
    for facet in FACETS:
        chosen = getattr(state, facet)
        for value in chosen:
            left = tuple(other for other in chosen if other != value)
            without: Any = {facet: left}
            found.append((namer(selection, facet)(value), replace(state, **without)))
    if state.price_min is not None:
        label = _("from %(price)s") % {"price": format_price(state.price_min)}
        found.append((label, replace(state, price_min=None)))
    if state.price_max is not None:
        label = _("up to %(price)s") % {"price": format_price(state.price_max)}
        found.append((label, replace(state, price_max=None)))
    return found


def loosenings(
    selection: Selection, format_price: Callable[[int], str]
) -> list[tuple[str, str, int]]:
    """What to take away of an empty selection: (label, address, what it would leave).

    Only what leaves something, the most first; when no single filter does, nothing is offered.
    """
    shelf, names = selection.shelf, selection.names
    state = selection.applied
    masks = masks_of(state, shelf, names, selection.text)

    @cache
    def having(facet: str, value: str) -> Mask:
        return shelf.having(facet, names.keys(facet, [value]))

    def left_by(looser: ListingFilter) -> Mask:
        for facet in FACETS:
            values = getattr(looser, facet)
            if values != getattr(state, facet):
                others = reduce(or_, (having(facet, value) for value in values), NONE)
                return masks[facet] & others if values else masks[facet]
        if looser.q != state.q:
            return masks_of(looser, shelf, names, None)[""]
        return masks["price"] & shelf.priced(looser.price_min, looser.price_max)

    found = []
    for label, state_without in chips(selection, format_price):
        looser = replace(state_without, q="") if selection.rests else state_without
        if looser.is_empty:
            continue  # that is all there is, and has a button of its own
        if left := left_by(looser).bit_count():
            found.append((label, state_without.query(), left))
    return sorted(found, key=lambda offer: -offer[2])[:MOST_OFFERED]
