"""How far an order is, as steps along a line: what was done and when, what comes next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.order.models import Order
from marketplace.purchases.models import Purchase
from marketplace.purchases.worth import IN_CASH

JUST_BOUGHT = timedelta(hours=1)  # so long a purchase thanks; then it says how it stands


@dataclass(frozen=True)
class Step:
    """One step of an order; `at` is when it was done, or None where it is still ahead.

    `is_next` marks the one that is waited for; `is_end` an order that ends here unfulfilled.
    """

    name: str
    at: datetime | None = None
    note: str = ""
    is_next: bool = False
    is_end: bool = False

    @property
    def is_done(self) -> bool:
        return self.at is not None and not self.is_end


def steps_of(order: Order, purchase: Purchase, ended_at: datetime | None = None) -> list[Step]:
    """Give the steps of an order, oldest first; no query where its rows are prefetched.

    Reads `parcels.lines`, `lines`, `reversals` and, of a visit, `bookings.session`. `ended_at`
    is when the whole purchase ended that nobody paid (`ended_at(purchase)`).
    """
    walked = _of_visit(order, purchase) if order.is_visit else _of_goods(order, purchase)
    if order.is_cancelled:
        return [*(step for step in walked if step.at), _end(order, ended_at)]
    return _with_next(walked)


def _of_goods(order: Order, purchase: Purchase) -> list[Step]:
    in_cash = purchase.payment_method == IN_CASH
    return [
        Step(_("Ordered"), purchase.placed_at),
        *([] if in_cash else [Step(_("Paid"), purchase.paid_at)]),
        Step(_("Confirmed by the producer"), order.confirmed_at),
        _sent(order),
        _arrived(order, in_cash=in_cash),
    ]


def _of_visit(order: Order, purchase: Purchase) -> list[Step]:
    sessions = [booking.session for booking in order.bookings.all()]
    took_place = max((each.starts_at for each in sessions), default=None)
    return [
        Step(_("Ordered"), purchase.placed_at),
        Step(_("Paid"), purchase.paid_at),
        Step(_("Place booked"), order.confirmed_at),
        Step(_("Took place"), took_place if order.is_delivered else None),
    ]


def _sent(order: Order) -> Step:
    """Sent is what has left whole; of an order that left in part, how much of it."""
    name, parcels = _("Handed to the carrier"), order.parcels.all()
    if order.is_shipped or order.is_delivered:
        return Step(name, max((parcel.shipped_at for parcel in parcels), default=None))
    went = sum(row.quantity for each in parcels if not each.has_failed for row in each.lines.all())
    ordered = sum(line.quantity for line in order.lines.all())
    part = _("%(went)s of %(all)s pieces") % {"went": went, "all": ordered}
    return Step(name, note=part if went else "")


def _arrived(order: Order, *, in_cash: bool) -> Step:
    name = _("Delivered, paid at the door") if in_cash else _("Delivered")
    days = [parcel.delivered_at for parcel in order.parcels.all() if parcel.delivered_at]
    return Step(name, max(days, default=None) if order.is_delivered else None)


def _end(order: Order, ended_at: datetime | None) -> Step:
    """The step at which an order stops that nobody will fulfil."""
    taken_back = max((each.at for each in order.reversals.all()), default=None)
    return Step(order.status_text, ended_at or taken_back, is_end=True)


def ended_at(purchase: Purchase) -> datetime | None:
    """Tell when a purchase ran out or was cancelled whole; one query, none while it stands."""
    if not purchase.has_ended:
        return None
    codes = [Purchase.State.EXPIRED, Purchase.State.CANCELLED]
    rows = purchase.events.filter(code__in=codes, order=None).order_by("-pk")
    return rows.values_list("at", flat=True).first()


def _with_next(walked: Sequence[Step]) -> list[Step]:
    """Mark the first step that is not done; those behind it stay ahead."""
    waited = next((index for index, step in enumerate(walked) if step.at is None), None)
    return [replace(step, is_next=index == waited) for index, step in enumerate(walked)]


def headline(purchase: Purchase, orders: Iterable[Order]) -> str:
    """Say in a few words how a purchase stands; for an hour, until a part is sent, thank."""
    if purchase.is_pending:
        return _("Waiting for your payment")
    if not purchase.stands:
        return purchase.get_state_display()
    living = [order for order in orders if not order.is_cancelled]
    is_new = timezone.now() - (purchase.paid_at or purchase.placed_at) < JUST_BOUGHT
    if is_new and living and not any(each.is_shipped or each.is_delivered for each in living):
        return _("Thank you. Your order stands.")
    stands = {order.status_text for order in living}
    if len(stands) > 1:
        return _("Your order is under way")
    return stands.pop() if stands else str(Order.Status.CANCELLED.label)
