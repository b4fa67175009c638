"""How long a producer may take: the narrowest rule, the longest kind, never at night, kept once."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from catalogue.models import OcopGroup, OcopSet
from marketplace.aftersale.unconfirmed import watch_unconfirmed
from marketplace.producers.models import Holiday
from marketplace.purchases.confirm_models import ConfirmDeadline, ConfirmRule, ConfirmRuleChange
from marketplace.purchases.confirming import (
    WITHOUT_RULES,
    ConfirmTime,
    Kind,
    NoMoreTime,
    RuleBook,
    deadline_of,
    give_more_time,
    in_daytime,
    promise_confirmation,
    set_rule,
)
from marketplace.purchases.models import MailMessage, PurchaseEvent
from marketplace.purchases.services import confirm_order
from tests import factories
from tests.flows.sale import place, transfer
from tests.marketplace.aftersale.waiting import set_back

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LETTUCE, HONEY, VASE = 1, 4, 21  # OCOP sets: fresh, other food, craft


def at(text: str) -> datetime:
    """A moment by the market's clock."""
    return datetime.fromisoformat(f"{text}+07:00")


def kind_of(set_number: int, made_to_order: bool = False) -> Kind:
    found = OcopSet.objects.get(number=set_number)
    return Kind(made_to_order, found.pk, found.group_id)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-11-30T07:00", "2026-11-30T07:00"),
        ("2026-11-30T21:00", "2026-11-30T21:00"),
        ("2026-11-30T21:01", "2026-12-01T09:00"),
        ("2026-11-30T03:00", "2026-11-30T09:00"),
        ("2026-11-30T06:59", "2026-11-30T09:00"),
        ("2026-12-31T23:30", "2027-01-01T09:00"),
    ],
)
def test_nothing_falls_due_at_night(moment, day):
    assert in_daytime(at(moment)) == at(day)
    assert in_daytime(at(moment)).isoformat().endswith("+00:00"), "as the rows tell it, at any hour"


def test_the_narrowest_rule_holds():
    book = RuleBook()
    assert book.time_of(kind_of(LETTUCE)) == (12, 6)
    assert book.time_of(kind_of(HONEY)) == (24, 12)
    assert book.time_of(kind_of(VASE)) == (48, 24)
    assert book.time_of(kind_of(LETTUCE, made_to_order=True)) == (72, 24)
    assert book.time_of(Kind(False, None, None)) == (48, 24)


def test_an_order_of_several_kinds_has_the_longest_time():
    book = RuleBook()
    assert book.longest([kind_of(LETTUCE), kind_of(VASE), kind_of(HONEY)]) == (48, 24)
    assert book.longest([kind_of(VASE), kind_of(LETTUCE, made_to_order=True)]) == (72, 24)
    assert book.longest([]) == (48, 24)


def test_a_market_without_rules_still_has_a_time():
    ConfirmRule.objects.all().delete()
    assert RuleBook().longest([kind_of(LETTUCE)]) == WITHOUT_RULES


def test_a_deadline_is_looked_at_first_at_half_of_its_time():
    deadline = deadline_of(1, at("2026-11-30T15:00"), ConfirmTime(12, 6))
    assert deadline.due_at == at("2026-12-01T09:00")
    assert deadline.cancel_at == at("2026-12-01T15:00")
    assert deadline.next_at == deadline.remind_at == at("2026-12-01T00:00")


def test_cash_counts_from_the_order_and_all_else_from_the_payment(product):
    in_cash = place([(product, 1)], "cash").orders.get()
    assert in_cash.deadline.since == in_cash.date_placed
    assert in_cash.deadline.due_at == in_daytime(in_cash.date_placed + 48 * HOUR)
    purchase = place([(product, 1)])
    assert not ConfirmDeadline.objects.filter(order__purchase=purchase).exists()
    before = timezone.now()
    transfer(purchase)
    assert before <= purchase.orders.get().deadline.since <= timezone.now()


def test_what_was_promised_stays_when_rules_change_and_is_promised_once(product):
    order = place([(product, 1)], "cash").orders.get()
    due_at = order.deadline.due_at
    rule = ConfirmRule.objects.get(made_to_order=False, ocop_group=None, ocop_set=None)
    assert set_rule(rule=rule, allowed=ConfirmTime(5, 5), by=None)
    promise_confirmation([order])
    assert ConfirmDeadline.objects.get(order=order).due_at == due_at
    later = place([(product, 1)], "cash").orders.get()
    assert later.deadline.due_at == in_daytime(later.date_placed + 5 * HOUR)


def test_many_orders_are_promised_in_four_queries(db):
    goods = [(factories.make_product(set_number=number), 1) for number in (LETTUCE, HONEY, VASE)]
    orders = list(place(goods, "cash").orders.order_by("pk"))
    hours = {
        each.order_id: each.due_at - each.since
        for each in ConfirmDeadline.objects.filter(order__in=orders)
    }
    assert len({*hours.values()}) >= 2
    ConfirmDeadline.objects.all().delete()
    with CaptureQueriesContext(connection) as queries:
        promise_confirmation(orders)
    assert len([each for each in queries if "SAVEPOINT" not in each["sql"]]) == 4
    assert ConfirmDeadline.objects.count() == 3


def test_a_rule_tells_who_changed_it_and_may_come_back(staff):
    group = OcopGroup.objects.get(number=4)
    rule = ConfirmRule(ocop_group=group)
    assert set_rule(rule=rule, allowed=ConfirmTime(30, 10), by=staff)
    assert RuleBook().time_of(kind_of(VASE)) == (30, 10)
    assert not set_rule(rule=rule, allowed=ConfirmTime(30, 10), by=staff)
    assert set_rule(rule=rule, allowed=None, by=staff)
    assert RuleBook().time_of(kind_of(VASE)) == (48, 24)
    assert not set_rule(rule=rule, allowed=None, by=staff)
    assert set_rule(rule=rule, allowed=ConfirmTime(20, 9), by=staff)
    assert ConfirmRule.objects.filter(ocop_group=group).count() == 1
    told = ConfirmRuleChange.objects.filter(rule=rule).order_by("pk")
    assert [(each.hours, each.grace_hours, each.by) for each in told] == [
        (30, 10, staff),
        (None, None, staff),
        (20, 9, staff),
    ]


def test_more_time_is_given_once_and_both_sides_read_of_it(product, owner, staff):
    order = place([(product, 1)], "cash").orders.get()
    before = order.deadline
    give_more_time(deadline=before, hours=10, reason="Máy hỏng", by=staff)
    deadline = ConfirmDeadline.objects.get(order=order)
    assert deadline.due_at == in_daytime(before.due_at + 10 * HOUR) == deadline.next_at
    assert deadline.cancel_at > deadline.due_at
    assert (deadline.state, deadline.extended_by, deadline.reason) == (
        "extended",
        staff,
        "Máy hỏng",
    )
    event = PurchaseEvent.objects.get(code="confirm_extended")
    assert (event.order, event.by, event.detail["reason"]) == (order, staff, "Máy hỏng")
    told = MailMessage.objects.filter(template__in=["order_more_time", "order_takes_longer"])
    assert sorted(told.values_list("to", flat=True)) == ["khach@example.vn", "owner@example.com"]
    with pytest.raises(NoMoreTime):
        give_more_time(deadline=deadline, hours=10, reason="Again", by=staff)
    assert ConfirmDeadline.objects.get(order=order).due_at == deadline.due_at


def test_a_confirmed_order_gets_no_more_time(product, owner, staff):
    order = place([(product, 1)], "cash").orders.get()
    confirm_order(order=order, by=owner)
    with pytest.raises(NoMoreTime):
        give_more_time(deadline=order.deadline, hours=10, reason="Too late", by=staff)
    assert not PurchaseEvent.objects.filter(code="confirm_extended").exists()


@pytest.mark.parametrize("minutes_late", [-60, 0, 90])
def test_more_time_counts_from_now_or_from_a_deadline_to_come(product, owner, staff, minutes_late):
    order = place([(product, 1)], "cash").orders.get()
    before = set_back(order, due_at=minutes_late)
    grace = before.cancel_at - before.due_at
    if minutes_late >= 0:
        watch_unconfirmed()
        before = ConfirmDeadline.objects.get(order=order)
        grace = before.cancel_at - before.due_at
        assert before.is_late and before.late_at and before.told_at
    give_more_time(deadline=before, hours=10, reason="Máy hỏng", by=staff)
    found = ConfirmDeadline.objects.get(order=order)
    begins = max(found.extended_at, before.due_at)
    assert (begins == before.due_at) == (minutes_late < 0)
    assert found.due_at == found.next_at == in_daytime(begins + 10 * HOUR)
    assert found.cancel_at == in_daytime(found.due_at + grace)
    assert (found.late_at, found.told_at) == (None, None)
    detail = PurchaseEvent.objects.get(code="confirm_extended").detail
    assert (detail["before"], detail["due"]) == (
        before.due_at.isoformat(),
        found.due_at.isoformat(),
    )


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_a_deadline_has_passed_from_its_moment_on(monkeypatch, seconds):
    deadline = deadline_of(1, at("2026-11-30T10:00"), ConfirmTime(5, 5))
    monkeypatch.setattr(timezone, "now", lambda: deadline.due_at + timedelta(seconds=seconds))
    assert deadline.has_passed is (seconds >= 0)


def test_every_rule_but_the_one_for_all_the_rest_may_go():
    with override("en"):
        stays = [str(rule) for rule in ConfirmRule.objects.all() if not rule.is_removable]
    assert stays == ["All other goods"]
    made_to_order, of_set, of_group = (
        ConfirmRule(made_to_order=True),
        ConfirmRule(ocop_set_id=1),
        ConfirmRule(ocop_group_id=1),
    )
    assert made_to_order.is_removable and of_set.is_removable and of_group.is_removable


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"hours": 0}, "gives_time"),
        ({"grace_hours": 0}, "gives_time"),
        ({"ocop_group": 4, "ocop_set": VASE}, "of_one_kind"),
        ({"made_to_order": True, "ocop_set": VASE}, "of_one_kind"),
        ({"made_to_order": True, "ocop_group": 4}, "of_one_kind"),
        ({"made_to_order": True}, "once"),
        ({}, "once"),
    ],
)
def test_a_rule_is_of_one_kind_and_gives_time(fields, name):
    found = {"ocop_group": OcopGroup, "ocop_set": OcopSet}
    values = {
        key: found[key].objects.get(number=value) if key in found else value
        for key, value in fields.items()
    }
    ConfirmRule.objects.exclude(ocop_set=None, ocop_group=None).delete()
    with pytest.raises(IntegrityError, match="made_to_order" if name == "once" else name):
        ConfirmRule.objects.create(**{"hours": 1, "grace_hours": 1} | values)


def test_time_begins_when_a_producer_is_back(product):
    order = place([(product, 1)], "cash").orders.get()
    ConfirmDeadline.objects.all().delete()
    now = at("2026-12-01T10:00")
    Holiday.objects.create(
        producer=product.producer, first=now.date(), last=now.date() + timedelta(days=2)
    )
    promise_confirmation([order], now)
    deadline = ConfirmDeadline.objects.get()
    assert deadline.since == at("2026-12-04T09:00")
    assert deadline.due_at == at("2026-12-06T09:00")
