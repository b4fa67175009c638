"""The clock and orders that nobody confirms: reminded, told, cancelled; never against a confirm."""

from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from marketplace.aftersale import unconfirmed
from marketplace.aftersale.takeback import cancel_order
from marketplace.aftersale.unconfirmed import LEAST_WARNING, act_on, tell_market, watch_unconfirmed
from marketplace.demo.management.commands.keep_time import JOBS
from marketplace.frame.deadlines import deadline as deadline_words
from marketplace.frame.money import format_dong
from marketplace.gateways.models import Refund
from marketplace.order.models import Order
from marketplace.purchases.confirm_models import ConfirmDeadline
from marketplace.purchases.confirming import give_more_time
from marketplace.purchases.mail import compose
from marketplace.purchases.models import MailMessage, PurchaseEvent, Reversal
from marketplace.purchases.services import confirm_order
from tests import factories
from tests.flows.sale import paid, place, stock
from tests.marketplace.aftersale.waiting import set_back

pytestmark = pytest.mark.django_db


def mails(template: str) -> list[str]:
    return sorted(MailMessage.objects.filter(template=template).values_list("to", flat=True))


def said(template: str) -> str:
    letter = compose(MailMessage.objects.filter(template=template).order_by("pk").last())
    return f"{letter.subject}\n{letter.body}"


def codes(order) -> list[str]:
    events = PurchaseEvent.objects.filter(order=order).order_by("pk")
    return list(events.values_list("code", flat=True))


def fresh(order) -> Order:
    return Order.objects.get(pk=order.pk)


def let_be_late(order) -> ConfirmDeadline:
    set_back(order, due_at=1)
    ConfirmDeadline.objects.filter(order=order).update(next_at=timezone.now())
    watch_unconfirmed()
    return ConfirmDeadline.objects.get(order=order)


def test_the_clock_leaves_alone_what_has_time(product, owner):
    order = place([(product, 1)], "cash").orders.get()
    assert watch_unconfirmed() == 0
    assert (fresh(order).deadline.state, codes(order)) == ("running", [])


def test_at_half_of_the_time_those_who_pack_are_reminded_once(product, owner):
    order = place([(product, 1)], "cash").orders.get()
    deadline = set_back(order, next_at=1)
    assert [watch_unconfirmed(), watch_unconfirmed()] == [1, 0]
    found = fresh(order).deadline
    assert (found.state, found.next_at) == ("reminded", deadline.due_at)
    assert codes(order) == ["confirm_reminded"]
    assert mails("order_reminder") == ["owner@example.com"]
    assert order.number in said("order_reminder")
    assert fresh(order).is_placed


def test_at_the_deadline_the_producer_and_the_market_are_told(product, owner):
    one, two = (place([(product, 1)], "cash").orders.get() for _ in range(2))
    for order in (one, two):
        set_back(order, next_at=1)
    watch_unconfirmed()
    for order in (one, two):
        set_back(order, due_at=1)
    assert [watch_unconfirmed(), watch_unconfirmed()] == [2, 0]
    assert mails("orders_late") == [settings.REPORTS_EMAIL]  # one for both
    told = said("orders_late")
    assert one.number in told and two.number in told and product.producer.name in told
    assert f"{settings.SITE_URL}/vi/sell/review/late-orders/" in told
    assert mails("order_late") == ["owner@example.com"] * 2
    assert codes(one) == ["confirm_reminded", "confirm_late"]
    found = fresh(one).deadline
    assert (found.state, found.next_at) == ("late", found.cancel_at)
    assert found.told_at and fresh(one).is_placed


def test_after_the_grace_it_is_cancelled_refunded_and_back_on_the_shelf(product, owner):
    order = paid([(product, 2)]).orders.get()
    assert stock(product) == (10, 2)
    let_be_late(order)
    set_back(order, cancel_at=1)
    assert [watch_unconfirmed(), watch_unconfirmed()] == [1, 0]
    assert fresh(order).is_cancelled
    assert stock(product) == (10, 0)
    reversal = Reversal.objects.get(order=order)
    assert (reversal.side, reversal.reason, reversal.by) == ("clock", "unconfirmed", None)
    assert Refund.objects.get().amount == order.total_incl_tax
    assert mails("order_unconfirmed") == ["khach@example.vn"]
    assert mails("order_cancelled") == mails("producer_cancelled") == []
    assert mails("producer_unconfirmed") == ["owner@example.com"]
    assert codes(order)[-1] == "cancelled"
    found = fresh(order).deadline
    assert (found.state, found.next_at) == ("over", None)


def test_in_cash_nothing_is_refunded(product, owner):
    order = place([(product, 2)], "cash").orders.get()
    let_be_late(order)
    set_back(order, cancel_at=1)
    watch_unconfirmed()
    assert fresh(order).is_cancelled and stock(product) == (10, 0)
    assert not Refund.objects.exists()
    order.purchase.refresh_from_db()
    assert order.purchase.is_cancelled


def test_only_the_late_producers_part_of_a_purchase_is_cancelled(product, owner):
    other = factories.make_product()
    purchase = paid([(product, 1), (other, 1)])
    order = purchase.orders.get(producer=product.producer)
    let_be_late(order)
    set_back(order, cancel_at=1)
    watch_unconfirmed()
    purchase.refresh_from_db()
    assert purchase.is_paid
    assert purchase.orders.get(producer=other.producer).is_placed


def test_a_clock_that_stood_still_warns_before_it_cancels(product, owner):
    order = place([(product, 1)], "cash").orders.get()
    set_back(order, cancel_at=600)
    assert watch_unconfirmed() == 1
    found = fresh(order).deadline
    assert fresh(order).is_placed and found.state == "late"
    assert found.cancel_at >= found.late_at + LEAST_WARNING
    assert mails("order_reminder") == []
    assert watch_unconfirmed() == 0


@pytest.mark.parametrize("moment", ["next_at", "due_at", "cancel_at"])
def test_a_confirmation_between_the_look_and_the_lock_wins(product, owner, monkeypatch, moment):
    order = paid([(product, 1)]).orders.get()
    if moment == "cancel_at":
        let_be_late(order)
    set_back(order, **{moment: 1})
    before, lock = codes(order), unconfirmed.lock_order

    def confirmed_meanwhile(order_id):
        confirm_order(order=order, by=owner)
        return lock(order_id)

    monkeypatch.setattr(unconfirmed, "lock_order", confirmed_meanwhile)
    assert watch_unconfirmed() == 0
    assert fresh(order).is_confirmed
    assert codes(order) == [*before, "confirmed"]
    assert not Reversal.objects.exists() and not Refund.objects.exists()
    assert mails("order_unconfirmed") == []
    assert fresh(order).deadline.next_at is None


def test_two_clocks_do_a_step_once(product, owner):
    order = paid([(product, 1)]).orders.get()
    let_be_late(order)
    deadline = set_back(order, cancel_at=1)
    now = timezone.now()
    assert [act_on(deadline.pk, order.pk, now) for _ in range(2)] == [True, False]
    assert Refund.objects.count() == Reversal.objects.count() == 1


def test_trouble_with_one_order_stops_no_other(product, owner, monkeypatch, caplog):
    bad, good = (paid([(product, 1)]).orders.get() for _ in range(2))
    for order in (bad, good):
        let_be_late(order)
    for order in (bad, good):
        set_back(order, cancel_at=1)
    cancel = unconfirmed.cancel_order

    def breaks(*, order, **facts):
        if order.pk == bad.pk:
            raise RuntimeError("the gateway is away")
        return cancel(order=order, **facts)

    monkeypatch.setattr(unconfirmed, "cancel_order", breaks)
    assert watch_unconfirmed() == 1
    assert fresh(good).is_cancelled and fresh(bad).is_placed
    assert "could not be moved on" in caplog.text
    again = fresh(bad).deadline.next_at - timezone.now()  # behind the others
    assert timedelta(minutes=14) < again <= timedelta(minutes=15)
    monkeypatch.setattr(unconfirmed, "cancel_order", cancel)
    set_back(bad, next_at=1)
    assert watch_unconfirmed() == 1
    assert fresh(bad).is_cancelled


def test_who_got_more_time_may_be_late_again_and_is_told_again(product, owner, staff):
    order = place([(product, 1)], "cash").orders.get()
    let_be_late(order)
    give_more_time(deadline=order.deadline, hours=5, reason="Bận mùa", by=staff)
    assert watch_unconfirmed() == 0
    found = set_back(order, due_at=5)
    assert found.late_at is None
    assert watch_unconfirmed() == 1
    assert mails("order_late") == ["owner@example.com"] * 2
    assert len(mails("orders_late")) == 2
    assert codes(order) == ["confirm_late", "confirm_extended", "confirm_late"]


def test_who_was_reminded_confirms_and_the_clock_has_nothing_left_to_do(product, owner):
    order = place([(product, 1)], "cash").orders.get()
    set_back(order, next_at=1)
    watch_unconfirmed()
    confirm_order(order=order, by=owner)
    set_back(order, due_at=1)
    assert watch_unconfirmed() == 0
    assert fresh(order).deadline.is_over and codes(order) == ["confirm_reminded", "confirmed"]


def test_who_was_reminded_gets_more_time_and_confirms_in_it(product, owner, staff):
    order = place([(product, 1)], "cash").orders.get()
    set_back(order, next_at=1)
    watch_unconfirmed()
    give_more_time(deadline=order.deadline, hours=5, reason="Bận mùa", by=staff)
    confirm_order(order=order, by=owner)
    set_back(order, due_at=1)
    assert watch_unconfirmed() == 0
    assert fresh(order).deadline.is_over and not mails("order_late")


def test_the_market_is_told_of_nothing_when_nothing_is_late(db):
    assert tell_market(timezone.now()) == 0
    assert not MailMessage.objects.exists()


def test_the_clock_looks_at_it_in_its_round():
    assert watch_unconfirmed in JOBS


def test_an_order_cancelled_by_its_buyer_is_left_alone(product, owner):
    order = place([(product, 1)], "cash").orders.get()
    cancel_order(order=order, key="k", side="buyer", reason="too_slow", by=None)
    set_back(order, cancel_at=1)
    assert watch_unconfirmed() == 0
    assert fresh(order).deadline.is_over
    assert timezone.now() - fresh(order).deadline.due_at > timedelta(0)


def test_the_buyer_reads_until_when_then_that_it_is_late_then_what_became_of_it(
    client, product, buyer, owner
):
    order = place([(product, 1)], "cash", user=buyer).orders.get()
    client.force_login(buyer)
    path = f"/en/checkout/{order.purchase.token}/"

    def page() -> str:
        return " ".join(unescape(client.get(path).content.decode()).split())

    with override("en"):
        by, deadline = deadline_words(order.deadline.due_at), order.deadline
    assert f"The producer confirms by {by}." in page()
    assert deadline.has_passed is False
    found = let_be_late(order)
    with override("en"):
        ends = deadline_words(found.cancel_at)
    assert f"The producer is late to confirm; we are asking. From {ends} we cancel" in page()
    set_back(order, cancel_at=1)
    watch_unconfirmed()
    assert "Not confirmed in time ·" in page()
    assert "The producer confirms by" not in page() and "is late to confirm" not in page()
    client.force_login(owner)
    assert "Not confirmed in time (" in unescape(
        client.get(f"/en/sell/orders/{order.number}/").content.decode()
    )


def test_a_reminder_names_the_cash_that_is_still_to_take(product, owner):
    order = place([(product, 3)], "cash").orders.get()
    line = order.lines.get()
    cancel_order(
        order=order,
        key="cut",
        side=Reversal.Side.BUYER,
        reason=Reversal.Reason.CHANGED_MIND,
        by=None,
        quantities=[(line.pk, 2)],
    )
    left = int(order.total_incl_tax) - fresh(order).reversals.get().total
    ConfirmDeadline.objects.filter(order=order).update(next_at=timezone.now())
    watch_unconfirmed()
    letter = MailMessage.objects.filter(template="order_reminder").first()
    assert letter.context["to_collect"] == format_dong(left, letter.language)
    assert f"1 × {product.title}" in compose(letter).body


@pytest.mark.parametrize(
    ("moment", "state"), [("next_at", "reminded"), ("due_at", "late"), ("cancel_at", "over")]
)
def test_each_step_is_due_from_its_moment_on(product, owner, moment, state):
    order = place([(product, 1)], "cash").orders.get()
    found = let_be_late(order) if state == "over" else ConfirmDeadline.objects.get(order=order)
    if state == "late":
        ConfirmDeadline.objects.update(next_at=found.due_at)
    due = getattr(found, moment)
    assert not act_on(found.pk, order.pk, due - timedelta(microseconds=1))
    assert act_on(found.pk, order.pk, due)
    assert ConfirmDeadline.objects.get(order=order).state == state


@pytest.mark.parametrize("hours_before", [3, 2, 1, 0])
def test_the_market_has_two_hours_to_ask_before_the_clock_cancels(product, owner, hours_before):
    order = place([(product, 1)], "cash").orders.get()
    promised = ConfirmDeadline.objects.get(order=order)
    now = promised.cancel_at - timedelta(hours=hours_before)
    assert act_on(promised.pk, order.pk, now)
    found = ConfirmDeadline.objects.get(order=order)
    ends = max(promised.cancel_at, now + timedelta(hours=2))
    assert (found.late_at, found.cancel_at, found.next_at) == (now, ends, ends)


def test_the_market_reads_whose_order_was_due_when_and_ends_when(product, owner):
    found = let_be_late(place([(product, 1)], "cash").orders.get())
    (row,) = MailMessage.objects.get(template="orders_late").context["orders"]
    with override("vi"):
        assert row == {
            "number": found.order.number,
            "producer": product.producer.name,
            "due": deadline_words(found.due_at),
            "ends": deadline_words(found.cancel_at),
        }


def test_one_round_moves_the_oldest_first_and_leaves_the_rest(product, owner, monkeypatch):
    monkeypatch.setattr(unconfirmed, "AT_A_TIME", 1)
    young, old = (place([(product, 1)], "cash").orders.get() for _ in range(2))
    set_back(young, next_at=1)
    set_back(old, next_at=2)
    assert watch_unconfirmed() == 1
    assert [fresh(each).deadline.state for each in (young, old)] == ["running", "reminded"]
    assert [watch_unconfirmed(), watch_unconfirmed()] == [1, 0]
