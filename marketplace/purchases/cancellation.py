"""Take lines back out of an order: before they are sent, or with a parcel that came back.

Money is not moved here: who calls this gives back what was paid, in the same transaction.
A line that falls away keeps its price and quantity on the order; what was taken back stands
in rows beside it (`Reversal`), so the order stays the contract that the buyer confirmed.

Worked example: an order of 3 vases and 1 scarf, 2 vases sent.

    may fall away     1 vase, 1 scarf
    the vase falls    left to send: 1 scarf; the order stays "confirmed"
    the scarf falls   nothing left: 2 vases are on their way, the order is "shipped"
    (had nothing been sent, the order would now be "cancelled")

What it is worth in dong: marketplace.purchases.shares.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import F, Sum
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from oscar.core.loading import get_model

from catalogue.products.services import sync_stock
from marketplace.accounts.models import User
from marketplace.discounts.services import release
from marketplace.frame.states import move
from marketplace.ledger.services import record_fulfilment
from marketplace.order.models import Line
from marketplace.order.states import Status
from marketplace.purchases.models import (
    Parcel,
    Purchase,
    PurchaseEvent,
    Reversal,
    ReversalLine,
)
from marketplace.purchases.parcel_lots import is_recalled, tell_returned
from marketplace.purchases.services import (
    MoveRefused,
    collect_cash,
    left_to_send,
    lock_order,
    mail_buyer,
    move_order,
)
from marketplace.purchases.shares import share_of_line


class NothingToCancel(Exception):
    """No such quantity is left that could fall away."""


def units_back(order) -> Counter[int]:
    """Count, by line id, the units that were taken back of an order so far."""
    rows = ReversalLine.objects.filter(line__order=order)
    return Counter(dict(rows.values_list("line_id").annotate(sum=Sum("quantity"))))


def worth_of(order, quantities: Mapping[int, int]) -> dict[int, int]:
    """Tell, by line id, what taking these units back is worth to the buyer in dong."""
    back = units_back(order)
    return {
        line.pk: share_of_line(
            price=int(line.line_price_incl_tax),
            quantity=line.quantity,
            kept=line.quantity - back[line.pk],
            back=quantities[line.pk],
        )
        for line in order.lines.all()
        if line.pk in quantities
    }


def write_reversal(
    *, order, quantities: Mapping[int, int], amounts: Mapping[int, int] | None = None, **fields
) -> Reversal:
    """Write down what is taken back of a locked order; `fields` are those of Reversal."""
    amounts = worth_of(order, quantities) if amounts is None else amounts
    reversal = Reversal.objects.create(order=order, **fields)
    ReversalLine.objects.bulk_create(
        ReversalLine(reversal=reversal, line_id=pk, quantity=quantity, amount=amounts[pk])
        for pk, quantity in sorted(quantities.items())
    )
    return reversal


def delivery_back(order) -> int:
    """What of an order's delivery charge fell away or went back so far."""
    return order.reversals.aggregate(sum=Sum("delivery"))["sum"] or 0


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
) -> tuple[Reversal, bool]:
    """Cancel (line id, quantity) pairs of an order, or all that is left to send.

    Gives the reversal and whether it is new: the same key again changes nothing.
    Raises MoveRefused when the order is not paid or has left, NothingToCancel for a quantity
    that is not there.
    """
    order = lock_order(order.pk)
    known = Reversal.objects.filter(key=key).first()
    if known:
        return known, False
    if not order.is_cancellable:
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
    rest = {pk: have - chosen.get(pk, 0) for pk, (_, have) in left.items()}
    is_whole = not any(rest.values()) and not order.parcels.exists()
    reversal = write_reversal(
        order=order,
        quantities=chosen,
        key=key,
        cause=Reversal.Cause.CANCELLED,
        side=side,
        reason=reason,
        note=note,
        by=by,
        delivery=int(order.shipping_incl_tax) - delivery_back(order) if is_whole else 0,
    )
    free_lines([(left[pk][0], quantity) for pk, quantity in chosen.items()])
    close_order(order, anything_left=any(rest.values()))
    PurchaseEvent.objects.create(
        purchase=order.purchase,
        order_id=order.pk,
        code="cancelled" if order.is_cancelled else "cancelled_in_part",
        detail={"side": side, "reason": reason, "reversal": reversal.pk},
        by=by,
    )
    letter = "order_unconfirmed" if reversal.is_unconfirmed else "order_cancelled"
    mail_buyer(order.purchase, letter, order, suffix=str(reversal.pk))
    return reversal, True


def free_lines(pairs: list[tuple[Line, int]]) -> None:
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
    alive = order.parcels.exclude(state=Parcel.State.FAILED)
    states = set(alive.values_list("state", flat=True))
    if not states:
        status = Status.CANCELLED
    else:
        status = Status.DELIVERED if states == {Parcel.State.DELIVERED} else Status.SHIPPED
    if order.status != status:
        move_order(order, status)
    if not order.is_shipped:  # what the producer keeps of it may be paid out in time
        record_fulfilment(order_number=order.number, producer=order.producer)
    if order.is_cancelled:
        order.lines.update(allocation_cancelled=True)
    purchase = order.purchase
    if not purchase.orders.exclude(status=Status.CANCELLED).exists():
        move(purchase, Purchase.State.CANCELLED)
        if not Parcel.objects.filter(order__purchase=purchase).exists():
            release(purchase_number=purchase.number)
    else:
        collect_cash(purchase)


@transaction.atomic
def refuse_parcel(
    *, parcel: Parcel, by: User | None, note: str = "", unfit: Iterable[int] = ()
) -> tuple[Reversal, bool]:
    """Note that a parcel came back: refused at the door, or nobody was there.

    The goods return to the stock but for the lines (ids) that are `unfit` to sell, and for
    those of a recalled lot. Gives the reversal and whether it is new. Raises MoveRefused when
    the parcel was delivered.
    """
    order = lock_order(parcel.order_id)
    parcel.refresh_from_db()
    key = f"parcel-{parcel.pk}-refused"
    known = Reversal.objects.filter(key=key).first()
    if known:
        return known, False
    if not parcel.is_shipped:
        raise MoveRefused(parcel.state)
    move(parcel, Parcel.State.FAILED)
    rows = list(parcel.lines.select_related("line__product", "lot").order_by("line_id"))
    anything_left = any(rest for _, rest in left_to_send(order).values())
    others = order.parcels.exclude(state=Parcel.State.FAILED).exists()
    # In cash nothing was paid: when nothing of the order arrives, delivery is not owed either.
    in_cash = order.purchase.is_placed
    lapses = in_cash and not others and not anything_left
    reversal = write_reversal(
        order=order,
        quantities={row.line_id: row.quantity for row in rows},
        key=key,
        cause=Reversal.Cause.REFUSED,
        side=Reversal.Side.CARRIER,
        reason=Reversal.Reason.REFUSED,
        note=note,
        by=by,
        delivery=int(order.shipping_incl_tax) - delivery_back(order) if lapses else 0,
    )
    bad = set(unfit) | {row.line_id for row in rows if is_recalled(row.lot)}
    tell_returned(parcel, timezone.now(), unfit=bad)
    return_to_stock([(row.line, row.quantity) for row in rows if row.line_id not in bad])
    close_order(order, anything_left=anything_left)
    PurchaseEvent.objects.create(
        purchase=order.purchase,
        order_id=order.pk,
        code="parcel_refused",
        detail={"parcel": parcel.pk, "unfit": sorted(bad)},
        by=by,
    )
    mail_buyer(order.purchase, "parcel_refused", order, suffix=str(parcel.pk))
    return reversal, True


def return_to_stock(pairs: Iterable[tuple[Line, int]]) -> None:
    """Put goods that left the stock back on the shelf, stock rows in id order."""
    records = get_model("partner", "StockRecord").objects
    kept = [
        (line, quantity)
        for line, quantity in pairs
        if quantity and line.stockrecord_id and line.product_id and not line.product.made_to_order
    ]
    for line, quantity in sorted(kept, key=lambda pair: pair[0].stockrecord_id):
        records.filter(pk=line.stockrecord_id).update(
            num_in_stock=Coalesce(F("num_in_stock"), 0) + quantity
        )
    sync_stock([line.product_id for line, _ in kept])
