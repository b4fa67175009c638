"""Money back: what may be promised, what is sent, what becomes of each answer."""

import datetime
from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.gateways import refunds
from marketplace.gateways.models import BankTransfer, Payment, Refund
from marketplace.gateways.refunds import (
    PAY_WITHIN,
    OverRefund,
    RefundMoved,
    adopt_refund,
    confirm_paid,
    move_refund,
    name_account,
    paid_for,
    promise_refund,
    promise_transfer_back,
    retry_refund,
    send_refund,
    send_waiting_refunds,
)
from marketplace.gateways.stripe.client import GatewayRefused, GatewayUnavailable
from marketplace.ledger.models import Transaction
from marketplace.purchases.models import MailMessage
from tests import factories
from tests.flows.sale import paid, place
from tests.marketplace.gateways.conftest import answer

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)
ACCOUNT = {"bank_bin": "970436", "account": "0011002233", "account_name": "NGUYEN LAN"}


def promise(purchase, amount: int = 100_000, key: str = "R1", **about) -> Refund:
    (refund,) = promise_refund(
        purchase=purchase, amount=amount, key=key, reason="returned", **about
    )
    return refund


def ready(purchase, amount: int = 100_000, key: str = "R1") -> Refund:
    """Promise a refund and name its bank account."""
    refund = promise(purchase, amount, key)
    name_account(refund=refund, **ACCOUNT)
    refund.refresh_from_db()
    return refund


def mails(template: str) -> list[str]:
    return list(
        MailMessage.objects.filter(template=template).order_by("pk").values_list("key", flat=True)
    )


def two_orders():
    """A purchase of two makers, paid by one transfer."""
    return paid([(factories.make_product(price=250_000, weight_g=100), 1) for _ in range(2)])


# What arrived.


def test_paid_for_adds_up_what_arrived(purchase):
    assert paid_for(purchase=purchase) == purchase.total
    Payment.objects.create(
        purchase=purchase, gateway="stripe", reference="pi_2", amount=5_000, state="started"
    )
    assert paid_for(purchase=purchase) == purchase.total
    Payment.objects.filter(reference="pi_2").update(state="succeeded")
    assert paid_for(purchase=purchase) == purchase.total + 5_000


def test_paid_for_an_order_is_its_total_or_what_was_counted_at_its_door():
    purchase = two_orders()
    one, two = purchase.orders.order_by("pk")
    assert paid_for(purchase=purchase, order=one) == one.total_incl_tax
    purchase.payments.update(order=two, amount=1_000)
    assert paid_for(purchase=purchase, order=one) == 0
    assert paid_for(purchase=purchase, order=two) == 1_000
    purchase.payments.update(state="cancelled")
    assert paid_for(purchase=purchase, order=two) == 0
    assert paid_for(purchase=purchase) == 0


# What may be promised.


@pytest.mark.parametrize("amount", [0, -1])
def test_promise_of_nothing_is_refused(purchase, amount):
    with pytest.raises(OverRefund, match="nothing"):
        promise(purchase, amount)


def test_promises_end_with_what_was_paid(purchase):
    promise(purchase, purchase.total - 1, "A")
    with pytest.raises(OverRefund, match="left of the payments"):
        promise(purchase, 2, "B")
    promise(purchase, 1, "C")
    payment = purchase.payments.get()
    assert (payment.refunded, payment.refundable) == (purchase.total, 0)
    assert Refund.objects.count() == 2


def test_promises_for_an_order_end_with_what_it_cost():
    purchase = two_orders()
    order = purchase.orders.order_by("pk").first()
    cost = int(order.total_incl_tax)
    promise(purchase, cost - 10_000, "A", order=order)
    with pytest.raises(OverRefund, match="what the order cost"):
        promise(purchase, 10_001, "B", order=order)
    assert purchase.payments.get().refunded == cost - 10_000
    promise(purchase, 10_000, "C", order=order)
    assert purchase.payments.get().refunded == cost


def test_same_key_promises_once(purchase):
    first = promise(purchase, 100_000, "K")
    assert promise(purchase, 70_000, "K") == first
    assert purchase.payments.get().refunded == 100_000
    assert promise(purchase, 70_000, "K2") != first


def test_oldest_payment_gives_back_first(purchase):
    Payment.objects.create(
        purchase=purchase, gateway="stripe", reference="pi_2", amount=90_000, state="succeeded"
    )
    made = promise_refund(
        purchase=purchase, amount=purchase.total + 40_000, key="K", reason="returned"
    )
    assert [(r.payment.reference, r.amount, r.way, r.state) for r in made] == [
        (purchase.payments.first().reference, purchase.total, "bank", "needs_account"),
        ("pi_2", 40_000, "card", "ready"),
    ]
    assert [r.key for r in made] == [f"K/{r.payment_id}" for r in made]


def test_promise_is_due_in_seven_days_and_the_buyer_is_told(purchase, monkeypatch):
    assert timedelta(days=7) == PAY_WITHIN
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    refund = promise(purchase)
    assert refund.due_at == NOW + timedelta(days=7)
    assert (refund.amount, refund.reason, refund.round) == (100_000, "returned", 1)
    assert mails("refund_account") == [f"refund_account-{refund.pk}-1"]
    message = MailMessage.objects.get(template="refund_account")
    assert message.context == {
        "purchase": purchase.number,
        "order_number": "",
        "amount": 100_000,
        "refund": refund.pk,
    }


def test_buyer_by_card_is_told_of_the_promise_alone(by_card):
    refund = promise(by_card)
    assert mails("refund_promised") == [f"refund_promised-{refund.pk}-1"]
    assert mails("refund_account") == []


def test_transfer_is_promised_back_up_to_what_is_left():
    transfer = BankTransfer.objects.create(
        bank_reference="FT1", amount=100, returned=40, booked_at=timezone.now()
    )
    for amount in (0, 61):
        with pytest.raises(OverRefund):
            promise_transfer_back(transfer=transfer, amount=amount, key="K", reason="over")
    refund = promise_transfer_back(transfer=transfer, amount=60, key="K", reason="over")
    assert promise_transfer_back(transfer=transfer, amount=60, key="K", reason="over") == refund
    transfer.refresh_from_db()
    assert (transfer.returned, transfer.left) == (100, 0)
    assert (refund.way, refund.state, refund.reason) == ("bank", "needs_account", "over")
    assert abs(refund.due_at - timezone.now() - PAY_WITHIN) < timedelta(minutes=1)
    assert not MailMessage.objects.exists()  # nobody knows whose it is


# To Stripe and back.


def test_refund_is_asked_for_under_its_own_key(by_card, gateway):
    refund = promise(by_card, 70_000)
    gateway.answers["refund"] = answer("re_1", "pending")
    assert send_refund(refund.pk) == "sent"
    assert gateway.asked == [
        (
            "refund",
            {
                "given": (),
                "intent_id": "pi_1",
                "amount": 70_000,
                "idempotency_key": f"refund-{refund.key}#1",
                "mark": f"{refund.key}#1",
            },
        )
    ]
    refund.refresh_from_db()
    assert (refund.reference, refund.attempts, refund.paid_at) == ("re_1", 1, None)
    assert send_refund(refund.pk) == "sent"  # nothing more is asked
    assert len(gateway.asked) == 1


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("succeeded", "paid"),
        ("failed", "failed"),
        ("canceled", "failed"),
        ("pending", "sent"),
        ("requires_action", "sent"),
    ],
)
def test_refund_follows_stripes_word(by_card, gateway, status, state):
    refund = promise(by_card)
    gateway.answers["refund"] = answer("re_1", status, failure_reason="expired_card")
    assert send_refund(refund.pk) == state
    refund.refresh_from_db()
    assert (refund.state, refund.reference, refund.failure) == (state, "re_1", "expired_card")
    assert (refund.paid_at is not None) == (state == "paid")


@pytest.mark.parametrize(
    ("error", "state", "failure"),
    [
        (GatewayRefused("charge_disputed", "It is disputed"), "failed", "charge_disputed"),
        (GatewayRefused("", "It is disputed"), "failed", "It is disputed"),
        (GatewayUnavailable("silent"), "ready", ""),
    ],
)
def test_refusal_fails_a_refund_and_silence_lets_it_wait(by_card, gateway, error, state, failure):
    refund = promise(by_card)
    gateway.answers["refund"] = error
    assert send_refund(refund.pk) == state
    refund.refresh_from_db()
    assert (refund.state, refund.failure, refund.attempts) == (state, failure, 1)
    assert by_card.payments.get().refunded == 100_000  # the buyer is still owed it


def test_second_try_looks_for_the_first_before_it_asks(by_card, gateway):
    refund = promise(by_card)
    gateway.answers |= {"refund": GatewayUnavailable("silent"), "list_refunds": []}
    send_refund(refund.pk)
    assert gateway.names() == ["refund"]
    send_refund(refund.pk)
    assert gateway.names() == ["refund", "list_refunds", "refund"]
    gateway.answers["list_refunds"] = [answer("re_1", "succeeded", f"{refund.key}#1")]
    assert send_refund(refund.pk) == "paid"
    assert gateway.names()[3:] == ["list_refunds"]
    refund.refresh_from_db()
    assert (refund.reference, refund.attempts) == ("re_1", 3)


def test_found_refund_is_of_this_round_or_one_that_stands(by_card, gateway):
    refund = promise(by_card)
    refund.round = 2
    other = answer("re_0", "succeeded", "another/1#2")
    failed_before = answer("re_1", "failed", f"{refund.key}#1")
    failed_now = answer("re_2", "failed", f"{refund.key}#2")
    stands_before = answer("re_3", "pending", f"{refund.key}#1")
    for listed, found in (
        ([], None),
        ([other], None),
        ([other, failed_before], None),
        ([failed_before, failed_now], failed_now),
        ([failed_now, stands_before], stands_before),
    ):
        gateway.answers["list_refunds"] = listed
        assert refunds.refund_at_gateway(refund) is found
    unmarked = answer("re_4", "succeeded")
    unmarked.metadata = object()
    assert refunds.mark_of(unmarked) == ""


def test_bank_refund_is_never_sent_to_stripe(purchase, gateway):
    refund = ready(purchase)
    assert send_refund(refund.pk) == "ready"
    refund.refresh_from_db()
    assert (gateway.asked, refund.attempts) == ([], 0)


def test_news_of_an_earlier_round_changes_nothing(by_card):
    refund = promise(by_card)
    move_refund(refund.pk, Refund.State.SENT, reference="re_2")
    assert move_refund(refund.pk, Refund.State.FAILED, reference="re_1") == "sent"
    assert move_refund(refund.pk, Refund.State.SENT, reference="re_2", failure="x") == "sent"
    refund.refresh_from_db()
    assert (refund.state, refund.reference, refund.failure) == ("sent", "re_2", "")


def test_success_then_failure_takes_the_money_back_into_the_books(by_card):
    refund = promise(by_card)
    move_refund(refund.pk, Refund.State.PAID, reference="re_1")
    assert Transaction.objects.filter(source_reference__startswith=f"{refund.key}#1").count() == 1
    assert mails("refund_paid") == [f"refund_paid-{refund.pk}-1"]
    long = "x" * 300
    assert move_refund(refund.pk, Refund.State.FAILED, reference="re_1", failure=long) == "failed"
    refund.refresh_from_db()
    assert (refund.paid_at, refund.failure) == (None, "x" * 200)
    assert Transaction.objects.filter(
        source_reference__startswith=f"{refund.key}#1-came-back"
    ).exists()


def test_failed_refund_moves_only_when_it_was_given_after_all(by_card):
    refund = promise(by_card)
    move_refund(refund.pk, Refund.State.FAILED, failure="declined")
    assert move_refund(refund.pk, Refund.State.PAID) == "failed"
    assert move_refund(refund.pk, Refund.State.PAID, reference="re_1") == "paid"


def test_a_refund_that_failed_under_a_reference_stays_failed(by_card):
    refund = promise(by_card)
    move_refund(refund.pk, Refund.State.FAILED, reference="re_1")
    assert move_refund(refund.pk, Refund.State.PAID, reference="re_1") == "failed"


def test_refund_that_waits_for_an_account_is_not_paid(purchase):
    refund = promise(purchase)
    assert move_refund(refund.pk, Refund.State.PAID, reference="FT9") == "needs_account"
    assert not mails("refund_paid")


@pytest.mark.parametrize(("credited", "state"), [(0, "open"), (60, "closed")])
def test_transfer_that_is_used_up_is_closed_by_its_refund(staff, credited, state):
    transfer = BankTransfer.objects.create(
        bank_reference="FT1", amount=100, credited=credited, booked_at=timezone.now()
    )
    refund = promise_transfer_back(transfer=transfer, amount=40, key="K", reason="over")
    name_account(refund=refund, **ACCOUNT)
    assert confirm_paid(refund=refund, by=staff, reference="FT2")
    transfer.refresh_from_db()
    assert transfer.state == state


def test_round_of_waiting_refunds_ends_after_three_silences(by_card, gateway):
    made = [promise(by_card, 1_000, f"K{n}") for n in range(5)]
    gateway.answers |= {"refund": GatewayUnavailable("silent"), "list_refunds": []}
    assert send_waiting_refunds() == 0
    assert [Refund.objects.get(pk=r.pk).attempts for r in made] == [1, 1, 1, 0, 0]
    gateway.answers["refund"] = answer("re_9", "pending")
    gateway.asked.clear()
    assert send_waiting_refunds() == 5
    keys = [about["mark"] for name, about in gateway.asked if name == "refund"]
    order = [made[3], made[4], *made[:3]]  # those tried least come first
    assert keys == [f"{r.key}#1" for r in order]
    assert send_waiting_refunds() == 0


def test_refund_tried_thirty_thousand_times_is_left_to_people(by_card, gateway):
    one, two = promise(by_card, 1_000, "A"), promise(by_card, 1_000, "B")
    Refund.objects.filter(pk=one.pk).update(attempts=30_000)
    Refund.objects.filter(pk=two.pk).update(attempts=29_999)
    gateway.answers |= {"refund": answer("re_9", "pending"), "list_refunds": []}
    assert send_waiting_refunds() == 1
    one.refresh_from_db()
    assert (one.state, one.attempts) == ("ready", 30_000)


# Another try.


def test_failed_card_refund_is_tried_again_or_paid_to_a_bank(by_card, gateway):
    gateway.answers["list_refunds"] = []
    for to_bank, state, way in ((False, "ready", "card"), (True, "needs_account", "bank")):
        refund = promise(by_card, 1_000, f"K{to_bank}")
        with pytest.raises(RefundMoved, match="ready"):
            retry_refund(refund=refund, to_bank=to_bank)
        move_refund(refund.pk, Refund.State.FAILED, reference="re_1", failure="declined")
        Refund.objects.filter(pk=refund.pk).update(attempts=4)
        assert retry_refund(refund=refund, to_bank=to_bank) == state
        refund.refresh_from_db()
        assert (refund.way, refund.round, refund.reference) == (way, 2, "")
        assert (refund.failure, refund.attempts) == ("", 0)
    assert mails("refund_account") == [f"refund_account-{refund.pk}-2"]


def test_what_stripe_gave_after_all_is_noted_and_not_tried_again(by_card, gateway):
    refund = promise(by_card)
    move_refund(refund.pk, Refund.State.FAILED, reference="re_1")
    gateway.answers["list_refunds"] = [answer("re_2", "succeeded", f"{refund.key}#1")]
    assert retry_refund(refund=refund, to_bank=True) == "paid"
    refund.refresh_from_db()
    assert (refund.way, refund.reference, refund.round) == ("card", "re_2", 1)


def test_what_stripe_did_not_give_is_tried_again(by_card, gateway):
    refund = promise(by_card)
    move_refund(refund.pk, Refund.State.FAILED, reference="re_1")
    gateway.answers["list_refunds"] = [answer("re_1", "failed", f"{refund.key}#1")]
    assert retry_refund(refund=refund, to_bank=True) == "needs_account"


# Made in Stripe's own pages.


def test_refund_made_at_stripe_is_adopted_up_to_the_ceiling(by_card):
    at = {"amount": by_card.total + 1}
    assert adopt_refund(answer("re_0", "succeeded", payment_intent="pi_9", **at)) == (
        "unknown payment"
    )
    assert adopt_refund(answer("re_0", "succeeded", payment_intent=None, **at)) == "unknown payment"
    assert adopt_refund(answer("re_0", "failed", **at)) == "failed"
    assert adopt_refund(answer("re_0", "succeeded", **at)) == "above the ceiling"
    assert not Refund.objects.exists()
    whole = answer("re_1", "succeeded", amount=by_card.total)
    assert adopt_refund(whole) == "adopted"
    refund = Refund.objects.get()
    assert (refund.key, refund.reason, refund.reference) == ("stripe-re_1", "at_gateway", "re_1")
    assert (refund.way, refund.state, refund.amount) == ("card", "paid", by_card.total)
    assert by_card.payments.get().refunded == by_card.total
    assert adopt_refund(whole) == "paid"
    assert Refund.objects.count() == 1


def test_our_refund_is_known_by_its_reference_or_its_mark(by_card):
    refund = promise(by_card)
    marked = answer("re_1", "pending", f"{refund.key}#1", amount=100_000)
    assert adopt_refund(marked) == "sent"
    assert adopt_refund(answer("re_1", "succeeded", amount=100_000)) == "paid"
    Refund.objects.update(way="bank")
    assert adopt_refund(marked) == "moved to a bank account"


def test_reader_of_a_purchase_by_cash_owes_nothing_yet(vase):
    assert paid_for(purchase=place([(vase, 1)], "cash")) == 0
