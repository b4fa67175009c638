"""Disputes: what the bank took, what came back, what may still be refunded."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from marketplace.gateways.disputes import fees_of, record_dispute
from marketplace.gateways.models import CardDispute
from marketplace.gateways.services import record_success
from marketplace.ledger.models import Transaction
from marketplace.purchases.models import PurchaseEvent
from tests.flows.sale import place

pytestmark = pytest.mark.django_db


@pytest.fixture
def payment(vase):
    purchase = place([(vase, 1)], "stripe")
    payment = purchase.payments.create(gateway="stripe", reference="pi_1", amount=purchase.total)
    record_success(payment)
    return payment


def dispute(status: str, amount: int = 100_000, **more) -> SimpleNamespace:
    facts = {
        "id": "dp_1",
        "payment_intent": "pi_1",
        "status": status,
        "amount": amount,
        "reason": "fraudulent",
        "evidence_details": None,
        "balance_transactions": [],
    }
    return SimpleNamespace(**facts | more)


def row(fee: int, currency: str = "vnd", identity: str = "txn_1") -> SimpleNamespace:
    return SimpleNamespace(id=identity, fee=fee, currency=currency)


def disputed(payment) -> int:
    payment.refresh_from_db()
    return payment.disputed


@pytest.mark.parametrize("intent", ["pi_9", "", None])
def test_dispute_of_a_payment_of_somebody_else_is_left_alone(intent):
    assert record_dispute(dispute("needs_response", payment_intent=intent)) == "unknown payment"
    assert not CardDispute.objects.exists()


@pytest.mark.parametrize(
    ("status", "takes", "is_closed"),
    [
        ("needs_response", True, False),
        ("under_review", True, False),
        ("lost", True, True),
        ("won", False, True),
        ("prevented", False, True),
        ("warning_needs_response", False, False),
        ("warning_under_review", False, False),
        ("warning_closed", False, True),
    ],
)
def test_first_word_of_a_dispute_takes_the_money_or_does_not(payment, status, takes, is_closed):
    assert record_dispute(dispute(status)) == status
    assert disputed(payment) == (100_000 if takes else 0)
    kept = CardDispute.objects.get()
    assert (kept.status, kept.reason, kept.amount) == (status, "fraudulent", 100_000)
    assert (kept.closed_at is not None) is is_closed
    assert kept.is_open is not is_closed
    assert Transaction.objects.filter(source_reference="dp_1").count() == takes
    event = PurchaseEvent.objects.get(code="card_dispute")
    assert event.detail == {"dispute": "dp_1", "status": status}


def test_same_word_again_changes_nothing(payment):
    record_dispute(dispute("needs_response"))
    assert record_dispute(dispute("needs_response")) == "known"
    assert record_dispute(dispute("under_review")) == "under_review"
    assert disputed(payment) == 100_000
    assert Transaction.objects.filter(source_reference="dp_1").count() == 1


def test_dispute_that_is_won_gives_the_money_back(payment):
    record_dispute(dispute("needs_response"))
    record_dispute(dispute("won"))
    assert disputed(payment) == 0
    assert payment.refundable == payment.amount
    assert Transaction.objects.filter(source_reference__startswith="dp_1").count() == 2


def test_inquiry_that_becomes_a_dispute_takes_the_money(payment):
    record_dispute(dispute("warning_needs_response"))
    record_dispute(dispute("needs_response"))
    assert disputed(payment) == 100_000


def test_never_more_than_the_payment_is_taken(payment):
    record_dispute(dispute("needs_response", payment.amount + 5))
    assert disputed(payment) == payment.amount
    assert CardDispute.objects.get().amount == payment.amount


def test_day_to_answer_and_reason_are_kept(payment):
    details = SimpleNamespace(due_by=1_800_000_000)
    record_dispute(dispute("needs_response", evidence_details=details, reason="r" * 90))
    kept = CardDispute.objects.get()
    assert kept.answer_by == datetime.fromtimestamp(1_800_000_000, UTC)
    assert kept.reason == "r" * 60
    record_dispute(dispute("under_review", evidence_details=SimpleNamespace(), reason=None))
    kept.refresh_from_db()
    assert (kept.answer_by, kept.reason) == (None, "")


def test_fees_in_dong_are_added_up_by_row():
    rows = [row(5_000), row(900, "usd", "txn_2"), row(0, "vnd", "txn_3"), row(-2, "vnd", "txn_4")]
    assert fees_of(dispute("lost", balance_transactions=rows)) == {"txn_1": 5_000, "txn_4": -2}
    assert fees_of(dispute("lost", balance_transactions=None)) == {}


def test_each_fee_is_posted_once_and_the_sum_is_kept(payment):
    record_dispute(dispute("needs_response", balance_transactions=[row(5_000)]))
    both = [row(5_000), row(-2_000, identity="txn_2")]
    assert record_dispute(dispute("needs_response", balance_transactions=both)) == "known"
    assert CardDispute.objects.get().fee == 3_000
    fees = Transaction.objects.filter(source_reference__startswith="dp_1/").order_by("pk")
    assert [t.source_reference for t in fees] == ["dp_1/txn_1", "dp_1/txn_2"]
