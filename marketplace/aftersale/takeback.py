"""Give back what was paid for goods that were taken back: ledger, refund and credit note in one."""

import logging

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.aftersale.documents import issue_credit_note
from marketplace.aftersale.mail import mail_producer
from marketplace.gateways.models import Payment
from marketplace.gateways.refunds import promise_refund
from marketplace.ledger.services import NotPosted, RefundPart, preview_refund
from marketplace.ledger.services import Reversal as Cost
from marketplace.purchases.accounting import post_reversal
from marketplace.purchases.cancellation import cancel_lines
from marketplace.purchases.models import Purchase, Reversal

logger = logging.getLogger(__name__)


def is_prepaid(purchase: Purchase) -> bool:
    """True when money came before the goods; cash comes with them, order by order."""
    return purchase.payments.filter(state=Payment.State.SUCCEEDED, order__isnull=True).exists()


def left_by_banks(purchase: Purchase) -> int:
    """What a buyer can get back when the card's bank took some of it back already.

    The ledger counts a chargeback as owed by the buyer, so what is not refunded here evens out.
    """
    payments = list(purchase.payments.filter(state=Payment.State.SUCCEEDED))
    if not any(payment.disputed for payment in payments):
        return purchase.total
    return sum(payment.refundable for payment in payments)


def give_back(reversal: Reversal) -> None:
    """Post a new reversal and promise the buyer what was paid; within the caller's lock."""
    purchase = reversal.order.purchase
    try:
        post_reversal(reversal)
    except NotPosted:  # in cash: it is posted with the sale; older than the ledger: never
        logger.info("order %s has no sale in the ledger yet", reversal.order.number)
    paid = reversal.cause == Reversal.Cause.RETURNED or is_prepaid(purchase)
    amount = min(reversal.total, left_by_banks(purchase)) if paid else 0
    if not amount:
        return
    promise_refund(
        purchase=purchase,
        amount=amount,
        key=f"reversal-{reversal.pk}",
        reason=reversal.cause,
        order=reversal.order,
        reversal=reversal,
    )
    issue_credit_note(reversal)


@transaction.atomic
def cancel_order(
    *,
    order,
    key: str,
    side: str,
    reason: str,
    by: User | None,
    note: str = "",
    quantities: list[tuple[int, int]] | None = None,
    percent: int = 100,
) -> Reversal:
    """Cancel an order, or (line id, quantity) pairs of it, and give back what was paid.

    The same key cancels once. Raises MoveRefused, NothingToCancel.
    """
    reversal, is_new = cancel_lines(
        order=order,
        key=key,
        side=side,
        reason=reason,
        by=by,
        note=note,
        quantities=quantities,
        percent=percent,
    )
    if is_new:
        give_back(reversal)
        if side != Reversal.Side.PRODUCER:
            mail_producer(
                order=reversal.order,
                kind="order_unconfirmed" if reversal.is_unconfirmed else "order_cut",
                template="producer_unconfirmed"
                if reversal.is_unconfirmed
                else "producer_cancelled",
                key=f"cancelled-{reversal.pk}",
            )
    return reversal


def cost_of(order, parts: list[RefundPart]) -> Cost | None:
    """Tell what taking parts back would cost the producer; None before the ledger has a sale."""
    try:
        return preview_refund(order_number=order.number, parts=parts)
    except NotPosted:
        return None
