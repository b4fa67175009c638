"""Goods of a recalled lot leave the stock, so that nobody orders them.

A stock record counts a product or a variant of it, not its lots. How many of them are of one lot
follows from the lot's chain: made, less what was sent or used up, plus what came back. Worked
example, two lots:

    lot A 50 made, 20 sent       30 left
    in stock                     45 (the rest is of lot B), 5 of them ordered
    A is recalled                30 taken: 15 in stock, 10 to be ordered

When fewer are in stock than are left of the lot (some were sold elsewhere, unnoted), all of it
is taken: better too little on sale than a recalled thing. The maker may count and set the stock
anew. Of a product with variants nobody knows which of them the lot became, so as many are taken of
each: one that has fewer loses all. Lots of raw material (counted in kilograms) and what is made to
order have no stock.
"""

from django.db import transaction
from django.db.models import F, Sum
from oscar.core.loading import get_model

from catalogue.origin.events import rules
from catalogue.origin.models import Lot
from catalogue.origin.models.lots import UnitOfMeasure
from catalogue.products.services import sync_stock
from marketplace.accounts.models import User
from marketplace.lots.models import Withdrawal


def left_of(lot: Lot) -> int:
    """How many sales units of a lot have not left; one query."""
    if lot.uom != UnitOfMeasure.PIECE:
        return 0
    return max(int(rules.balance_of(lot).left(lot)), 0)


def in_stock(lot: Lot) -> int:
    """How many of a lot's product are counted in stock, ordered ones among them."""
    if lot.product.made_to_order:
        return 0
    records = get_model("partner", "StockRecord").objects.filter(product=lot.product_id)
    return records.aggregate(sum=Sum("num_in_stock"))["sum"] or 0


def to_withdraw(lot: Lot) -> tuple[int, int]:
    """Give (left of the lot, how many of them a recall takes out of stock)."""
    left = left_of(lot)
    return left, min(left, in_stock(lot))


def withdrawal_of(lot: Lot) -> Withdrawal | None:
    """What the recall of a lot took out of stock; no query where the lot came with it."""
    return getattr(lot, "withdrawal", None)


@transaction.atomic
def withdraw(*, lot: Lot, by: User | None) -> Withdrawal:
    """Take what is left of a recalled, locked lot out of stock; once a lot."""
    known = Withdrawal.objects.filter(lot=lot).first()
    if known:
        return known
    records = get_model("partner", "StockRecord").objects
    left = left_of(lot)
    there = 0
    if not lot.product.made_to_order:
        own = records.select_for_update().filter(product=lot.product_id)
        for record in own.order_by("pk"):
            there += record.num_in_stock or 0
            taken = min(left, record.num_in_stock or 0)
            records.filter(pk=record.pk).update(num_in_stock=F("num_in_stock") - taken)
    if there and left:
        sync_stock([lot.product_id])
    return Withdrawal.objects.create(lot=lot, left=left, taken=min(left, there), by=by)
