"""Price, stock and GTIN of a product: each change once, with who made it.

`record_id` names the variant whose price or stock it is; None for a product without any.

Stock is changed by how many came or went, so that two people and a sale at the same time all
count. Who counts the shelf anew says what was seen before; if that moved, nothing is written:

    10 in stock   page opened, 10 seen
     7 in stock   three go out
    7 or 10?      "12 counted, 10 seen" is refused, both are shown; "+2" makes 9
"""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction

from catalogue.models import Product, Variant
from catalogue.origin.codes.gtins import Licence, enter_gtin, remove_gtin
from catalogue.products import services
from marketplace.accounts.models import User
from marketplace.listings.models import OfferChange

What = OfferChange.What


def change_price(
    *, product: Product, price: int, by: User, key: UUID, record_id: int | None = None
) -> bool:
    """Set a price in dong; tell whether this form had not been sent before."""

    def change() -> tuple[int | None, int]:
        before = services.set_price(product=product, price=price, record_id=record_id)
        return before, price

    return change_once(product, What.PRICE, change, by, key, record_id)


def change_stock(
    *, product: Product, by_how_many: int, by: User, key: UUID, record_id: int | None = None
) -> bool:
    """Add to what is in stock, or take away. Raises StockIsHeld."""

    def change() -> tuple[int | None, int]:
        return services.change_stock(product=product, by_how_many=by_how_many, record_id=record_id)

    return change_once(product, What.STOCK, change, by, key, record_id)


def count_stock(
    *,
    product: Product,
    counted: int,
    seen: int,
    by: User,
    key: UUID,
    record_id: int | None = None,
) -> bool:
    """Set what is in stock by who saw `seen`. Raises StockMoved, StockIsHeld."""

    def change() -> tuple[int | None, int]:
        return services.count_stock(
            product=product, counted=counted, seen=seen, record_id=record_id
        )

    return change_once(product, What.STOCK, change, by, key, record_id)


def change_gtin(
    *, product: Product, gtin: str, licence: Licence | None, by: User, key: UUID
) -> bool:
    """Set a GTIN under its licence, or take it off without one. Raises GtinRefused."""

    def change() -> tuple[int | None, int]:
        if licence is None:
            return int(remove_gtin(product=product) or 0), 0
        before, now = enter_gtin(product=product, gtin=gtin, licence=licence)
        return int(before or 0), int(now)

    return change_once(product, What.GTIN, change, by, key)


@transaction.atomic
def change_once(
    product: Product,
    what: What,
    change: Callable[[], tuple[int | None, int]],
    by: User,
    key: UUID,
    record_id: int | None = None,
) -> bool:
    """Make a change and keep it with its maker, unless the form with this key has made it."""
    services.locked_record(product)  # a form sent twice at once comes one after the other
    if OfferChange.objects.filter(key=key).exists():
        return False
    before, after = change()
    if before != after:
        variant = Variant.objects.filter(record=record_id).first() if record_id else None
        OfferChange.objects.create(
            product=product,
            variant=variant,
            what=what,
            before=before,
            after=after,
            by=by,
            key=key,
        )
    return True


def is_far_off(price: int, before: int | None) -> bool:
    """Tell a price below half or above double of the last: perhaps a slip of the keys."""
    return before is not None and before > 0 and not before <= price * 2 <= before * 4
