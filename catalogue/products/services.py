"""Keep a product's copied columns true to where they come from."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from oscar.core.loading import get_model

from catalogue.models import Availability, Product, Publication
from catalogue.search.services import touch
from marketplace.files.sizes import await_sizes, waiting_names
from marketplace.frame.folding import fold
from marketplace.frame.many_rows import save_columns

LANGUAGE_SUFFIXES = ("vi", "en", "ind")


class NotPublished(Exception):
    """A draft cannot be withdrawn: nobody has seen it yet."""


class NotItsOwn(Exception):
    """The variant that was named is not one of the product, or offered no more."""


class WhichVariant(Exception):
    """A product with variants has no price or stock of its own; str() is a sentence."""

    def __str__(self) -> str:
        return gettext("This product has variants: price and stock belong to each of them.")


class StockIsHeld(Exception):
    """Fewer would be in stock than orders hold; str() is a sentence for the producer."""

    def __init__(self, held: int) -> None:
        super().__init__(held)
        self.held = held

    def __str__(self) -> str:
        return ngettext(
            "Orders already hold %(count)s of it; ship or cancel them first.",
            "Orders already hold %(count)s of them; ship or cancel them first.",
            self.held,
        ) % {"count": self.held}


class StockMoved(Exception):
    """What is in stock is not what the person saw; str() is a sentence for the producer."""

    def __init__(self, *, seen: int, now: int) -> None:
        super().__init__(seen, now)
        self.seen, self.now = seen, now

    def __str__(self) -> str:
        return gettext(
            "You saw %(seen)s in stock, meanwhile there are %(now)s. Nothing was changed: "
            "look, and count again."
        ) % {"seen": self.seen, "now": self.now}


def search_text_of(product: Product) -> str:
    """Gather what a buyer may type for this product, folded, all languages."""
    words = [product.code or "", product.gtin or ""]
    for field in ("title", "summary"):
        words += [getattr(product, f"{field}_{suffix}") or "" for suffix in LANGUAGE_SUFFIXES]
    if product.producer:
        words.append(product.producer.name)
    if product.village:
        words.append(product.village.name)
        words += [getattr(product.village, f"craft_{s}") or "" for s in LANGUAGE_SUFFIXES]
    if product.ocop_set:
        words += [getattr(product.ocop_set, f"name_{s}") or "" for s in LANGUAGE_SUFFIXES]
    return fold(" ".join(words))[:4000]


def availability_of(*, made_to_order: bool, in_stock: int, allocated: int) -> int:
    """Tell what a buyer can expect from the stock figures."""
    if made_to_order:
        return Availability.MADE_TO_ORDER
    return Availability.IN_STOCK if in_stock > allocated else Availability.SOLD_OUT


def sync_stock(product_ids: Iterable[int]) -> None:
    """Copy price and availability from the stock records onto their products.

    Of a product with variants: the lowest price of what is there, the highest, and whether
    anything is. Every product named has news, were it only how many are left: its page says that.
    """
    product_ids = list(product_ids)
    records = (
        get_model("partner", "StockRecord")
        .objects.filter(product_id__in=product_ids)
        .order_by("product_id", "pk")
        .values_list(
            "product_id",
            "price",
            "num_in_stock",
            "num_allocated",
            "product__made_to_order",
            "variant",
            "product__price",
            "product__highest_price",
            "product__availability",
        )
    )
    changed = []
    for pk, rows in groupby(records, key=itemgetter(0)):
        found = list(rows)
        shown = shown_of(Stock(*row[1:6]) for row in found)
        if found[0][6:] != shown:
            price, highest, availability = shown
            changed.append(
                Product(
                    pk=pk,
                    price=price,
                    highest_price=highest,
                    availability=availability,
                    date_updated=timezone.now(),
                )
            )
    save_columns(changed, ["price", "highest_price", "availability", "date_updated"])
    touch("product", product_ids)


class Stock(NamedTuple):
    """What a stock record says of a product, or of one of its variants."""

    price: Decimal | None
    in_stock: int | None
    allocated: int | None
    made_to_order: bool
    variant: int | None

    @property
    def availability(self) -> int:
        return availability_of(
            made_to_order=self.made_to_order,
            in_stock=self.in_stock or 0,
            allocated=self.allocated or 0,
        )


def shown_of(stock: Iterable[Stock]) -> tuple[int | None, int | None, int]:
    """Give a product's (price, highest price, availability) of its records.

    A variant without a price is not offered any more and counts for nothing, nor does a record
    beside variants that is none of them.
    """
    records = list(stock)
    variants = [record for record in records if record.variant is not None]
    if not variants:
        record = records[0]
        return None if record.price is None else int(record.price), None, record.availability
    offered = [record for record in variants if record.price is not None]
    there = [record for record in offered if record.availability != Availability.SOLD_OUT]
    prices = [int(record.price) for record in there or offered if record.price is not None]
    if not prices:
        return None, None, Availability.SOLD_OUT
    return min(prices), max(prices), max(record.availability for record in offered)


def sync_cover(product_id: int) -> None:
    """Copy the name of a product's first picture onto it, of those whose sizes are drawn."""
    images = get_model("catalogue", "ProductImage").objects.filter(product_id=product_id)
    images = images.exclude(original__in=waiting_names())
    first = images.order_by("display_order", "pk").values_list("original", flat=True).first()
    Product.objects.filter(pk=product_id).update(cover=first or "")
    touch("product", [product_id])


def locked_record(product: Product) -> Any:
    """Lock what a product's price and stock stand on; make it where there is none yet.

    Of a product with variants it is the first one's.
    """
    records = get_model("partner", "StockRecord").objects
    record = records.select_for_update().filter(product=product).order_by("pk").first()
    if record is not None:
        return record
    return records.create(
        product=product,
        partner=get_model("partner", "Partner").objects.get(producer__products=product),
        partner_sku=product.code,
        price_currency="VND",
        num_in_stock=0,
        num_allocated=0,
    )


def record_to_change(product: Product, record_id: int | None) -> Any:
    """Lock the record whose price or stock is to be set: the product's, or by key a variant's.

    Raises WhichVariant where a product has variants and none is named, NotItsOwn where the named
    one is another product's or offered no more.
    """
    first = locked_record(product)
    of = {each.record_id: each for each in product.variants.all()}
    if record_id is None:
        if of:
            raise WhichVariant
        return first
    records = get_model("partner", "StockRecord").objects.select_for_update()
    record = records.filter(pk=record_id, product=product).first()
    if record is None or (record.pk in of and not of[record.pk].is_offered):
        raise NotItsOwn
    return record


@transaction.atomic
def set_price(*, product: Product, price: int, record_id: int | None = None) -> int | None:
    """Set what a product or its variant costs, in dong; give what it cost before."""
    record = record_to_change(product, record_id)
    before = None if record.price is None else int(record.price)
    record.price = price
    record.save(update_fields=["price", "date_updated"])  # and the copies follow
    return before


@transaction.atomic
def set_lead_days(*, product: Product, days: int) -> None:
    """Say how many days a product takes that is made to order; 0 takes the word back."""
    if Product.objects.filter(pk=product.pk).exclude(lead_days=days).update(lead_days=days):
        touch("product", [product.pk])


@transaction.atomic
def change_stock(
    *, product: Product, by_how_many: int, record_id: int | None = None
) -> tuple[int, int]:
    """Add to what is in stock, or take away; orders keep their holds. Give (before, after).

    Raises StockIsHeld when fewer would be left than orders already hold.
    """
    record = record_to_change(product, record_id)
    before = record.num_in_stock or 0
    return before, keep_stock(record, before + by_how_many)


@transaction.atomic
def count_stock(
    *, product: Product, counted: int, seen: int, record_id: int | None = None
) -> tuple[int, int]:
    """Set what is in stock to what was counted, by who saw `seen`. Give (before, after).

    Raises StockMoved when it is no longer what was seen: orders went out meanwhile, or another
    changed it; and StockIsHeld as `change_stock` does.
    """
    record = record_to_change(product, record_id)
    before = record.num_in_stock or 0
    if before != seen:
        raise StockMoved(seen=seen, now=before)
    return before, keep_stock(record, counted)


def keep_stock(record: Any, in_stock: int) -> int:
    held = record.num_allocated or 0
    if in_stock < held:
        raise StockIsHeld(held)
    record.num_in_stock = in_stock
    record.save(update_fields=["num_in_stock", "date_updated"])  # and the copies follow
    return in_stock


@transaction.atomic
def publish_product(product: Product) -> None:
    """Show a product to strangers; the first time sets its date."""
    show(product)
    product.save()


def show(product: Product) -> None:
    """Set what makes a product be seen, for whoever saves it; its producer may hide it still."""
    now = timezone.now()
    if product.publication != Publication.HIDDEN:
        product.publication = Publication.PUBLISHED
    product.is_public = True
    product.published_on = product.published_on or now
    product.date_updated = now
    product.search_text = search_text_of(product)


@transaction.atomic
def withdraw_product(product: Product) -> None:
    """Take a product off the shelves; its page and its origin code still answer.

    Doing it again changes nothing. Raises NotPublished.
    """
    locked = Product.objects.select_for_update(of=("self",)).get(pk=product.pk)
    if locked.publication == Publication.DRAFT:
        raise NotPublished
    if locked.publication in (Publication.PUBLISHED, Publication.HIDDEN):
        locked.publication = Publication.WITHDRAWN
        locked.save(update_fields=["publication", "date_updated"])
    product.publication = locked.publication


def set_publication(products: Iterable[Product], publication: int) -> None:
    """Set where locked products stand, and have the shelf follow."""
    products = list(products)
    now = timezone.now()
    for product in products:
        product.publication, product.date_updated = publication, now
    save_columns(products, ["publication", "date_updated"])
    touch("product", [product.pk for product in products])


def add_picture(*, product: Product, file: File, caption: str = "", order: int = 0) -> Any:
    """Attach a picture; the queue draws the sizes that pages show, and then it is shown."""
    picture = get_model("catalogue", "ProductImage").objects.create(
        product=product, original=file, caption=caption, display_order=order
    )
    await_sizes(picture.original.name)
    return picture
