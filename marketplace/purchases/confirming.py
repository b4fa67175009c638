"""How long a producer may take to confirm an order, and what is promised of it.

Each kind of goods has its time (`ConfirmRule`): made to order before the product's OCOP set,
before its group, before the rule for all others. An order of several kinds has the longest:
what has to be looked for or made first holds up the rest of the parcel. It counts from when
the producer may act: placed for cash, paid for the rest. Nothing falls due at night; what
would is due in the morning.

    lettuce (12 h) and a vase (48 h), paid Monday 10:00     by Wednesday 10:00
    lettuce alone, paid Monday 15:00                         03:00 is night: Tuesday 09:00
    not confirmed, a grace of 6 h                            cancelled from Tuesday 15:00
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from oscar.core.loading import get_model

from marketplace.accounts.models import User
from marketplace.frame.states import move
from marketplace.order.models import Order
from marketplace.producers.holidays import back_on
from marketplace.purchases.confirm_models import ConfirmDeadline, ConfirmRule, ConfirmRuleChange
from marketplace.purchases.mail import queue_mail
from marketplace.purchases.models import Purchase, PurchaseEvent
from marketplace.purchases.told import tell_producers

State = ConfirmDeadline.State
DAY_BEGINS, DAY_ENDS, MORNING = time(7), time(21), time(9)  # by the market's clock


class ConfirmTime(NamedTuple):
    """Hours to confirm, and hours after them until the order is cancelled."""

    hours: int
    grace_hours: int


WITHOUT_RULES = ConfirmTime(48, 24)


class Kind(NamedTuple):
    """What of a product says which rule it has."""

    made_to_order: bool
    set_id: int | None
    group_id: int | None


class RuleBook:
    """The rules in force, by kind of goods. One query."""

    def __init__(self) -> None:
        self.made_to_order: ConfirmTime | None = None
        self.rest = WITHOUT_RULES
        self.of_sets: dict[int, ConfirmTime] = {}
        self.of_groups: dict[int, ConfirmTime] = {}
        for rule in ConfirmRule.objects.filter(is_active=True).order_by("pk"):
            each = ConfirmTime(rule.hours, rule.grace_hours)
            if rule.made_to_order:
                self.made_to_order = each
            elif rule.ocop_set_id:
                self.of_sets[rule.ocop_set_id] = each
            elif rule.ocop_group_id:
                self.of_groups[rule.ocop_group_id] = each
            else:
                self.rest = each

    def time_of(self, kind: Kind) -> ConfirmTime:
        """Give the time of one kind of goods: the narrowest rule's."""
        if kind.made_to_order and self.made_to_order:
            return self.made_to_order
        if kind.set_id in self.of_sets:
            return self.of_sets[kind.set_id]
        return self.of_groups.get(kind.group_id or 0, self.rest)

    def longest(self, kinds: Iterable[Kind]) -> ConfirmTime:
        """Give the time of an order of these kinds."""
        return max((self.time_of(kind) for kind in kinds), default=self.rest)


def in_daytime(moment: datetime) -> datetime:
    """Put off to the morning what would fall due at night, by the market's clock; told in UTC."""
    local = timezone.localtime(moment, timezone.get_default_timezone())
    if DAY_BEGINS <= local.time() <= DAY_ENDS:
        return moment.astimezone(UTC)
    day = local.date() + timedelta(days=local.time() > DAY_ENDS)
    return datetime.combine(day, MORNING, tzinfo=local.tzinfo).astimezone(UTC)


def deadline_of(order_id: int, since: datetime, allowed: ConfirmTime) -> ConfirmDeadline:
    """Build what is promised of an order that its producer may confirm `since` then."""
    due_at = in_daytime(since + timedelta(hours=allowed.hours))
    deadline = ConfirmDeadline(
        order_id=order_id,
        since=since,
        due_at=due_at,
        cancel_at=in_daytime(due_at + timedelta(hours=allowed.grace_hours)),
    )
    deadline.next_at = deadline.remind_at
    return deadline


def promise_confirmation(orders: Iterable[Order], since: datetime | None = None) -> None:
    """Promise, once, until when orders are confirmed that their producers may act on now.

    Of a producer that is away the time begins on the morning when it is back. Four queries,
    however many orders.
    """
    makers = {order.pk: order.producer_id for order in orders}
    kinds: dict[int, list[Kind]] = defaultdict(list)
    lines = get_model("order", "Line").objects.filter(order__in=makers, product__isnull=False)
    for order_id, *facts in lines.values_list(
        "order_id", "product__made_to_order", "product__ocop_set_id", "product__ocop_group_id"
    ):
        kinds[order_id].append(Kind(*facts))
    book, now = RuleBook(), timezone.localtime(since, timezone.get_default_timezone())
    away = back_on(filter(None, makers.values()), now.date())
    begins = {
        pk: datetime.combine(away[maker], MORNING, tzinfo=now.tzinfo) if maker in away else now
        for pk, maker in makers.items()
    }
    ConfirmDeadline.objects.bulk_create(
        [deadline_of(pk, begins[pk], book.longest(kinds[pk])) for pk in makers],
        ignore_conflicts=True,
    )


def stamp_of(due_at: datetime) -> str:
    """Tell news of one deadline from those of a later one: who got more time may be late again."""
    return f"{due_at:%y%m%d%H%M}-"


class NoMoreTime(Exception):
    """The order is confirmed or cancelled by now, or was given more time before."""


@transaction.atomic
def give_more_time(*, deadline: ConfirmDeadline, hours: int, reason: str, by: User) -> None:
    """Let a producer confirm an order later, once; `hours` count from now or a later deadline.

    Both sides read of it. Raises NoMoreTime.
    """
    purchase_id = Order.objects.values_list("purchase_id", flat=True).get(pk=deadline.order_id)
    purchase = Purchase.objects.select_for_update().get(pk=purchase_id)
    deadline = ConfirmDeadline.objects.select_related("order__producer").get(pk=deadline.pk)
    order = deadline.order
    order.purchase = purchase
    if not order.is_placed or deadline.extended_at or deadline.is_over:
        raise NoMoreTime
    now = timezone.now()
    before, grace = deadline.due_at, deadline.cancel_at - deadline.due_at
    due_at = in_daytime(max(now, before) + timedelta(hours=hours))
    move(
        deadline,
        State.EXTENDED,
        due_at=due_at,
        cancel_at=in_daytime(due_at + grace),
        next_at=due_at,
        late_at=None,
        told_at=None,
        extended_at=now,
        extended_by=by,
        reason=reason,
    )
    PurchaseEvent.objects.create(
        purchase=purchase,
        order_id=order.pk,
        code="confirm_extended",
        detail={"before": before.isoformat(), "due": due_at.isoformat(), "reason": reason},
        by=by,
    )
    order.deadline = deadline
    tell_producers([order], "order_more_time", stamp_of(due_at))
    queue_mail(
        key=f"order-takes-longer-{order.number}",
        to=purchase.email,
        template="order_takes_longer",
        context={"purchase": purchase.number, "order_number": order.number},
        language=purchase.language,
    )


@transaction.atomic
def set_rule(*, rule: ConfirmRule, allowed: ConfirmTime | None, by: User | None) -> bool:
    """Change what a rule allows from now on, or take it away (None); False when it says so already.

    Promises that were made stay. A new rule is saved by it.
    """
    if rule.pk:
        rule = ConfirmRule.objects.select_for_update().get(pk=rule.pk)
    before = ConfirmTime(rule.hours, rule.grace_hours) if rule.pk and rule.is_active else None
    if before == allowed:
        return False
    rule.is_active = allowed is not None
    if allowed:
        rule.hours, rule.grace_hours = allowed
    rule.save()
    ConfirmRuleChange.objects.create(
        rule=rule,
        hours=allowed.hours if allowed else None,
        grace_hours=allowed.grace_hours if allowed else None,
        by=by,
    )
    return True
