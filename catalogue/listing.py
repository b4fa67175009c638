"""What the listing shows: the filter that an address spells, its products, its counts.

Every facet's counts are computed with the other facets applied. With the text and the
price applied, products fall into cells of equal values of all facets
(CELL_COLUMNS); one query counts the cells, and a facet's count for a value is the sum of the
cells that have the value and match the other facets. Example, filter stars=4, group=4:

    cell (4 stars, group 4, 10 products), (4, 1, 7), (3, 4, 5), (none, 4, 2)
    facet stars counts over group=4 only:  4 -> 10, 3 -> 5
    facet group counts over stars=4 only:  4 -> 10, 1 -> 7
    the listing itself: 10
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db.models import Case, Count, F, IntegerField, Q, Value, When
from django.db.models.functions import ExtractYear
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from catalogue.managers import OcopProductQuerySet, stars_valid
from catalogue.models import Availability, OcopGroup, OcopSet, Product
from catalogue.places.models import Province, Village
from catalogue.search.services import Found

PER_PAGE = 24
MAX_QUERY = 200
MAX_PRICE = 10**12

SORTS = {
    "recommended": (_("Recommended"), ("-in_stock", "-stars_now", "-published_on", "-pk")),
    "newest": (_("Newest"), ("-published_on", "-pk")),
    "price": (_("Price, low to high"), ("price", "pk")),
    "-price": (_("Price, high to low"), ("-price", "-pk")),
    "stars": (_("OCOP stars"), ("-stars_now", "-published_on", "-pk")),
    "reviews": (_("Best reviewed"), (F("rating").desc(nulls_last=True), "-published_on", "-pk")),
    "name": (_("Name"), ("title", "pk")),
}

STARS = (5, 4, 3)
FACETS = ("stars", "group", "set", "province", "village", "producer", "stock", "made", "until")
# Each facet's column in a cell. A made-to-order product counts as in stock, too.
CELL_COLUMNS = (
    "stars_now",
    "ocop_group__number",
    "ocop_set__number",
    "commune__province__code",
    "village__slug",
    "producer__slug",
    "in_stock",
    "is_made",
    "until_year",
)
MOST_PRODUCERS = 60
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


@dataclass(frozen=True)
class ListingFilter:
    """A state of the listing. It is what its address says and nothing else."""

    q: str = ""
    stars: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    set: tuple[str, ...] = ()
    province: tuple[str, ...] = ()
    village: tuple[str, ...] = ()
    producer: tuple[str, ...] = ()
    stock: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    price_min: int | None = None
    price_max: int | None = None
    sort: str = "recommended"
    not_understood: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def from_query(cls, query: QueryDict) -> "ListingFilter":
        """Read an address; what makes no sense is left out and named in `not_understood`."""
        bad: list[str] = []

        def choices(name: str, valid: Iterable[str] | None = None) -> tuple[str, ...]:
            found = []
            for value in dict.fromkeys(query.getlist(name)[:60]):
                ok = value in valid if valid is not None else bool(value) and len(value) <= 80
                if ok:
                    found.append(value)
                elif value:
                    bad.append(name)
            return tuple(found)

        def price(name: str) -> int | None:
            text = query.get(name, "").strip().replace(".", "").replace(",", "")
            if not text:
                return None
            if not (text.isascii() and text.isdigit()) or int(text[:20]) > MAX_PRICE:
                bad.append(name)
                return None
            return int(text)

        sort = query.get("sort", "recommended")
        if sort not in SORTS:
            bad.append("sort")
            sort = "recommended"
        low, high = price("price_min"), price("price_max")
        if low is not None and high is not None and low > high:
            low, high = high, low
        return cls(
            q=" ".join(query.get("q", "").replace("\x00", "").split())[:MAX_QUERY],
            stars=choices("stars", {str(stars) for stars in STARS}),
            group=choices("group", {str(number) for number in range(1, 7)}),
            set=choices("set", {str(number) for number in range(1, 27)}),
            village=choices("village"),
            producer=choices("producer"),
            stock=choices("stock", {"1"}),
            province=choices("province"),
            made=choices("made", {"1"}),
            until=choices("until", {str(year) for year in range(2018, 2061)}),
            price_min=low,
            price_max=high,
            sort=sort,
            not_understood=tuple(dict.fromkeys(bad)),
        )

    def query(self, **changes) -> str:
        """Write the address of this state, or of one with `changes`; no page number."""
        state = replace(self, **changes)
        pairs: list[tuple[str, object]] = []
        if state.q:
            pairs.append(("q", state.q))
        for name in FACETS:
            pairs += [(name, value) for value in getattr(state, name)]
        for name in ("price_min", "price_max"):
            if getattr(state, name) is not None:
                pairs.append((name, getattr(state, name)))
        if state.sort != "recommended":
            pairs.append(("sort", state.sort))
        return "?" + urlencode(pairs) if pairs else "?"

    def pairs_without_price_and_sort(self) -> list[tuple[str, str]]:
        """List what a form that sets price or order carries along."""
        pairs = [("q", self.q)] if self.q else []
        return pairs + [(name, value) for name in FACETS for value in getattr(self, name)]

    def toggled(self, facet: str, value: str) -> str:
        """Write the address with one facet value put on or taken off."""
        values = getattr(self, facet)
        others = tuple(v for v in values if v != value)
        return self.query(**{facet: others if value in values else (*values, value)})

    @property
    def is_empty(self) -> bool:
        return replace(self, sort="recommended") == ListingFilter()


def matching(listing_filter: ListingFilter, found: Found | None = None) -> OcopProductQuerySet:
    """Products that fit the text (already looked up) and the price, whatever the facets."""
    products = Product.objects.published().filter(price__isnull=False)
    if found is not None:
        products = products.filter(pk__in=found.matches)
    elif listing_filter.q:
        return Product.objects.none()
    if listing_filter.price_min is not None:
        products = products.filter(price__gte=listing_filter.price_min)
    if listing_filter.price_max is not None:
        products = products.filter(price__lte=listing_filter.price_max)
    return products


def with_order_columns(products: OcopProductQuerySet) -> OcopProductQuerySet:
    """Add what sorting and counting need: stars that are true today, and stock as 0 or 1."""
    return products.annotate(
        stars_now=Case(
            When(stars_valid(), then=F("ocop_stars")),
            default=Value(0),
            output_field=IntegerField(),
        ),
        in_stock=Case(
            When(availability=Availability.SOLD_OUT, then=Value(0)),
            default=Value(1),
            output_field=IntegerField(),
        ),
        is_made=Case(
            When(availability=Availability.MADE_TO_ORDER, then=Value(1)),
            default=Value(0),
            output_field=IntegerField(),
        ),
        until_year=Case(
            When(stars_valid(), then=ExtractYear("ocop_valid_until")),
            default=Value(0),
            output_field=IntegerField(),
        ),
    )


def listed(listing_filter: ListingFilter, found: Found | None = None) -> OcopProductQuerySet:
    """The products of a state of the listing, in its order."""
    products = with_order_columns(matching(listing_filter, found))
    return faceted(products, listing_filter).order_by(*SORTS[listing_filter.sort][1])


def faceted(products: OcopProductQuerySet, listing_filter: ListingFilter) -> OcopProductQuerySet:
    """Keep what every chosen facet has."""
    if listing_filter.stars:
        products = products.filter(stars_valid(), ocop_stars__in=map(int, listing_filter.stars))
    if listing_filter.group:
        products = products.filter(ocop_group__number__in=map(int, listing_filter.group))
    if listing_filter.set:
        products = products.filter(ocop_set__number__in=map(int, listing_filter.set))
    if listing_filter.village:
        products = products.filter(village__slug__in=listing_filter.village)
    if listing_filter.producer:
        products = products.filter(producer__slug__in=listing_filter.producer)
    if listing_filter.province:
        products = products.filter(commune__province__code__in=listing_filter.province)
    if listing_filter.stock:
        products = products.filter(~Q(availability=Availability.SOLD_OUT))
    if listing_filter.made:
        products = products.filter(availability=Availability.MADE_TO_ORDER)
    if listing_filter.until:
        products = products.filter(
            stars_valid(), ocop_valid_until__year__in=map(int, listing_filter.until)
        )
    return products


def by_relevance(listing_filter: ListingFilter, found: Found) -> list[int]:
    """Keys of the listed products, the best match of the text first; the first thousand."""
    allowed = set(
        listed(listing_filter, found)
        .order_by()
        .filter(pk__in=found.ranked)
        .values_list("pk", flat=True)
    )
    return [pk for pk in found.ranked if pk in allowed]


@dataclass(frozen=True)
class FacetValue:
    """One choice of a facet with what choosing it would leave."""

    value: str
    label: str
    count: int
    is_on: bool
    url: str


@dataclass(frozen=True)
class Counts:
    """How many products there are, in all and per facet value."""

    total: int
    by_facet: dict[str, Counter]


def count_cells(listing_filter: ListingFilter, found: Found | None = None) -> Counts:
    """Count the listing and every facet, each with the others applied, with one query."""
    rows = (
        with_order_columns(matching(listing_filter, found))
        .order_by()
        .values_list(*CELL_COLUMNS)
        .annotate(products=Count("pk"))
    )
    chosen = [set(getattr(listing_filter, name)) for name in FACETS]
    by_facet: dict[str, Counter] = {name: Counter() for name in FACETS}
    total = 0
    for *values, products in rows:
        cell = ["" if value is None else str(value) for value in values]
        misses = [
            position
            for position, value in enumerate(cell)
            if chosen[position] and value not in chosen[position]
        ]
        if not misses:
            total += products
            for name, value in zip(FACETS, cell, strict=True):
                by_facet[name][value] += products
        elif len(misses) == 1:
            by_facet[FACETS[misses[0]]][cell[misses[0]]] += products
    return Counts(total, by_facet)


@dataclass(frozen=True)
class PriceBar:
    """A bar of the price histogram: its ends in dong (None: open), its count, its height."""

    low: int
    high: int | None
    count: int
    percent: int
    is_in: bool


def price_bars(listing_filter: ListingFilter, found: Found | None = None) -> list[PriceBar]:
    """Count products by price with every filter but the price applied; one query."""
    free = replace(listing_filter, price_min=None, price_max=None)
    step = Case(
        *(When(price__lt=high, then=Value(n)) for n, high in enumerate(PRICE_STEPS)),
        default=Value(len(PRICE_STEPS)),
        output_field=IntegerField(),
    )
    counted = dict(
        faceted(with_order_columns(matching(free, found)), free)
        .order_by()
        .annotate(step=step)
        .values_list("step")
        .annotate(products=Count("pk"))
    )
    most = max(counted.values(), default=0)
    lows, highs = (0, *PRICE_STEPS), (*PRICE_STEPS, None)
    wanted_low = listing_filter.price_min or 0
    wanted_high = listing_filter.price_max
    return [
        PriceBar(
            low,
            high,
            counted.get(n, 0),
            round(100 * counted.get(n, 0) / most) if most else 0,
            (high is None or high > wanted_low) and (wanted_high is None or low <= wanted_high),
        )
        for n, (low, high) in enumerate(zip(lows, highs, strict=True))
    ]


def facet_values(listing_filter: ListingFilter, counts: Counts) -> dict[str, list[FacetValue]]:
    """Name every facet value that counts something or is chosen; four queries for names."""
    from marketplace.producers.models import Producer

    def values(facet: str, labels: Iterable[tuple[str, str]]) -> list[FacetValue]:
        on = getattr(listing_filter, facet)
        return [
            FacetValue(
                value,
                label,
                counts.by_facet[facet][value],
                value in on,
                listing_filter.toggled(facet, value),
            )
            for value, label in labels
            if counts.by_facet[facet][value] or value in on
        ]

    def named(facet: str, model, key: str) -> list[tuple[str, str]]:
        """The names of the values that count most, and of the chosen ones."""
        top = [v for v, _n in counts.by_facet[facet].most_common(MOST_PRODUCERS) if v]
        wanted = {*top, *getattr(listing_filter, facet)}
        names = dict(model.objects.filter(**{f"{key}__in": wanted}).values_list(key, "name"))
        ranked = sorted(names, key=lambda v: (-counts.by_facet[facet][v], names[v]))
        return [(value, names[value]) for value in ranked]

    return {
        "stars": values(
            "stars", [(str(s), _("OCOP %(stars)d stars") % {"stars": s}) for s in STARS]
        ),
        "group": values("group", [(str(g.number), g.name) for g in OcopGroup.objects.all()]),
        "set": values("set", [(str(s.number), s.name) for s in OcopSet.objects.all()]),
        "province": values("province", named("province", Province, "code")),
        "village": values("village", named("village", Village, "slug")),
        "producer": values("producer", named("producer", Producer, "slug")),
        "stock": values("stock", [("1", _("In stock"))]),
        "made": values("made", [("1", _("Made to order"))]),
        "until": values(
            "until",
            [
                (year, _("to %(year)s") % {"year": year})
                for year in sorted(set(counts.by_facet["until"]) | set(listing_filter.until))
                if year not in ("", "0")
            ],
        ),
    }


def chips(
    listing_filter: ListingFilter, facets: dict[str, list[FacetValue]], format_price
) -> list[tuple[str, str]]:
    """List what is filtered as (label, address without it)."""
    found = []
    if listing_filter.q:
        found.append((f"“{listing_filter.q}”", listing_filter.query(q="")))
    for name in FACETS:
        found += [(str(value.label), value.url) for value in facets[name] if value.is_on]
    if listing_filter.price_min is not None:
        label = _("from %(price)s") % {"price": format_price(listing_filter.price_min)}
        found.append((label, listing_filter.query(price_min=None)))
    if listing_filter.price_max is not None:
        label = _("up to %(price)s") % {"price": format_price(listing_filter.price_max)}
        found.append((label, listing_filter.query(price_max=None)))
    return found
