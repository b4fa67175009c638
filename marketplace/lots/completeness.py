"""What a lot's record still misses of the ten items that circular 02/2024/TT-BKHCN asks for.

The items are data (catalogue/origin/lots/data/minimum-items.json); whether each is there is told
here, with the page that mends it. "If any" items count as there when they do not apply.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from oscar.core.loading import get_model

import catalogue.origin.lots
from catalogue.origin.lots.steps import in_language
from catalogue.origin.models import Lot, LotAttachment, LotMaterial, TraceEvent

SOURCE = Path(catalogue.origin.lots.__file__).parent / "data" / "minimum-items.json"
# What the market itself records says nothing of how a thing was made.
NOT_STAGES = ("encoding", "shipping", "retail_selling", "holding")
SETS_THAT_KEEP = range(21, 27)  # crafts, plants, tourism: no shelf life


@dataclass(frozen=True)
class Item:
    """One item of the circular for one lot."""

    key: str
    name: str
    is_there: bool
    fix_url: str


@dataclass(frozen=True)
class Completeness:
    """How far a lot is; `items` in the circular's order."""

    source: str
    items: tuple[Item, ...]

    @property
    def done(self) -> int:
        return sum(item.is_there for item in self.items)

    @property
    def total(self) -> int:
        return len(self.items)

    @property
    def missing(self) -> list[Item]:
        return [item for item in self.items if not item.is_there]


@cache
def minimum() -> dict:
    return json.loads(SOURCE.read_text(encoding="utf-8"))


def with_facts(lots: QuerySet[Lot]) -> QuerySet[Any]:
    """Add to lots what the meter asks of other tables: one query whatever their number."""
    pictures = LotAttachment.objects.filter(
        lot=OuterRef("pk"), kind=LotAttachment.Kind.PICTURE, is_public=True
    )
    images = get_model("catalogue", "ProductImage").objects.filter(product=OuterRef("product"))
    stages = TraceEvent.objects.filter(
        lot=OuterRef("pk"), declares_error_of=None, error_declarations=None
    ).exclude(biz_step__in=NOT_STAGES)
    materials = LotMaterial.objects.filter(lot=OuterRef("pk")).exclude(where_from="", supplier="")
    return lots.select_related("product__producer", "product__ocop_set").annotate(
        has_picture=Exists(pictures) | Exists(images),
        has_stages=Exists(stages.exclude(step="")),
        has_materials=Exists(materials),
    )


CHECKS: dict[str, Callable[[Any], bool]] = {
    "name": lambda lot: bool(lot.product.title),
    "image": lambda lot: lot.has_picture,
    "maker": lambda lot: bool(lot.product.producer.name),
    "address": lambda lot: bool(lot.product.producer.address),
    "stages": lambda lot: lot.has_stages,
    "made_on": lambda lot: lot.made_on is not None,
    "code": lambda lot: bool(lot.product.code or lot.product.gtin) and bool(lot.number),
    "serial": lambda lot: lot.labels_issued > 0,
    "shelf_life": lambda lot: bool(lot.best_before) or keeps(lot),
    "standards": lambda lot: bool(lot.standards),
}


def keeps(lot: Lot) -> bool:
    """Tell whether a product has no shelf life by its kind."""
    ocop_set = lot.product.ocop_set
    return lot.product.shelf_life_days is None and bool(
        ocop_set and ocop_set.number in SETS_THAT_KEEP
    )


def fixes(lot: Lot) -> dict[str, str]:
    """The page that mends each item."""
    details, new_step = (
        reverse("lots:details", args=[lot.pk]),
        reverse("lots:step", args=[lot.pk]),
    )
    return {
        "name": reverse("sell:texts", args=[lot.product_id]),
        "image": reverse("lots:picture", args=[lot.pk]),
        "maker": reverse("lots:maker"),
        "address": reverse("lots:maker"),
        "stages": new_step,
        "made_on": details,
        "code": details,
        "serial": reverse("lots:labels", args=[lot.pk]),
        "shelf_life": details,
        "standards": details,
    }


def completeness_of(lot: Lot) -> Completeness:
    """Measure one lot that came through `with_facts`; asks nothing of the database."""
    links = fixes(lot)
    return Completeness(
        source=minimum()["source"],
        items=tuple(
            Item(row["key"], in_language(row), CHECKS[row["key"]](lot), links[row["key"]])
            for row in minimum()["items"]
        ),
    )
