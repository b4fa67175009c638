"""Take lines out of an order before they are sent, and parcels that came back out of it.

Money is not moved here: who calls this gives back what was paid, in the same transaction.
A cancelled line keeps its price and quantity on the order; what fell away stands in rows
beside it (`Cancellation`), so the order stays the contract that the buyer confirmed.

Worked example: an order of 3 vases and 1 scarf, 2 vases sent.

    may fall away     1 vase, 1 scarf
    the vase falls    left to send: 1 scarf; the order stays "confirmed"
    the scarf falls   nothing left: 2 vases are on their way, the order is "shipped"
    (had nothing been sent, the order would now be "cancelled")
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, Model
from django.db.models.functions import Coalesce, Greatest
from oscar.core.loading import get_model

from catalogue.services import sync_stock
from marketplace.accounts.models import User
from marketplace.purchases.models import (
    Cancellation,
    CancellationLine,
    Parcel,
    Purchase,
    PurchaseEvent,
)
from marketplace.purchases.services import (
    MoveRefused,
    collect_cash,
    left_to_send,
    lock_order,
    mail_buyer,
)

CANCELLABLE = {"placed", "confirmed"}


class NothingToCancel(Exception):
    """No such quantity is left that could fall away."""


@transaction.atomic
def cancel_lines(
    *,
    order,
    key: str,
    side: str,
    reason: str,
    by: User | None,
    note: str = "",
    quantities: Iterable[tuple[int, int]] | None = None,
) -> tuple[Cancellation, bool]:
    """Cancel (line id, quantity) pairs of an order, or all that is left to send.

    Gives the cancellation and whether it is new: the same key again changes nothing.
    Raises MoveRefused when the order is not paid or has left, NothingToCancel for a quantity
    that is not there.
    """
    order = lock_order(order.pk)
    known = Cancellation.objects.filter(key=key).first()
    if known:
        return known, False
    if order.status not in CANCELLABLE:
        raise MoveRefused(order.status)
    left = left_to_send(order)
    chosen = (
        dict(quantities)
        if quantities is not None
        else {pk: rest for pk, (_, rest) in left.items() if rest}
    )
    if not chosen or any(
        pk not in left or not 0 < quantity <= left[pk][1] for pk, quantity in chosen.items()
    ):
        raise NothingToCancel
    cancellation = Cancellation.objects.create(
        key=key, order=order, side=side, reason=reason, note=note, by=by
    )
    CancellationLine.objects.bulk_create(
        CancellationLine(cancellation=cancellation, line_id=pk, quantity=quantity)
        for pk, quantity in sorted(chosen.items())
    )
    free_lines([(left[pk][0], quantity) for pk, quantity in chosen.items()])
    rest = {pk: have - chosen.get(pk, 0) for pk, (_, have) in left.items()}
    close_order(order, anything_left=any(rest.values()))
    PurchaseEvent.objects.create(
        purchase=order.purchase,
        order_id=order.pk,
        code="cancelled" if order.status == "cancelled" else "cancelled_in_part",
        detail={"side": side, "reason": reason, "lines": {str(k): v for k, v in chosen.items()}},
        by=by,
    )
    mail_buyer(order.purchase, "order_cancelled", order, suffix=str(cancellation.pk))
    return cancellation, True


def free_lines(pairs: list[tuple[Model, int]]) -> None:
    """Give the hold on (line, quantity) pairs back, stock rows in id order."""
    records = get_model("partner", "StockRecord").objects
    for line, quantity in sorted(pairs, key=lambda pair: pair[0].stockrecord_id or 0):
        freed = min(line.num_allocated or 0, quantity)
        if freed and line.stockrecord_id:
            records.filter(pk=line.stockrecord_id).update(
                num_allocated=Greatest(Coalesce(F("num_allocated"), 0) - freed, 0)
            )
            line.num_allocated -= freed
            line.save(update_fields=["num_allocated"])
    sync_stock([line.product_id for line, _ in pairs if line.product_id])


def close_order(order, *, anything_left: bool) -> None:
    """Move a locked order on when nothing of it is left to send, and its purchase with it."""
    if anything_left:
        return
    parcels = list(order.parcels.values_list("state", flat=True))
    alive = [state for state in parcels if state != Parcel.State.FAILED]
    if not alive:
        status = "cancelled"
    elif all(state == Parcel.State.DELIVERED for state in alive):
        status = "delivered"
    else:
        status = "shipped"
    order.status = status
    order.save(update_fields=["status"])
    order.lines.update(status=status)
    if status == "cancelled":
        order.lines.update(allocation_cancelled=True)
    purchase = order.purchase
    if not purchase.orders.exclude(status="cancelled").exists():
        purchase.state = Purchase.State.CANCELLED
        purchase.save(update_fields=["state"])
    else:
        collect_cash(purchase)


@transaction.atomic
def refuse_parcel(
    *, parcel: Parcel, by: User | None, note: str = "", unfit: Iterable[int] = ()
) -> tuple[Cancellation, bool]:
    """Note that a parcel came back: refused at the door, or nobody was there.

    The goods return to the stock but for the lines (ids) that are `unfit` to sell. Gives the
    cancellation and whether it is new. Raises MoveRefused when the parcel was delivered.
    """
    order = lock_order(parcel.order_id)
    parcel.refresh_from_db()
    key = f"parcel-{parcel.pk}-refused"
    known = Cancellation.objects.filter(key=key).first()
    if known:
        return known, False
    if parcel.state != Parcel.State.SHIPPED:
        raise MoveRefused(parcel.state)
    parcel.state = Parcel.State.FAILED
    parcel.save(update_fields=["state"])
    cancellation = Cancellation.objects.create(
        key=key,
        order=order,
        side=Cancellation.Side.CARRIER,
        reason=Cancellation.Reason.REFUSED,
        note=note,
        by=by,
    )
    rows = list(parcel.lines.select_related("line").order_by("line_id"))
    CancellationLine.objects.bulk_create(
        CancellationLine(cancellation=cancellation, line_id=row.line_id, quantity=row.quantity)
        for row in rows
    )
    bad = set(unfit)
    return_to_stock([(row.line, row.quantity) for row in rows if row.line_id not in bad])
    close_order(order, anything_left=any(rest for _, rest in left_to_send(order).values()))
    PurchaseEvent.objects.create(
        purchase=order.purchase,
        order_id=order.pk,
        code="parcel_refused",
        detail={"parcel": parcel.pk, "unfit": sorted(bad)},
        by=by,
    )
    mail_buyer(order.purchase, "parcel_refused", order, suffix=str(parcel.pk))
    return cancellation, True


def return_to_stock(pairs: list[tuple[Model, int]]) -> None:
    """Put goods that left the stock back on the shelf, stock rows in id order."""
    records = get_model("partner", "StockRecord").objects
    kept = [
        (line, quantity)
        for line, quantity in pairs
        if line.stockrecord_id and line.product_id and not line.product.made_to_order
    ]
    for line, quantity in sorted(kept, key=lambda pair: pair[0].stockrecord_id):
        records.filter(pk=line.stockrecord_id).update(
            num_in_stock=Coalesce(F("num_in_stock"), 0) + quantity
        )
    sync_stock([line.product_id for line, _ in kept])
