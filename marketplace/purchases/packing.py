"""What of an order is still to be packed, and what a parcel's buyer pays at the door.

Worked example: 3 vases for 100 000 ₫ and delivery 22 000 ₫, in cash, 2 sent at first.

    left of the order          1 vase: it stays "to pack"
    cash of the first parcel   F(2) = 66 666 and the delivery 22 000    88 666
    cash of the second         F(3) - F(2)                              33 334

The sums stay what they are from the moment a parcel is sent, whichever arrives first: its label
is printed. What is booked at the door is the same sum (marketplace.aftersale.cash); how units are
counted and who is asked for the delivery: worth.py.

All is counted from rows that were read with the orders (`with_goods`), so a list costs the same
however long it is.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db.models import Prefetch, QuerySet
from oscar.core.loading import get_model

from catalogue.products import variants
from marketplace.purchases.models import Parcel, ParcelLine, Reversal
from marketplace.purchases.worth import (
    delivery_due,
    is_in_cash,
    worth_if_sent,
    worth_of_parcel,
)


def lines_with_goods() -> QuerySet:
    """Lines of orders with their products and variants; one query."""
    lines = get_model("order", "Line").objects
    return lines.select_related("product", "stockrecord__variant__picture")


def with_goods(orders: QuerySet) -> QuerySet:
    """Read orders with all that is counted here: lines, parcels, what was taken back."""
    lines = ParcelLine.objects.select_related("lot")
    return orders.prefetch_related(
        Prefetch("lines", lines_with_goods()),
        Prefetch("parcels__lines", lines),
        "reversals__lines",
    )


def left_of(order: Any) -> dict[int, int]:
    """Give, by line id, how many of an order are neither sent nor cancelled; none left is none.

    The same as `services.left_to_send`, which asks the database under the order's lock.
    """
    gone: Counter[int] = Counter()
    for parcel in order.parcels.all():
        gone.update({row.line_id: row.quantity for row in parcel.lines.all()})
    for reversal in order.reversals.all():
        if reversal.cause == Reversal.Cause.CANCELLED:
            gone.update({row.line_id: row.quantity for row in reversal.lines.all()})
    left = {line.pk: line.quantity - gone[line.pk] for line in lines_of(order)}
    return {pk: units for pk, units in left.items() if units > 0}


def lines_of(order: Any) -> list[Any]:
    return sorted(order.lines.all(), key=lambda line: line.pk)


def cash_for(order: Any, units: Mapping[int, int]) -> int:
    """Dong to be taken at the door for a parcel that would go now; 0 for what is paid."""
    if not order.purchase.is_placed:
        return 0
    return sum(worth_if_sent(order, units).values()) + delivery_due(order)


def cash_of(order: Any, parcel: Parcel) -> int:
    """Dong that are taken for a parcel at the door, as its label says; 0 for what is paid."""
    if not is_in_cash(order):
        return 0
    return sum(worth_of_parcel(order, parcel).values()) + parcel.delivery


def weight_of(order: Any, units: Mapping[int, int]) -> int:
    """Grams of units of an order's lines, by id; 0 where one of the products does not say."""
    weights = []
    for line in order.lines.all():
        if line.pk in units:
            each = variants.weight_of(line.product, line.stockrecord) if line.product else 0
            weights.append(each * units[line.pk])
    return sum(weights) if all(weights) else 0
