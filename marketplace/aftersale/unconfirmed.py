"""Let the clock act on orders that nobody confirms: remind, tell the market, cancel and refund.

    half of the time   the producer's people are reminded
    the deadline       they read that they are late; the market's people get one mail of all
    after the grace    cancelled, what was paid goes back, the goods return to the shelf

A clock that stood still skips nothing that is to be read before: the market has two hours at
least between its mail and the cancellation.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from marketplace.aftersale.takeback import cancel_order
from marketplace.frame.deadlines import deadline
from marketplace.frame.states import move
from marketplace.order.models import Order
from marketplace.producers.readers import link_to
from marketplace.purchases.confirm_models import ConfirmDeadline
from marketplace.purchases.confirming import stamp_of
from marketplace.purchases.mail import queue_mail
from marketplace.purchases.models import PurchaseEvent, Reversal
from marketplace.purchases.services import lock_order
from marketplace.purchases.told import tell_producers

logger = logging.getLogger(__name__)
State = ConfirmDeadline.State
AT_A_TIME = 100
LEAST_WARNING = timedelta(hours=2)  # from the market's mail to the cancellation
TRY_AGAIN = timedelta(minutes=15)  # after a step that failed


def watch_unconfirmed() -> int:
    """Clock job: do what is due; how many orders it moved. Safe to repeat and to race."""
    now = timezone.now()
    due = ConfirmDeadline.objects.filter(next_at__lte=now)
    acted = 0
    for pk, order_id in due.order_by("next_at", "pk").values_list("pk", "order_id")[:AT_A_TIME]:
        try:
            acted += act_on(pk, order_id, now)
        except Exception:  # one order's trouble stops no other
            logger.exception("order with key %s could not be moved on by the clock", order_id)
            due.filter(pk=pk).update(next_at=now + TRY_AGAIN)
    tell_market(now)
    return acted


@transaction.atomic
def act_on(pk: int, order_id: int, now: datetime) -> bool:
    """Do the next step of one order; False when nothing is due any more.

    The order is locked as a producer who confirms locks it: who comes second sees what is.
    """
    order = lock_order(order_id)
    deadline = ConfirmDeadline.objects.get(pk=pk)
    if deadline.next_at is None or deadline.next_at > now:
        return False
    order.deadline = deadline
    if not order.is_placed:
        move(deadline, State.OVER, next_at=None)
        return False
    if deadline.is_late and deadline.cancel_at <= now:
        end_order(order, deadline)
    elif deadline.due_at <= now:
        note_late(order, deadline, now)
    else:
        remind(order, deadline)
    return True


def remind(order: Order, deadline: ConfirmDeadline) -> None:
    move(deadline, State.REMINDED, next_at=deadline.due_at)
    note(order, "confirm_reminded")
    tell_producers([order], "order_reminder", stamp_of(deadline.due_at))


def note_late(order: Order, deadline: ConfirmDeadline, now: datetime) -> None:
    """Write down that nobody confirmed in time; the market reads of it with the next mail."""
    cancel_at = max(deadline.cancel_at, now + LEAST_WARNING)
    if not deadline.is_late:
        move(deadline, State.LATE, late_at=now, cancel_at=cancel_at, next_at=cancel_at)
        note(order, "confirm_late")
        tell_producers([order], "order_late", stamp_of(deadline.due_at))


def end_order(order: Order, deadline: ConfirmDeadline) -> None:
    """Cancel what nobody confirmed; buyer and producer read why, money and goods go back."""
    cancel_order(
        order=order,
        key=f"unconfirmed-{order.number}",
        side=Reversal.Side.CLOCK,
        reason=Reversal.Reason.UNCONFIRMED,
        by=None,
    )
    move(deadline, State.OVER, next_at=None)


def note(order: Order, code: str) -> None:
    PurchaseEvent.objects.create(purchase=order.purchase, order_id=order.pk, code=code)


@transaction.atomic
def tell_market(now: datetime) -> int:
    """Mail the market's people which orders became late, all in one; how many."""
    untold = ConfirmDeadline.objects.select_for_update().filter(state=State.LATE, told_at=None)
    rows = list(untold.order_by("pk")[:AT_A_TIME])
    if not rows:
        return 0
    language = settings.LANGUAGE_CODE
    queue_mail(
        key=f"orders-late-{rows[-1].pk}-{rows[-1].late_at:%Y%m%d%H%M%S%f}",
        to=settings.REPORTS_EMAIL,
        template="orders_late",
        context={
            "orders": in_words(rows, language),
            "link": link_to("moderation:late-orders", language),
        },
        language=language,
    )
    ConfirmDeadline.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=now)
    return len(rows)


def in_words(rows: list[ConfirmDeadline], language: str) -> list[dict[str, str]]:
    """Say of each late order whose it is and when it was due."""
    keys = [row.order_id for row in rows]
    orders = Order.objects.select_related("producer").in_bulk(keys)
    with override(language):
        return [
            {
                "number": orders[row.order_id].number,
                "producer": str(orders[row.order_id].producer or ""),
                "due": deadline(row.due_at),
                "ends": deadline(row.cancel_at),
            }
            for row in rows
        ]
