"""Chargebacks: a buyer's bank takes the money back; Stripe tells, people answer.

Disputed money cannot be refunded as well, or it would go back twice: it is taken from what a
payment may still give back until the dispute is won.
"""

from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from marketplace.gateways.models import CardDispute, Payment
from marketplace.gateways.stripe.words import ENDED, TAKES_NOTHING
from marketplace.ledger.services import (
    is_fee_in_chargeback,
    post_chargeback,
    post_chargeback_won,
    post_payment_fee,
)
from marketplace.purchases.models import PurchaseEvent
from marketplace.purchases.services import lock_purchase


def fees_of(answer: Any) -> dict[str, int]:
    """What the gateway took for a dispute, or below zero gave back, in dong, by balance row.

    Fees in another currency are not ours to add.
    """
    rows = answer.balance_transactions or []
    return {row.id: row.fee for row in rows if row.fee and row.currency == "vnd"}


def post_fees(dispute: CardDispute, fees: dict[str, int]) -> int:
    """Post each row's fee once, as it was taken or came back; give what the market bears now.

    A dispute that is won gives back its amount, and its fee only where a row says so.
    """
    for row, fee in fees.items():
        if not is_fee_in_chargeback(gateway="stripe", reference=dispute.dispute_id, back=fee < 0):
            post_payment_fee(
                purchase_number=dispute.payment.purchase.number,
                gateway="stripe",
                reference=f"{dispute.dispute_id}/{row}",
                amount=fee,
            )
    return sum(fees.values())


@transaction.atomic
def record_dispute(answer: Any) -> str:
    """Write down a dispute as Stripe has it now; the same state again changes nothing."""
    payment = Payment.objects.filter(
        gateway="stripe", reference=answer.payment_intent or ""
    ).first()
    if payment is None:
        return "unknown payment"
    purchase = lock_purchase(payment.purchase_id)
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    dispute, created = CardDispute.objects.get_or_create(
        dispute_id=answer.id,
        defaults={"payment": payment, "amount": answer.amount, "status": ""},
    )
    fee = post_fees(dispute, fees_of(answer))
    if dispute.status == answer.status:
        CardDispute.objects.filter(pk=dispute.pk).update(fee=fee)
        return "known"
    taken_before = not created and dispute.status not in TAKES_NOTHING
    takes = answer.status not in TAKES_NOTHING
    dispute.status, dispute.reason = answer.status, (answer.reason or "")[:60]
    dispute.amount = min(answer.amount, payment.amount)
    dispute.fee = fee
    due = getattr(answer.evidence_details, "due_by", None) if answer.evidence_details else None
    dispute.answer_by = datetime.fromtimestamp(due, UTC) if due else None
    dispute.closed_at = timezone.now() if answer.status in ENDED else None
    dispute.save()
    if takes != taken_before:
        post = post_chargeback if takes else post_chargeback_won
        post(
            purchase_number=purchase.number,
            gateway="stripe",
            reference=dispute.dispute_id,
            amount=dispute.amount,
        )
        change = dispute.amount if takes else -dispute.amount
        payment.disputed = min(max(payment.disputed + change, 0), payment.amount)
        payment.save(update_fields=["disputed"])
    PurchaseEvent.objects.create(
        purchase=purchase,
        code="card_dispute",
        detail={"dispute": dispute.dispute_id, "status": dispute.status},
    )
    return dispute.status
