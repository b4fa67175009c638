"""The producer's products as a list: in parts with counts, found by words, code or number."""

from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from catalogue.models import Availability, Product, Publication
from catalogue.products.names import by_title
from marketplace.frame.folding import fold
from marketplace.sell.work import Part

LONGEST_ASKED = 80  # signs of a search
MOST_CHOICES = 40  # of a list to choose one from
SOLD = Q(publication=Publication.PUBLISHED)
GONE = Q(availability=Availability.SOLD_OUT, made_to_order=False)
# By name: the title, and which products are in it.
PARTS: dict[str, tuple[Any, Q]] = {
    "sold": (_("On sale"), SOLD & ~GONE),
    "out": (_("Sold out"), SOLD & GONE),
    "hidden": (_("Hidden"), Q(publication=Publication.HIDDEN)),
    "draft": (_("Draft"), Q(publication=Publication.DRAFT)),
    "withdrawn": (_("No longer sold"), Q(publication=Publication.WITHDRAWN)),
    "all": (_("All products"), Q()),
}
FIRST = "all"


def parts_of(products: QuerySet[Product], wanted: str) -> list[Part]:
    """All parts with their counts; one that is empty is left out unless it is asked for."""
    counts = products.order_by().aggregate(
        **{name: Count("pk", filter=where) for name, (_title, where) in PARTS.items() if where},
        all=Count("pk"),
    )
    shown = wanted if wanted in PARTS else FIRST
    return [
        Part(name, str(title), counts[name], name == shown)
        for name, (title, _where) in PARTS.items()
        if counts[name] or name in (shown, FIRST)
    ]


def products_in(products: QuerySet[Product], name: str) -> QuerySet[Product]:
    """The products of a part."""
    return products.filter(PARTS[name][1])


def matching(products: QuerySet[Product], asked: str) -> QuerySet[Product]:
    """Products by words of their texts, in any order and without marks, by code or by GTIN."""
    words = fold(asked).split()
    if not words:
        return products
    found = Q()
    for word in words:
        found &= Q(search_text__contains=word)
    digits = "".join(filter(str.isdecimal, asked))
    records = get_model("partner", "StockRecord").objects.filter(partner_sku__iexact=asked.strip())
    codes = Q(code__iexact=asked.strip()) | Q(pk__in=records.values("product"))
    if digits and not asked.strip(" -0123456789"):
        codes |= Q(gtin=digits.zfill(14))
    return products.filter(found | codes)


def stars_of(product: Product) -> int:
    """The stars that a product has today; 0 without."""
    until = product.ocop_valid_until
    return product.ocop_stars or 0 if until and until >= timezone.localdate() else 0


class Choices(NamedTuple):
    """Products to choose from: (key, title) of the first that fit, and whether there are more."""

    shown: list[tuple[int, str]]
    has_more: bool


def choices_of(products: QuerySet[Product], asked: str, chosen: int | None = None) -> Choices:
    """Offer a few of many products: those that fit the words, and the chosen one in any case.

    A list of all would be a page of its own where there are thousands.
    """
    rows = products.order_by(by_title(), "pk")
    found = list(matching(rows, asked).values_list("pk", "title")[: MOST_CHOICES + 1])
    shown = found[:MOST_CHOICES]
    if chosen is not None and chosen not in dict(shown):
        shown = [*rows.filter(pk=chosen).values_list("pk", "title"), *shown]
    return Choices(shown, len(found) > MOST_CHOICES or bool(asked))
