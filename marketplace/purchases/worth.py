"""What units of an order are worth where they go: sent, cancelled, come back, returned.

Each of a line's Q units has a place and is worth F(place + 1) - F(place) there (F: shares.py).

    a parcel takes the lowest places that no parcel took before it, and keeps them
    a cancellation takes the highest that are left
    a parcel that comes back gives its own places back
    a return takes the highest of those that arrived and were not yet returned

So no unit is counted twice and all together are the price, whatever comes first. In cash a parcel
costs at the door what its label says, even when one that was sent later arrives before it.

Worked example: 3 vases for 100 000 ₫ in cash, F(1) = 33 333, F(2) = 66 666, sent 2 and 1.

    the second arrives first     F(3) - F(2) = 33 334
    the first comes back         F(2) - F(0) = 66 666     together 100 000

The delivery of an order in cash is asked for with the first parcel. When that comes back, the next
that is sent asks for it; when none is left to send, nobody pays it (the producer bears the way).

All is counted from an order's rows, so that lists can read them beforehand (packing.with_goods).
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from marketplace.purchases.models import Parcel, Reversal
from marketplace.purchases.shares import value_of

IN_CASH = "cash"


def is_in_cash(order: Any) -> bool:
    return order.purchase.payment_method == IN_CASH


def between(line: Any, first: int, last: int) -> int:
    """Dong that the units of a line from place `first` to before `last` are worth."""
    price, quantity = int(line.line_price_incl_tax), line.quantity
    return value_of(price, quantity, last) - value_of(price, quantity, first)


def units_sent(order: Any, before: Parcel | None = None) -> Counter[int]:
    """Count, by line id, the units of an order's parcels: of all, or of those sent before one."""
    sent: Counter[int] = Counter()
    for parcel in order.parcels.all():
        if before is None or parcel.pk < before.pk:
            sent.update({row.line_id: row.quantity for row in parcel.lines.all()})
    return sent


def units_taken(order: Any, cause: str) -> Counter[int]:
    """Count, by line id, the units of an order that were taken back by a cause."""
    taken: Counter[int] = Counter()
    for reversal in order.reversals.all():
        if reversal.cause == cause:
            for row in reversal.lines.all():
                taken[row.line_id] += row.quantity
    return taken


def worth_if_sent(
    order: Any, units: Mapping[int, int], before: Parcel | None = None
) -> dict[int, int]:
    """Dong by line id of units sent now, or of those that a parcel took."""
    sent = units_sent(order, before)
    return {
        line.pk: between(line, sent[line.pk], sent[line.pk] + units[line.pk])
        for line in order.lines.all()
        if line.pk in units
    }


def worth_of_parcel(order: Any, parcel: Parcel) -> dict[int, int]:
    """Dong by line id of what is in a parcel."""
    units = {row.line_id: row.quantity for row in parcel.lines.all()}
    return worth_if_sent(order, units, before=parcel)


def worth_if_cancelled(order: Any, units: Mapping[int, int]) -> dict[int, int]:
    """Dong by line id of units that are cancelled before they are sent."""
    gone = units_taken(order, Reversal.Cause.CANCELLED)
    return {
        line.pk: between(line, line.quantity - gone[line.pk] - units[line.pk], last)
        for line in order.lines.all()
        if line.pk in units
        for last in [line.quantity - gone[line.pk]]
    }


def worth_if_returned(order: Any, units: Mapping[int, int]) -> dict[int, int]:
    """Dong by line id of units that arrived and come back."""
    arrived: dict[int, list[int]] = {line.pk: [] for line in order.lines.all()}
    sent: Counter[int] = Counter()
    for parcel in sorted(order.parcels.all(), key=lambda parcel: parcel.pk):
        for row in parcel.lines.all():
            first, sent[row.line_id] = sent[row.line_id], sent[row.line_id] + row.quantity
            if parcel.is_delivered:
                arrived[row.line_id] += range(first, sent[row.line_id])
    returned = units_taken(order, Reversal.Cause.RETURNED)
    worth = {}
    for line in order.lines.all():
        if line.pk in units:
            kept = len(arrived[line.pk]) - returned[line.pk]
            if not 0 <= units[line.pk] <= kept:
                raise ValueError("more goes back than was kept")
            back = arrived[line.pk][kept - units[line.pk] : kept]
            worth[line.pk] = sum(between(line, place, place + 1) for place in back)
    return worth


def delivery_if_cancelled(order: Any) -> int:
    """Dong of the delivery that falls away when the last of an order is cancelled."""
    if order.parcels.all():
        return delivery_due(order)
    return int(order.shipping_incl_tax) - sum(each.delivery for each in order.reversals.all())


def delivery_due(order: Any) -> int:
    """Dong of an order's delivery that no parcel on its way asks for, nor fell away; in cash."""
    if not is_in_cash(order):
        return 0
    asked = sum(parcel.delivery for parcel in order.parcels.all() if not parcel.has_failed)
    fallen = sum(reversal.delivery for reversal in order.reversals.all())
    return max(int(order.shipping_incl_tax) - fallen - asked, 0)
