"""A state of the listing: what its address says, read and written."""

import math
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from urllib.parse import quote_plus

from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from catalogue.facts.kinds import FACETS as FACTS
from catalogue.facts.kinds import OCCASION
from catalogue.listing.occasions import occasions_of
from catalogue.listing.prices import prices_of
from catalogue.listing.stars import stars_of
from marketplace.frame.numbers import NotANumber, read_dong

MAX_QUERY = 200
MAX_PRICE = 10**12
MAX_VALUES = 60  # of one facet in one address

SORTS = {
    "recommended": _("Recommended"),
    "newest": _("Newest"),
    "price": _("Price, low to high"),
    "-price": _("Price, high to low"),
    "stars": _("OCOP stars"),
    "reviews": _("Best reviewed"),
    "near": _("Nearest"),
}
STARS = (5, 4, 3)
FACETS = (
    "stars",
    "group",
    "set",
    *FACTS,
    "province",
    "village",
    "producer",
    "stock",
    "made",
    "to",
    "until",
)
# What an address of the listing may say of its state.
PARAMETERS = ("q", *FACETS, "price_min", "price_max", "sort", "near")


@dataclass(frozen=True)
class ListingFilter:
    """A state of the listing. It is what its address says and nothing else."""

    q: str = ""
    stars: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    set: tuple[str, ...] = ()
    occasion: tuple[str, ...] = ()
    material: tuple[str, ...] = ()
    glaze: tuple[str, ...] = ()
    technique: tuple[str, ...] = ()
    colour: tuple[str, ...] = ()
    province: tuple[str, ...] = ()
    village: tuple[str, ...] = ()
    producer: tuple[str, ...] = ()
    stock: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    price_min: int | None = None
    price_max: int | None = None
    sort: str = "recommended"
    near: str = ""
    not_understood: tuple[str, ...] = field(default=(), compare=False)
    has_moved: bool = field(default=False, compare=False)

    @classmethod
    def from_query(cls, query: QueryDict, occasions: Container[str] = ()) -> "ListingFilter":
        """Read an address; what makes no sense is left out and named in `not_understood`.

        Stars, a price and one of `occasions` that its text names are chosen as filters; the state
        then `has_moved` to another address, its own.
        """
        bad: list[str] = []

        def choices(name: str, valid: Iterable[str] | None = None) -> tuple[str, ...]:
            found = []
            for value in dict.fromkeys(query.getlist(name)[:MAX_VALUES]):
                ok = value in valid if valid is not None else bool(value) and len(value) <= 80
                if ok:
                    found.append(value)
                elif value:
                    bad.append(name)
            return tuple(found)

        def price(name: str) -> int | None:
            text = query.get(name, "").strip()
            amount = amount_of(text)
            if text and amount is None:
                bad.append(name)
            return amount

        sort = query.get("sort", "recommended")
        if sort not in SORTS:
            bad.append("sort")
            sort = "recommended"
        near = query.get("near", "").strip()
        if near and point_of(near) is None and not (len(near) <= 80 and is_slug(near)):
            bad.append("near")
            near = ""
        if sort == "near" and not near:
            sort = "recommended"
        typed = " ".join(query.get("q", "").replace("\x00", "").split())[:MAX_QUERY]
        text, named = stars_of(typed)
        text, *said = prices_of(text)
        has_price = said != [None, None]
        text, meant = occasions_of(text, occasions)
        has_moved = bool(named or meant) or has_price
        low, high = price("price_min"), price("price_max")
        if low is None and high is None:
            low, high = said
        if low is not None and high is not None and low > high:
            low, high = high, low
        return cls(
            q=text if has_moved else typed,
            stars=tuple(dict.fromkeys((*choices("stars", {str(s) for s in STARS}), *named))),
            group=choices("group", {str(number) for number in range(1, 7)}),
            set=choices("set", {str(number) for number in range(1, 27)}),
            **{fact: choices(fact) for fact in FACTS}
            | {OCCASION: tuple(dict.fromkeys((*choices(OCCASION), *meant)))},
            village=choices("village"),
            producer=choices("producer"),
            stock=choices("stock", {"1"}),
            province=choices("province"),
            made=choices("made", {"1"}),
            to=choices("to", {"vn", "abroad", *(f"{code:02}" for code in range(1, 97))}),
            until=choices("until", {str(year) for year in range(2018, 2061)}),
            price_min=low,
            price_max=high,
            sort=sort,
            near=near if sort == "near" else "",
            not_understood=tuple(dict.fromkeys(bad)),
            has_moved=has_moved,
        )

    def query(self, **changes) -> str:
        """Write the address of this state, or of one with `changes`; no page number."""
        pairs = (replace(self, **changes) if changes else self).pairs()
        return "?" + urlencode(pairs) if pairs else "?"

    def pairs(self, *without: str) -> list[tuple[str, str]]:
        """List what a form carries along that sets the names in `without` itself."""
        found = [("q", self.q)] if self.q else []
        found += [(name, value) for name in FACETS for value in getattr(self, name)]
        for name in ("price_min", "price_max"):
            if getattr(self, name) is not None:
                found.append((name, str(getattr(self, name))))
        if self.sort != "recommended":
            found += [("sort", self.sort), ("near", self.near)]
        return [(name, value) for name, value in found if value and name not in without]

    def toggled(self, facet: str, value: str) -> str:
        """Write the address with one facet value put on or taken off."""
        values = getattr(self, facet)
        others = tuple(v for v in values if v != value)
        return self.query(**{facet: others if value in values else (*values, value)})

    def adder(self, facet: str) -> Callable[[str], str]:
        """Give what writes the address with one more value of a facet, quickly."""
        marked = self.query(**{facet: (*getattr(self, facet), "\0")})
        before, _mark, after = marked.partition("%00")
        return lambda value: f"{before}{quoted(value)}{after}"

    @property
    def is_empty(self) -> bool:
        return replace(self, sort="recommended", near="") == ListingFilter()


quoted = lru_cache(maxsize=8192)(quote_plus)


def amount_of(text: str) -> int | None:
    """Read a price that is asked for, as people write it; None when it is none, or not clear."""
    try:
        amount = read_dong(text)
    except NotANumber:
        return None
    return amount if 0 <= amount <= MAX_PRICE else None


def is_slug(text: str) -> bool:
    return text.isascii() and all(c.isalnum() or c in "-_" for c in text)


def point_of(text: str) -> tuple[float, float] | None:
    """Read "21.03,105.85" as degrees (latitude, longitude); None when it is no point."""
    parts = text.split(",")
    if len(parts) != 2 or len(text) > 40:
        return None
    try:
        latitude, longitude = map(float, parts)
    except ValueError:
        return None
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        return None
    if abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return latitude, longitude
