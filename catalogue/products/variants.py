"""Variants of a product: sizes, colours, packs, each with a stock record of its own.

    scarf, one record                        scarf 180.000 ₫, 10 in stock
    red, blue are proposed beside ivory      ivory takes over the record there is: 180.000 ₫, 10
                                             red, blue get records of their own
    blue is left out of a later proposal     its record loses its price and stays: orders name it
    blue is proposed again                   the same record, with a price

What a product shows of them follows its records (`services.sync_stock`): the lowest price that
can be had, the highest, and whether anything is there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from catalogue.models import Axis, Product, Variant
from catalogue.products import services

MOST_VARIANTS = 12
LANGUAGES = {"vi": "vi", "en": "en", "id": "ind"}  # to the suffix of the label's column
MOST_SIGNS = 255  # of an order line's title

# What is asked for where a variant is to be chosen, and what is said where none was.
ASKS = {
    Axis.SIZE: _("Please choose a size."),
    Axis.COLOUR: _("Please choose a colour."),
    Axis.PACK: _("Please choose a pack."),
    Axis.KIND: _("Please choose one of these."),
}


@dataclass(frozen=True)
class Told:
    """A variant as it is to be. `pk` is None of a new one, which `price` and `stock` are for.

    Of one that is there, price and stock stay what they are. `labels` by language; `weight_g`
    None: as the product.
    """

    labels: dict[str, str]
    pk: int | None = None
    price: int | None = None
    stock: int = 0
    code: str = ""
    weight_g: int | None = None
    picture: str = field(default="")  # the number of the product's picture, from 1


def named(title: str, record: Any) -> str:
    """Name goods with the variant that a stock record is of; no query where both came together."""
    variant = getattr(record, "variant", None)
    return with_label(title, variant.label) if variant else title


def with_label(title: str, label: str) -> str:
    """Put a title and a label together, within what an order line holds."""
    behind = f", {label}"
    return f"{title[: MOST_SIGNS - len(behind)]}{behind}"


def offered(product: Product) -> list[Variant]:
    """The variants that can be chosen, in their order, with their records; one query."""
    rows = product.variants.filter(retired_at=None).select_related("record")
    return list(rows.order_by("place", "pk"))


def picture_name(product: Product, record: Any) -> str:
    """The name of the picture that shows goods: the variant's own, else the product's first."""
    variant = getattr(record, "variant", None)
    picture = variant.picture if variant else None
    return str(picture.original) if picture else product.cover


def weight_of(product: Product, record: Any) -> int:
    """What one unit weighs with its packing, in grams."""
    variant = getattr(record, "variant", None)
    own = variant.weight_g if variant else None
    return product.weight_g if own is None else own


@transaction.atomic
def keep_variants(*, product: Product, axis: str, told: Sequence[Told]) -> None:
    """Give a product the variants that are told, in this order; others are offered no more.

    The first that a product gets takes over the record it has. Nothing told changes nothing.
    """
    if not told:
        return
    Product.objects.select_for_update(of=("self",)).get(pk=product.pk)
    first = services.locked_record(product)
    there = {each.pk: each for each in product.variants.select_related("record").order_by("pk")}
    by_label = {each.label_vi: each for each in there.values()}  # type: ignore[attr-defined]
    kept: set[int] = set()
    for place, each in enumerate(told):
        variant = there.get(each.pk or 0) or by_label.get(each.labels["vi"])
        if variant is None or variant.pk in kept:
            record = first if not there and not kept else new_record(product, first.partner, each)
            variant = Variant(product=product, record=record)
        elif not variant.is_offered:
            bring_back(variant, each)
        set_words(variant, axis, place, each)
        variant.save()
        set_code(variant, each.code)
        kept.add(variant.pk)
    retire(each for pk, each in there.items() if pk not in kept and each.is_offered)
    services.sync_stock([product.pk])


def set_words(variant: Variant, axis: str, place: int, told: Told) -> None:
    for language, suffix in LANGUAGES.items():
        setattr(variant, f"label_{suffix}", told.labels.get(language) or None)
    variant.axis, variant.place, variant.weight_g = axis, place, told.weight_g
    variant.retired_at = None
    variant.picture = picture_of(variant.product, told.picture)


def picture_of(product: Product, number: str) -> Any:
    """The picture of a product by its number, from 1; None where there is none of it."""
    if not number.isdecimal() or len(number) > 3 or number.strip("0") == "":
        return None
    return product.images.order_by("display_order", "pk")[int(number) - 1 :].first()


def new_record(product: Product, partner: Any, told: Told) -> Any:
    """Make a variant's stock record, its code the product's with a number behind until told."""
    records = get_model("partner", "StockRecord").objects
    return records.create(
        product=product,
        partner=partner,
        partner_sku=free_code(product, partner),
        price_currency="VND",
        price=told.price,
        num_in_stock=told.stock,
        num_allocated=0,
    )


def free_code(product: Product, partner: Any) -> str:
    """A code of the market's own: the product's with a number behind that is not used yet."""
    records = get_model("partner", "StockRecord").objects.filter(partner=partner)
    base = product.code or f"R{product.pk:06d}"
    taken = set(records.filter(partner_sku__startswith=base).values_list("partner_sku", flat=True))
    number = 1
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"


def set_code(variant: Variant, wanted: str) -> None:
    """Give a variant its maker's code; one that is used for something else changes nothing."""
    record = variant.record
    others = get_model("partner", "StockRecord").objects.filter(partner=record.partner)
    if wanted and not others.filter(partner_sku=wanted).exists():
        record.partner_sku = wanted
        record.save(update_fields=["partner_sku"])


def bring_back(variant: Variant, told: Told) -> None:
    """Offer a variant again at the price told, with so many beside what orders hold."""
    record = variant.record
    record.price = told.price
    record.num_in_stock = told.stock + (record.num_allocated or 0)
    record.save(update_fields=["price", "num_in_stock"])


def retire(variants: Iterable[Variant]) -> None:
    """Offer variants no more; their records stay for the orders that name them."""
    now = timezone.now()
    for variant in variants:
        variant.retired_at = now
        variant.save(update_fields=["retired_at"])
        variant.record.price = None
        variant.record.save(update_fields=["price"])
