"""The map of the site for search engines: what may be found, where, in which languages, how new.

An index names parts; a part names PER_PART things, each with its address in every language that
it is written in and, beside each, the same in the others (sitemaps.org, Google's hreflang). A
product or a producer stays in its part for ever: a part holds a range of keys, so that what is
withdrawn moves nothing else. No part asks more queries than another, however many rows there are.
Django's own maps ask an example domain of a table, and all rows for one part.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import DateTimeField, F, Max, Min, Q, QuerySet, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe
from wagtail.models import Page

from catalogue.certificates.models import RatedProduct
from catalogue.listing.shelf import current
from catalogue.listing.ways import occasions, sets
from catalogue.models import Product
from cms.events import EventIndexPage, EventPage
from cms.models import (
    HomePage,
    PlainPage,
    RoutePage,
    StoryIndexPage,
    StoryPage,
    VillageIndexPage,
    VillagePage,
)
from cms.shown import shown
from marketplace.frame.indexing import fallback
from marketplace.frame.page_cache import public_page
from marketplace.producers.models import SELLING, Producer

PER_PART = 100  # things: three languages make 300 addresses of it, and a page that is kept
MOST_PARTS = 50_000  # of an index (sitemaps.org)
LANGUAGES = [code for code, _name in settings.LANGUAGES]
SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
XHTML = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'


class Thing(NamedTuple):
    """What stands on the map: its path in each language it is written in, when it changed."""

    paths: dict[str, str]
    changed: datetime | None = None


class Kind(NamedTuple):
    """A kind of things: which parts it has with their last change, and what is in one."""

    parts: Callable[[], Iterable[tuple[int, datetime | None]]]
    things: Callable[[int], Iterable[Thing]]


def in_each_language(path: str) -> dict[str, str]:
    """The paths of what is at the same place in every language.

    >>> in_each_language("/vi/producers/")["en"]
    '/en/producers/'
    """
    return {code: f"/{code}{path[3:]}" for code in LANGUAGES}


def by_key(
    rows: Callable[[], QuerySet], changed: str, path: Callable[[dict[str, Any]], str], *read: str
) -> Kind:
    """Rows of a table, in parts by ranges of their keys."""

    def parts() -> Iterable[tuple[int, datetime | None]]:
        counted = rows().order_by().values(part=F("pk") / PER_PART)
        return counted.annotate(last=Max(changed)).order_by("part").values_list("part", "last")

    def things(number: int) -> Iterator[Thing]:
        first = number * PER_PART
        found = rows().filter(pk__gte=first, pk__lt=first + PER_PART).order_by("pk")
        for row in found.values("pk", *read, last=F(changed)):
            yield Thing(in_each_language(path(row)), row["last"])

    return Kind(parts, things)


def products() -> QuerySet[Product]:
    return Product.objects.rewrite(False).published().filter(price__isnull=False)


def product_path(row: dict[str, Any]) -> str:
    return reverse("catalogue:detail", args=[row["slug"], row["pk"]])


def producers() -> QuerySet[Producer]:
    return Producer.objects.filter(SELLING)


def producer_path(row: dict[str, Any]) -> str:
    return reverse("producers:detail", args=[row["slug"]])


def rated_products() -> QuerySet[RatedProduct]:
    """What the register has a page of; it tells no day of its last change."""
    rows = RatedProduct.objects.filter(Q(product=None) | Q(product__publication__gt=0))
    return rows.annotate(changed=Value(None, output_field=DateTimeField()))


def record_path(row: dict[str, Any]) -> str:
    return reverse("ocop:record", args=[row["code"]])


def of_pages(*models: type[Page], more: Callable[[], list[Thing]] = list) -> Kind:
    """Pages that editors write, each with its translations; `more` stands before the first."""

    def keys() -> list[tuple[Any, datetime | None]]:
        found = shown(Page.objects.type(*models)).order_by().values("translation_key")
        found = found.annotate(first=Min("pk"), last=Max("last_published_at"))
        return list(found.order_by("first").values_list("translation_key", "last"))

    def parts() -> Iterator[tuple[int, datetime | None]]:
        rows = keys()
        for start in range(0, len(rows), PER_PART):
            days = [last for _key, last in rows[start : start + PER_PART] if last]
            yield start // PER_PART, max(days, default=None)

    def things(number: int) -> list[Thing]:
        start = number * PER_PART
        rows = keys()[start : start + PER_PART]
        paths: dict[Any, dict[str, str]] = {key: {} for key, _last in rows}
        pages = shown(Page.objects.filter(translation_key__in=paths)).select_related("locale")
        for page in pages:
            if path := page.get_url():
                paths[page.translation_key][page.locale.language_code] = path
        found = [Thing(paths[key], last) for key, last in rows if paths[key]]
        return [*(more() if number == 0 else []), *found]

    return Kind(parts, things)


def ways() -> list[Thing]:
    """Lists of goods, makers, certificates; the goods of each group, set and occasion."""
    listing, makers = reverse("catalogue:index"), reverse("producers:index")
    found = [listing, makers, reverse("ocop:index"), reverse("ocop:check")]
    for section in sets(current()):
        found += [section.heading.path, *(way.path for way in section.ways)]
    found += [way.path for way in occasions(current())]
    return [Thing(in_each_language(path)) for path in found]


KINDS: dict[str, Kind] = {
    "standard": of_pages(
        HomePage, VillageIndexPage, StoryIndexPage, EventIndexPage, PlainPage, more=ways
    ),
    "villages": of_pages(VillagePage),
    "stories": of_pages(StoryPage),
    "events": of_pages(EventPage),
    "routes": of_pages(RoutePage),
    "producers": by_key(producers, "verified_at", producer_path, "slug"),
    "products": by_key(products, "date_updated", product_path, "slug"),
    "register": by_key(rated_products, "changed", record_path, "code"),
}


@public_page
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Name the parts of the map."""
    lines = []
    for name, kind in KINDS.items():
        for number, last in kind.parts():
            address = f"{settings.SITE_URL}{reverse('sitemap-part', args=[name, number])}"
            lines.append(f"<sitemap><loc>{escape(address)}</loc>{day(last)}</sitemap>")
    return xml(f"<sitemapindex {SITEMAP}>", lines[:MOST_PARTS], "</sitemapindex>")


@public_page
@require_safe
def part(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """Name what is in a part of the map."""
    kind = KINDS.get(name)
    if kind is None or number > MOST_PARTS:
        raise Http404
    with override(settings.LANGUAGE_CODE):
        lines = [line for thing in kind.things(number) for line in told(thing)]
    if not lines:
        raise Http404
    return xml(f"<urlset {SITEMAP} {XHTML}>", lines, "</urlset>")


def told(thing: Thing) -> Iterator[str]:
    """A line for each language of a thing, with its siblings."""
    whole = {code: escape(settings.SITE_URL + path) for code, path in thing.paths.items()}
    others = [f'<xhtml:link rel="alternate" hreflang="{c}" href="{u}"/>' for c, u in whole.items()]
    if last := whole.get(fallback(list(whole))):
        others.append(f'<xhtml:link rel="alternate" hreflang="x-default" href="{last}"/>')
    siblings = "".join(others) if len(whole) > 1 else ""
    for address in whole.values():
        yield f"<url><loc>{address}</loc>{day(thing.changed)}{siblings}</url>"


def day(moment: datetime | None) -> str:
    return f"<lastmod>{moment.isoformat(timespec='seconds')}</lastmod>" if moment else ""


def xml(first: str, lines: Sequence[str], last: str) -> HttpResponse:
    text = "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', first, *lines, last, ""])
    return HttpResponse(text, content_type="application/xml; charset=utf-8")
