"""Orders of every age that wait to be confirmed, aged row by row and moved on by the clock itself."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone
from oscar.core.loading import get_model

from marketplace.accounts.models import User
from marketplace.aftersale.unconfirmed import watch_unconfirmed
from marketplace.demo.aftersale import Shopper, transfer
from marketplace.order.models import Order
from marketplace.producers.models import Producer
from marketplace.purchases.confirm_models import ConfirmDeadline
from marketplace.purchases.confirming import give_more_time, in_daytime
from marketplace.purchases.models import Purchase

FIRST_SELLER = "bat-trang-1"
PHONE = "024 0000 0001"  # no number begins like this: nobody is called
TOOK = (2, 5, 9, 14, 30, 3, 7, 52)  # hours until past orders were confirmed, in turn
AN_HOUR = timedelta(hours=1)


def build(buyer: User, staff: User) -> None:
    """Make the orders once: new, reminded, late, with more time, nearly and really cancelled."""
    if ConfirmDeadline.objects.filter(late_at__isnull=False).exists():
        return
    Producer.objects.filter(slug=FIRST_SELLER, phone="").update(phone=PHONE)
    spread_confirmations()
    shopper = Shopper(buyer)
    steps = ((), ("half",), ("half", "due"), ("half", "due"))
    for number, ages in enumerate((*steps, ("half", "due", "nearly"), ("due", "ended"))):
        order = waiting_order(shopper, "cash" if number % 3 == 1 else "vietqr")
        if order is None:
            continue
        for age in ages:
            let_pass(order, age)
        if number == 3:
            reason = "Lò đang nung, sáng mai mới dỡ được (đã gọi điện)."
            give_more_time(deadline=deadline_of(order), hours=24, reason=reason, by=staff)


def waiting_order(shopper: Shopper, method: str) -> Order | None:
    """Place an order of the first seller's goods that it may act on."""
    purchase = shopper.place(method, count=1)
    if purchase is None:
        return None
    if method != "cash":
        transfer(purchase, purchase.total)
    return purchase.orders.get()


def deadline_of(order: Order) -> ConfirmDeadline:
    return ConfirmDeadline.objects.get(order=order)


def let_pass(order: Order, age: str) -> None:
    """Let so much time have passed since an order was placed, and the clock look at it."""
    deadline = deadline_of(order)
    now_at = {
        "half": deadline.remind_at + AN_HOUR,
        "due": deadline.due_at + AN_HOUR,
        "nearly": deadline.cancel_at - AN_HOUR,
        "ended": deadline.cancel_at + AN_HOUR,
    }[age]
    passed = now_at - timezone.now()
    while age == "half" and in_daytime(deadline.due_at - passed) != deadline.due_at - passed:
        passed += AN_HOUR  # nothing is due at night
    age_by(order, passed)
    watch_unconfirmed()


def age_by(order: Order, passed: timedelta) -> None:
    """Set an order with its purchase and its deadline back in time."""
    ConfirmDeadline.objects.filter(order=order).update(
        **{
            name: F(name) - passed
            for name in ("since", "due_at", "cancel_at", "next_at", "late_at", "told_at")
        }
    )
    get_model("order", "Order").objects.filter(pk=order.pk).update(
        date_placed=F("date_placed") - passed
    )
    Purchase.objects.filter(pk=order.purchase_id).update(
        placed_at=F("placed_at") - passed, paid_at=F("paid_at") - passed
    )


def spread_confirmations() -> None:
    """Let past orders have taken hours until they were confirmed, as the figures show."""
    confirmed = ConfirmDeadline.objects.filter(order__confirmed_at__isnull=False)
    for number, deadline in enumerate(confirmed.select_related("order").order_by("pk")):
        if deadline.order.confirmed_at is None:
            continue
        since = deadline.order.confirmed_at - TOOK[number % len(TOOK)] * AN_HOUR
        due_at = in_daytime(deadline.due_at - (deadline.since - since))
        grace = deadline.cancel_at - deadline.due_at
        ConfirmDeadline.objects.filter(pk=deadline.pk).update(
            since=since, due_at=due_at, cancel_at=in_daytime(due_at + grace)
        )
