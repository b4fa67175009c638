"""What a producer may set at once: price and stock, of a product or of each of its variants."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from oscar.core.loading import get_model

from catalogue.models import Product, Publication, Variant


@dataclass(frozen=True)
class Offered:
    """A product, or a variant of it, with what its producer may set at once."""

    product: Product
    price: int | None
    in_stock: int | None
    held: int  # by orders
    variant: Variant | None = None
    code: str = ""  # of the stock record
    key: uuid.UUID = field(default_factory=uuid.uuid4)  # of the row's forms as they are shown

    @property
    def title(self) -> str:
        return f"{self.product.title}, {self.variant.label}" if self.variant else self.product.title

    @property
    def record_id(self) -> int | None:
        """The stock record of a variant; None for a product's own."""
        return self.variant.record_id if self.variant else None

    @property
    def is_sold(self) -> bool:
        return self.product.publication == Publication.PUBLISHED

    @property
    def is_hidden(self) -> bool:
        return self.product.publication == Publication.HIDDEN

    @property
    def is_withdrawn(self) -> bool:
        return self.product.publication == Publication.WITHDRAWN


def with_offers(products: QuerySet[Product]) -> QuerySet[Product]:
    """Read products with their stock records and variants: one query more."""
    records = get_model("partner", "StockRecord").objects.select_related("variant")
    return products.prefetch_related(Prefetch("stockrecords", records))


def offers_of(product: Product) -> list[Offered]:
    """Read what is offered of a product: its record, or those of its variants in their order.

    One without a record has nothing set yet.
    """
    rows = list(product.stockrecords.all())
    variants = [row for row in rows if getattr(row, "variant", None) and row.variant.is_offered]
    if variants:
        in_order = sorted(variants, key=lambda row: (row.variant.place, row.variant.pk))
        return [offer_of(product, row, row.variant) for row in in_order]
    if not rows:
        return [Offered(product, None, None, 0)]
    return [offer_of(product, min(rows, key=lambda row: row.pk), None)]


def offer_of(product: Product, record, variant: Variant | None) -> Offered:
    price = int(record.price) if record.price is not None else None
    held = record.num_allocated or 0
    return Offered(product, price, record.num_in_stock, held, variant, record.partner_sku)


def offered(product: Product, asked: str = "") -> Offered:
    """The offer that a page is about: the variant that is asked for, else the first.

    Raises Http404 for what is no variant of the product, or is offered no more.
    """
    offers = offers_of(product)
    if not asked:
        return offers[0]
    for each in offers:
        if each.variant and str(each.variant.pk) == asked:
            return each
    raise Http404


@dataclass(frozen=True)
class Together:
    """All that is offered of a product, summed for a row of a list."""

    offers: Sequence[Offered]

    @property
    def has_variants(self) -> bool:
        return self.offers[0].variant is not None

    @property
    def in_stock(self) -> int:
        return sum(each.in_stock or 0 for each in self.offers)

    @property
    def held(self) -> int:
        return sum(each.held for each in self.offers)

    @property
    def is_sold_out(self) -> bool:
        return all((each.in_stock or 0) <= each.held for each in self.offers)

    @property
    def prices(self) -> list[int]:
        return sorted({each.price for each in self.offers if each.price is not None})
