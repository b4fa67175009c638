"""Take lines back out of an order: before they are sent, or with a parcel that came back.

Money is not moved here: who calls this gives back what was paid, in the same transaction.
A line that falls away keeps its price and quantity on the order; what was taken back stands
in rows beside it (`Reversal`), so the order stays the contract that the buyer confirmed.

Worked example: an order of 3 vases and 1 scarf, 2 vases sent.

    may fall away     1 vase, 1 scarf
    the vase falls    left to send: 1 scarf; the order stays "confirmed"
    the scarf falls   nothing left: 2 vases are on their way, the order is "shipped"
    (had nothing been sent, the order would now be "cancelled")

What it is worth in dong: marketplace.purchases.worth.
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
from marketplace.purchases.worth import (
    delivery_due,
    delivery_if_cancelled,
    worth_if_cancelled,
    worth_of_parcel,
)
from marketplace.visits.seats import release_guests

WHOLE = 100  # percent of what is cancelled


class NothingToCancel(Exception):
    """No such quantity is left that could fall away."""


def write_reversal(
    *, order, quantities: Mapping[int, int], amounts: Mapping[int, int], **fields
) -> Reversal:
    """Write down what is taken back of a locked order; `fields` are those of Reversal.

    A line gives back no more than its price, whatever was counted otherwise before.
    """
    given = amounts_back(order)
    most = {line.pk: int(line.line_price_incl_tax) - given[line.pk] for line in order.lines.all()}
    reversal = Reversal.objects.create(order=order, **fields)
    ReversalLine.objects.bulk_create(
        ReversalLine(
            reversal=reversal, line_id=pk, quantity=quantity, amount=min(amounts[pk], most[pk])
        )
        for pk, quantity in sorted(quantities.items())
    )
    return reversal


def amounts_back(order) -> Counter[int]:
    """Sum, by line id, the dong that were taken back of an order so far."""
    rows = ReversalLine.objects.filter(line__order=order)
    return Counter(dict(rows.values_list("line_id").annotate(sum=Sum("amount"))))


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
    percent: int = WHOLE,
) -> tuple[Reversal, bool]:
    """Cancel (line id, quantity) pairs of an order, or all that is left to send.

    `percent` of what they are worth goes back: of a visit what its terms say.

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
    reversal = write_reversal(
        order=order,
        quantities=chosen,
        amounts={
            pk: worth * percent // WHOLE for pk, worth in worth_if_cancelled(order, chosen).items()
        },
        key=key,
        cause=Reversal.Cause.CANCELLED,
        side=side,
        reason=reason,
        note=note,
        by=by,
        delivery=0 if any(rest.values()) else delivery_if_cancelled(order),
    )
    free_lines([(left[pk][0], quantity) for pk, quantity in chosen.items()])
    release_guests(chosen.items())
    close_order(order, anything_left=any(rest.values()))
    PurchaseEvent.objects.create(
        purchase=order.purchase,
        order_id=order.pk,
        code="cancelled" if order.is_cancelled else "cancelled_in_part",
        detail={"side": side, "reason": reason, "reversal": reversal.pk},
        by=by,
    )
    letter = "order_unconfirmed" if reversal.is_unconfirmed else "order_cancelled"
    more = {"goes_back": reversal.goods} if percent < WHOLE else {}
    mail_buyer(order.purchase, letter, order, suffix=str(reversal.pk), more=more)
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
    reversal = write_reversal(
        order=order,
        quantities={row.line_id: row.quantity for row in rows},
        amounts=worth_of_parcel(order, parcel),
        key=key,
        cause=Reversal.Cause.REFUSED,
        side=Reversal.Side.CARRIER,
        reason=Reversal.Reason.REFUSED,
        note=note,
        by=by,
        delivery=0 if anything_left else delivery_due(order),  # nobody is left to ask for it
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
