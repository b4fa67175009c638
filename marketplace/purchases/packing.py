"""What of an order is still to be packed, and what a parcel's buyer pays at the door.

Worked example: 3 vases for 100 000 ₫ and delivery 22 000 ₫, in cash, 2 sent at first.

    left of the order          1 vase: it stays "to pack"
    cash of the first parcel   F(2) = 66 666 and the delivery 22 000    88 666
    cash of the second         F(3) - F(2)                              33 334

The sums are those that are written on the parcels: each is taken to arrive after those that were
sent before it. What is booked when it arrives: marketplace.aftersale.cash. F: shares.py.

All is counted from rows that were read with the orders (`with_goods`), so a list costs the same
however long it is.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Prefetch, QuerySet

from marketplace.purchases.models import Parcel, ParcelLine, Reversal
from marketplace.purchases.shares import value_of

IN_CASH = "cash"


def with_goods(orders: QuerySet) -> QuerySet:
    """Read orders with all that is counted here: lines, parcels, what was taken back."""
    lines = ParcelLine.objects.select_related("lot")
    return orders.prefetch_related(
        "lines__product",
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
    return cash_after(order, units, order.parcels.all()) if order.purchase.is_placed else 0


def cash_of(order: Any, parcel: Parcel) -> int:
    """Dong that were to be taken for a parcel when it was handed over; 0 for what is paid."""
    if order.purchase.payment_method != IN_CASH:
        return 0
    units = {row.line_id: row.quantity for row in parcel.lines.all()}
    return cash_after(order, units, [each for each in order.parcels.all() if each.pk < parcel.pk])


def cash_after(order: Any, units: Mapping[int, int], sent: Iterable[Parcel]) -> int:
    """Dong for units of an order's lines, by id, with these parcels sent before."""
    alive = [parcel for parcel in sent if not parcel.has_failed]
    before: Counter[int] = Counter()
    for parcel in alive:
        before.update({row.line_id: row.quantity for row in parcel.lines.all()})
    due = 0
    for line in order.lines.all():
        price, quantity, first = int(line.line_price_incl_tax), line.quantity, before[line.pk]
        last = first + units.get(line.pk, 0)
        due += value_of(price, quantity, last) - value_of(price, quantity, first)
    if not alive:
        due += int(order.shipping_incl_tax) - sum(each.delivery for each in order.reversals.all())
    return due


def weight_of(order: Any, units: Mapping[int, int]) -> int:
    """Grams of units of an order's lines, by id; 0 where one of the products does not say."""
    weights = []
    for line in order.lines.all():
        if line.pk in units:
            weights.append((line.product.weight_g if line.product else 0) * units[line.pk])
    return sum(weights) if all(weights) else 0
