"""Keep a product's copied columns true to where they come from."""

from collections.abc import Iterable
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from oscar.core.loading import get_model

from catalogue.models import Availability, Product, Publication
from catalogue.search.services import touch
from marketplace.files.sizes import await_sizes, waiting_names
from marketplace.frame.folding import fold

LANGUAGE_SUFFIXES = ("vi", "en", "ind")


class NotPublished(Exception):
    """A draft cannot be withdrawn: nobody has seen it yet."""


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

    Every product named has news, were it only how many are left: its page says that too.
    """
    product_ids = list(product_ids)
    records = (
        get_model("partner", "StockRecord")
        .objects.filter(product_id__in=product_ids)
        .values_list(
            "product_id",
            "price",
            "num_in_stock",
            "num_allocated",
            "product__made_to_order",
            "product__price",
            "product__availability",
        )
    )
    changed = []
    for pk, amount, in_stock, allocated, made_to_order, *known in records:
        availability = availability_of(
            made_to_order=made_to_order, in_stock=in_stock or 0, allocated=allocated or 0
        )
        price = int(amount) if amount is not None else None
        if known != [price, availability]:
            changed.append(
                Product(pk=pk, price=price, availability=availability, date_updated=timezone.now())
            )
    Product.objects.bulk_update(changed, ["price", "availability", "date_updated"])
    touch("product", product_ids)


def sync_cover(product_id: int) -> None:
    """Copy the name of a product's first picture onto it, of those whose sizes are drawn."""
    images = get_model("catalogue", "ProductImage").objects.filter(product_id=product_id)
    images = images.exclude(original__in=waiting_names())
    first = images.order_by("display_order", "pk").values_list("original", flat=True).first()
    Product.objects.filter(pk=product_id).update(cover=first or "")
    touch("product", [product_id])


@transaction.atomic
def set_price_and_stock(*, product: Product, price: int, in_stock: int) -> None:
    """Set what a product costs (dong) and how many there are; orders keep their holds.

    A product that has had neither gets both. Raises ValueError when fewer are in stock than
    orders already hold.
    """
    records = get_model("partner", "StockRecord").objects
    record = records.select_for_update().filter(product=product).first()
    if record is None:
        records.create(
            product=product,
            partner=get_model("partner", "Partner").objects.get(producer__products=product),
            partner_sku=product.code,
            price_currency="VND",
            price=price,
            num_in_stock=in_stock,
            num_allocated=0,
        )
        return
    if in_stock < (record.num_allocated or 0):
        raise ValueError("held")
    record.price, record.num_in_stock = price, in_stock
    record.save(update_fields=["price", "num_in_stock", "date_updated"])  # and the copies follow


@transaction.atomic
def publish_product(product: Product) -> None:
    """Show a product to strangers; the first time sets its date."""
    product.publication = Publication.PUBLISHED
    product.is_public = True
    product.published_on = product.published_on or timezone.now()
    product.search_text = search_text_of(product)
    product.save()


@transaction.atomic
def withdraw_product(product: Product) -> None:
    """Take a product off the shelves; its page and its origin code still answer.

    Doing it again changes nothing. Raises NotPublished.
    """
    locked = Product.objects.select_for_update(of=("self",)).get(pk=product.pk)
    if locked.publication == Publication.DRAFT:
        raise NotPublished
    if locked.publication == Publication.PUBLISHED:
        locked.publication = Publication.WITHDRAWN
        locked.save(update_fields=["publication", "date_updated"])
    product.publication = locked.publication


def add_picture(*, product: Product, file: File, caption: str = "", order: int = 0) -> Any:
    """Attach a picture; the queue draws the sizes that pages show, and then it is shown."""
    picture = get_model("catalogue", "ProductImage").objects.create(
        product=product, original=file, caption=caption, display_order=order
    )
    await_sizes(picture.original.name)
    return picture
