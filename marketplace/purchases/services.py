"""What happens to a purchase after it is placed: paid, run out, packed, sent, cancelled."""

import enum
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, Model, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from oscar.core.loading import get_model

from catalogue.origin.models import Lot
from catalogue.products.services import sync_stock
from marketplace.accounts.models import User
from marketplace.discounts.services import hold_again as hold_vouchers_again
from marketplace.discounts.services import release as release_vouchers
from marketplace.frame.states import move, move_rows
from marketplace.ledger.services import record_fulfilment
from marketplace.notices.services import settle
from marketplace.notices.topics import TO_CONFIRM
from marketplace.order.models import Order
from marketplace.order.states import Status
from marketplace.purchases.accounting import post_sales_of
from marketplace.purchases.confirming import promise_confirmation
from marketplace.purchases.consignment_models import Consignment
from marketplace.purchases.mail import queue_mail
from marketplace.purchases.models import (
    Parcel,
    ParcelLine,
    Purchase,
    PurchaseEvent,
    Reversal,
    ReversalLine,
)
from marketplace.purchases.parcel_lots import LotStays, lots_for, tell_delivered, tell_shipped
from marketplace.purchases.parcel_units import lots_of_units, tie_units
from marketplace.purchases.placement import hold_stock
from marketplace.purchases.told import tell_producers
from marketplace.purchases.visit_orders import begin_visits
from marketplace.purchases.worth import delivery_due
from marketplace.visits.seats import hold_purchase_again, release_purchase


class MoveRefused(Exception):
    """The state of the purchase or order does not allow that step."""


class MoreThanLeft(MoveRefused):
    """A parcel was to hold more of a line than is left to send, or nothing at all."""


class Settlement(enum.Enum):
    """What became of money that arrived for a purchase."""

    PAID = "paid"
    ALREADY = "already"
    REVIVED = "revived"
    TOO_LATE = "too_late"  # the goods are gone: the money has to go back


def lock_purchase(purchase_id: int) -> Purchase:
    """Lock a purchase; orders and stock are locked after it, never before."""
    return Purchase.objects.select_for_update().get(pk=purchase_id)


@transaction.atomic
def settle_purchase(purchase_id: int) -> Settlement:
    """Mark a purchase as paid, once, whoever says so first: the return or the webhook."""
    purchase = lock_purchase(purchase_id)
    if purchase.is_paid:
        return Settlement.ALREADY
    revived = purchase.is_expired
    if purchase.is_cancelled:
        return Settlement.TOO_LATE
    if revived and not hold_again(purchase):
        PurchaseEvent.objects.create(purchase=purchase, code="paid_too_late")
        return Settlement.TOO_LATE
    move(purchase, Purchase.State.PAID, paid_at=timezone.now())
    waiting = {Status.PENDING, Status.CANCELLED} if revived else {Status.PENDING}
    move_orders(purchase, waiting, Status.PLACED)
    placed = purchase.orders.filter(status=Status.PLACED)
    post_sales_of(purchase, placed)
    PurchaseEvent.objects.create(purchase=purchase, code="revived" if revived else "paid")
    mail_buyer(purchase, "purchase_paid")
    paid = list(placed.order_by("pk").select_related("purchase", "producer"))
    begin_visits(purchase)
    goods = [order for order in paid if not order.is_visit]
    promise_confirmation(goods)
    tell_producers(goods)
    tell_producers([order for order in paid if order.is_visit], "visit_new")
    return Settlement.REVIVED if revived else Settlement.PAID


def move_orders(purchase: Purchase, before: set[Status], to: Status) -> None:
    """Move a locked purchase's orders and their lines to a status."""
    orders = get_model("order", "Order").objects.filter(purchase=purchase, status__in=before)
    numbers = dict(orders.values_list("pk", "number"))
    move_rows(get_model("order", "Line").objects.filter(order_id__in=numbers), before, to)
    move_rows(get_model("order", "Order").objects.filter(pk__in=numbers), before, to)
    if Status.PLACED in before and to != Status.PLACED:
        settle(TO_CONFIRM, numbers.values())


def move_order(order: Order, to: Status, **changes: Any) -> None:
    """Move a locked order to a status, and its lines with it."""
    before = order.status
    move(order, to, **changes)
    move_rows(order.lines.all(), before, to)
    if before == Status.PLACED:
        settle(TO_CONFIRM, [order.number])


def hold_again(purchase: Purchase) -> bool:
    """Hold the stock and vouchers of a purchase that had run out; False if they are gone."""
    cancelled = get_model("order", "Line").objects.filter(
        order__purchase=purchase, allocation_cancelled=True
    )
    lines = list(cancelled.select_related("product", "guests"))
    wanted = [
        (line.stockrecord_id, line.quantity)
        for line in lines
        if line.product and not line.product.made_to_order and not hasattr(line, "guests")
    ]
    records = get_model("partner", "StockRecord").objects.select_for_update()
    list(records.filter(pk__in=[pk for pk, _ in wanted]).order_by("pk"))
    try:
        with transaction.atomic():
            if not hold_stock(wanted):
                raise MoveRefused
            if not hold_vouchers_again(purchase_number=purchase.number):
                raise MoveRefused
            if not hold_purchase_again(purchase):
                raise MoveRefused
    except MoveRefused:
        return False
    taken = {pk for pk, _quantity in wanted}
    for line in lines:
        line.num_allocated = line.quantity if line.stockrecord_id in taken else 0
        line.allocation_cancelled = False
        line.save(update_fields=["num_allocated", "allocation_cancelled"])
    sync_stock([line.product_id for line in lines if line.product_id])
    return True


@transaction.atomic
def expire_purchase(purchase_id: int) -> bool:
    """Release a purchase whose time to pay ran out. Call the gateway's cancel first.

    False when it was paid (or released) in the meantime.
    """
    purchase = lock_purchase(purchase_id)
    if not purchase.is_pending:
        return False
    move(purchase, Purchase.State.EXPIRED)
    free_stock(get_model("order", "Line").objects.filter(order__purchase=purchase))
    release_purchase(purchase)
    move_orders(purchase, {Status.PENDING}, Status.CANCELLED)
    release_vouchers(purchase_number=purchase.number)
    PurchaseEvent.objects.create(purchase=purchase, code="expired")
    mail_buyer(purchase, "purchase_expired")
    return True


def free_stock(lines: QuerySet) -> None:
    """Give held stock back; each line once."""
    held = list(lines.filter(allocation_cancelled=False).order_by("stockrecord_id"))
    for line in held:
        if line.num_allocated and line.stockrecord_id:
            get_model("partner", "StockRecord").objects.filter(pk=line.stockrecord_id).update(
                num_allocated=Greatest(Coalesce(F("num_allocated"), 0) - line.num_allocated, 0)
            )
    get_model("order", "Line").objects.filter(pk__in=[line.pk for line in held]).update(
        num_allocated=0, allocation_cancelled=True
    )
    sync_stock([line.product_id for line in held if line.product_id])


def lock_order(order_id: int) -> Order:
    """Lock an order through its purchase, so that two steps never cross."""
    order_model = get_model("order", "Order")
    purchase_id = order_model.objects.values_list("purchase_id", flat=True).get(pk=order_id)
    purchase = lock_purchase(purchase_id)
    order = order_model.objects.select_related("producer").get(pk=order_id)
    order.purchase = purchase
    return order


@transaction.atomic
def confirm_order(*, order: Order, by: User) -> None:
    """A producer says that it will pack an order. Saying it again changes nothing."""
    order = lock_order(order.pk)
    if order.is_confirmed:
        return
    if not order.is_placed:
        raise MoveRefused(order.status)
    move_order(order, Status.CONFIRMED, confirmed_at=timezone.now())
    PurchaseEvent.objects.create(
        purchase=order.purchase, order_id=order.pk, code="confirmed", by=by
    )
    mail_buyer(order.purchase, "order_confirmed", order)


@transaction.atomic
def ship_order(
    *,
    order: Order,
    by: User,
    carrier: str = "",
    tracking_code: str = "",
    quantities: Iterable[tuple[Model, int]] | None = None,
    lots: Mapping[int, Lot] | None = None,
    serials: Mapping[int, list[str]] | None = None,
) -> Parcel:
    """Hand a parcel to a carrier: all that is left of the order, or (line, quantity) pairs.

    The goods leave the stock with their parcel. `lots` says by line id which lot is sent;
    else the one that ends soonest. `serials` says, by line id, which labelled packs go; they
    are of one lot, which then goes. Raises MoveRefused when the order is not confirmed, the
    lot is recalled or has less left, a label is not free; MoreThanLeft.
    """
    order = lock_order(order.pk)
    if not order.is_confirmed or order.is_visit:
        raise MoveRefused(order.status)
    left = left_to_send(order)
    chosen = Counter({pk: rest for pk, (_, rest) in left.items() if rest})
    if quantities is not None:
        chosen = Counter()
        for line, quantity in quantities:
            chosen[line.pk] += quantity
    if not chosen or any(
        pk not in left or not 0 < quantity <= left[pk][1] for pk, quantity in chosen.items()
    ):
        raise MoreThanLeft
    try:
        bought = {pk: line.product_id for pk, (line, _rest) in left.items()}
        lots = {**(lots or {}), **lots_of_units(serials or {}, bought)}
        sent = lots_for([(left[pk][0], quantity) for pk, quantity in chosen.items()], lots)
    except LotStays as refusal:
        raise MoveRefused(refusal.code) from refusal
    parcel = Parcel.objects.create(
        order=order,
        carrier=carrier,
        tracking_code=tracking_code,
        delivery=delivery_due(order),
    )
    ParcelLine.objects.bulk_create(
        ParcelLine(parcel=parcel, line_id=pk, quantity=quantity, lot=sent.get(pk))
        for pk, quantity in chosen.items()
    )
    if tracking_code:  # what was booked for it is its own now
        booked = order.consignments.filter(state=Consignment.State.BOOKED, parcel=None)
        booked.filter(carrier=carrier, tracking_code=tracking_code).update(parcel=parcel)
    try:
        tie_units(parcel, serials or {})
        tell_shipped(parcel)
    except LotStays as refusal:
        raise MoveRefused(refusal.code) from refusal
    for pk in sorted(chosen, key=lambda pk: left[pk][0].stockrecord_id or 0):
        take_from_stock(left[pk][0], chosen[pk])
    if all(rest == chosen[pk] for pk, (_, rest) in left.items()):
        move_order(order, Status.SHIPPED)
    PurchaseEvent.objects.create(
        purchase=order.purchase,
        order_id=order.pk,
        code="shipped",
        detail={"parcel": parcel.pk, "carrier": carrier, "tracking_code": tracking_code},
        by=by,
    )
    mail_buyer(order.purchase, "order_shipped", order, suffix=str(parcel.pk))
    return parcel


def left_to_send(order: Order) -> dict[int, tuple[Any, int]]:
    """Give line id -> (line, how many are neither sent nor cancelled)."""
    gone: Counter[int] = Counter()
    for rows in (
        ParcelLine.objects.filter(line__order=order),
        ReversalLine.objects.filter(line__order=order, reversal__cause=Reversal.Cause.CANCELLED),
    ):
        for line_id, quantity in rows.values_list("line_id", "quantity"):
            gone[line_id] += quantity
    return {line.pk: (line, line.quantity - gone[line.pk]) for line in order.lines.order_by("pk")}


def take_from_stock(line: Any, quantity: int) -> None:
    """Turn a hold into goods that are gone."""
    held = min(line.num_allocated or 0, quantity)
    if held and line.stockrecord_id:
        get_model("partner", "StockRecord").objects.filter(pk=line.stockrecord_id).update(
            num_in_stock=Greatest(F("num_in_stock") - held, 0),
            num_allocated=Greatest(Coalesce(F("num_allocated"), 0) - held, 0),
        )
        line.num_allocated -= held
        line.save(update_fields=["num_allocated"])


@transaction.atomic
def deliver_parcel(*, parcel: Parcel, by: User | None = None) -> None:
    """Note that a parcel arrived; the last one delivers the order, cash pays with it.

    Raises MoveRefused for a parcel that came back.
    """
    order = lock_order(parcel.order_id)
    parcel.refresh_from_db()
    if parcel.is_delivered:
        return
    if not parcel.is_shipped:
        raise MoveRefused(parcel.state)
    move(parcel, Parcel.State.DELIVERED, delivered_at=timezone.now())
    tell_delivered(parcel)
    PurchaseEvent.objects.create(
        purchase=order.purchase,
        order_id=order.pk,
        code="delivered",
        detail={"parcel": parcel.pk},
        by=by,
    )
    goods = goods_in(parcel)
    mail_buyer(order.purchase, "order_delivered", order, str(parcel.pk), {"goods": goods})
    if order.purchase.is_placed:  # in cash: the door is the till
        post_sales_of(order.purchase, [order])
    all_arrived = not order.parcels.filter(state=Parcel.State.SHIPPED).exists()
    if order.is_shipped and all_arrived:
        move_order(order, Status.DELIVERED)
        record_fulfilment(order_number=order.number, producer=order.producer)
        collect_cash(order.purchase)


def goods_in(parcel: Parcel) -> list[tuple[int, str]]:
    """Give (line id, title) of what first came with a parcel and has a page, each product once."""
    before = ParcelLine.objects.filter(
        parcel__order=parcel.order_id, parcel__state=Parcel.State.DELIVERED
    ).exclude(parcel=parcel)
    rows = parcel.lines.filter(line__product__is_public=True).order_by("line_id")
    rows = rows.exclude(line__product__in=before.values("line__product"))
    found: dict[int, tuple[int, str]] = {}
    for product, line, title in rows.values_list("line__product", "line_id", "line__title"):
        found.setdefault(product, (line, title))
    return list(found.values())


def collect_cash(purchase: Purchase) -> None:
    """A purchase in cash is paid when the last of its orders that stand is delivered."""
    if not purchase.is_placed:
        return
    open_orders = purchase.orders.exclude(status__in=[Status.DELIVERED, Status.CANCELLED])
    if not open_orders.exists():
        move(purchase, Purchase.State.PAID, paid_at=timezone.now())
        PurchaseEvent.objects.create(purchase=purchase, code="paid")


@transaction.atomic
def cancel_unpaid(*, purchase: Purchase, by: User | None) -> bool:
    """Cancel a purchase that nobody has paid. False when it is too late for that."""
    purchase = lock_purchase(purchase.pk)
    if not purchase.is_unpaid:
        return False
    waiting = {Status.PENDING, Status.PLACED}
    started = purchase.orders.exclude(status__in=[*waiting, Status.CANCELLED])
    if started.exists():
        return False
    move(purchase, Purchase.State.CANCELLED)
    free_stock(get_model("order", "Line").objects.filter(order__purchase=purchase))
    release_purchase(purchase)
    move_orders(purchase, waiting, Status.CANCELLED)
    release_vouchers(purchase_number=purchase.number)
    PurchaseEvent.objects.create(purchase=purchase, code="cancelled", by=by)
    mail_buyer(purchase, "purchase_cancelled")
    return True


def mail_buyer(
    purchase: Purchase,
    template: str,
    order: Order | None = None,
    suffix: str = "",
    more: Mapping[str, Any] | None = None,
) -> None:
    """Queue a mail to the buyer about this step, once; `more` is what its letter also says."""
    parts = [template, order.number if order else purchase.number, suffix]
    queue_mail(
        key="-".join(part for part in parts if part),
        to=purchase.email,
        template=template,
        context={
            "purchase": purchase.number,
            "order_number": order.number if order else "",
            **(more or {}),
        },
        language=purchase.language,
    )
