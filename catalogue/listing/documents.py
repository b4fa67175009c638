"""What of the catalogue search finds."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import OuterRef
from django.utils import timezone, translation

from catalogue.certificates.models import Certificate
from catalogue.facts.kinds import LANGUAGES, OCCASION
from catalogue.facts.models import ProductFact
from catalogue.listing.occasion_pages import occasion_words, page_of
from catalogue.listing.occasions import NAMES
from catalogue.models import Availability, OcopSet, Product, Variant
from catalogue.places.models import Village
from catalogue.places.pages import village_path
from catalogue.search.query import as_kind, glued
from catalogue.search.services import Document, source
from marketplace.frame.prepared import JsonRows

# Who looks for peanuts does not mean what warns of them, nor what every pack says; occasions are
# chosen as a filter (catalogue/listing/occasions.py).
NOT_SOUGHT = ("allergens", "warning", "use", "storage", "care", OCCASION)


def texts(thing, field: str) -> dict[str, str]:
    """A translated field by language, without the empty ones."""
    found = {code: getattr(thing, f"{field}_{suffix}", "") or "" for code, suffix in LANGUAGES}
    return {code: text for code, text in found.items() if text}


def paths_of(thing) -> dict[str, str]:
    found = {}
    for code, _suffix in LANGUAGES:
        with translation.override(code):
            found[code] = thing.get_absolute_url()
    return found


def everywhere(path: str) -> dict[str, str]:
    return {code: f"/{code}/{path}" for code, _suffix in LANGUAGES}


@source("product")
def products(pks: Iterable[int] | None) -> Iterator[Document]:
    found = Product.objects.published().filter(price__isnull=False)
    if pks is not None:
        found = found.filter(pk__in=list(pks))
    found = found.select_related("producer", "village", "ocop_set", "ocop_group")
    found = found.annotate(told=told_words(), to_choose=variants_of())
    batch: list[Any] = []  # products with what they tell
    for product in found.order_by("pk").iterator(500):
        batch.append(product)
        if len(batch) == 500:
            yield from described(batch)
            batch = []
    yield from described(batch)


def described(batch: list[Any]) -> Iterator[Document]:
    decisions: dict[int, list[str]] = {}
    for pk, number in Certificate.objects.filter(product__in=[p.pk for p in batch]).values_list(
        "product_id", "decision_number"
    ):
        decisions.setdefault(pk, []).append(number)
    for product in batch:
        body = [*texts(product, "summary").values(), product.producer.name]
        if product.village:
            name = product.village.name
            body += [name, glued(name), *texts(product.village, "craft").values()]
        for ocop_class in filter(None, (product.ocop_set, product.ocop_group)):
            body += map(as_kind, texts(ocop_class, "name").values())
        body += [text for row in json.loads(product.told or "[]") for text in row if text]
        variants = json.loads(product.to_choose or "[]")
        body += [text for _code, *labels in variants for text in labels if text]
        is_valid = product.ocop_valid_until and product.ocop_valid_until >= timezone.localdate()
        yield Document(
            kind="product",
            object_pk=product.pk,
            titles=texts(product, "title") or {"vi": product.title},
            paths=paths_of(product),
            body=" ".join(body),
            codes=(
                product.code or "",
                *gtins_of(product.gtin or ""),
                *(code for code, *_labels in variants if code),
                *decisions.get(product.pk, ()),
            ),
            weight=(0 if product.availability == Availability.SOLD_OUT else 10)
            + (product.ocop_stars if is_valid and product.ocop_stars else 0),
        )


def told_words() -> JsonRows:
    """The words of a product's facts in all languages, for the query around."""
    rows = ProductFact.objects.rewrite(False).filter(product=OuterRef("pk"))
    columns = [f"{name}_{suffix}" for name in ("word__name", "text") for _code, suffix in LANGUAGES]
    return JsonRows(rows.exclude(fact__in=NOT_SOUGHT).order_by("pk"), *columns)


def variants_of() -> JsonRows:
    """The variants of a product that are offered, with code and names, for the query around."""
    rows = Variant.objects.rewrite(False).filter(product=OuterRef("pk"), retired_at=None)
    labels = [f"label_{suffix}" for _code, suffix in LANGUAGES]
    return JsonRows(rows.order_by("place", "pk"), "record__partner_sku", *labels)


def gtins_of(gtin: str) -> tuple[str, ...]:
    """A GTIN as it is kept, and as packages print it: with 14 digits, and without zeros before."""
    return (gtin, gtin.zfill(14), gtin.lstrip("0")) if gtin else ()


@source("village")
def villages(pks: Iterable[int] | None) -> Iterator[Document]:
    found = Village.objects.all()
    if pks is not None:
        found = found.filter(pk__in=list(pks))
    for village in found:
        yield Document(
            kind="village",
            object_pk=village.pk,
            titles={"vi": village.name},
            paths={code: village_path(village.slug, code) for code, _suffix in LANGUAGES},
            body=" ".join([*texts(village, "craft").values(), *texts(village, "summary").values()]),
            weight=20,
        )


@source("set")
def sets(pks: Iterable[int] | None) -> Iterator[Document]:
    found = OcopSet.objects.all()
    if pks is not None:
        found = found.filter(pk__in=list(pks))
    for ocop_set in found:
        yield Document(
            kind="set",
            object_pk=ocop_set.pk,
            titles=texts(ocop_set, "name"),
            paths=everywhere(f"products/?set={ocop_set.number}"),
            body="",
            weight=15,
        )


@source("occasion")
def occasions(pks: Iterable[int] | None) -> Iterator[Document]:
    """Occasions with what shoppers call them, so that "quà" suggests their pages."""
    found = occasion_words() if pks is None else occasion_words().filter(pk__in=list(pks))
    for word in found:
        told = {}
        for code, _suffix in LANGUAGES:
            with translation.override(code):
                told[code] = page_of(word)
        yield Document(
            kind="occasion",
            object_pk=word.pk,
            titles={code: page.title for code, page in told.items()},
            paths={code: page.path for code, page in told.items()},
            body=" ".join([*texts(word, "name").values(), *NAMES.get(word.code, ())]),
            weight=25,
        )
