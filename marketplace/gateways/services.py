"""Payments from their start to their end. Return, webhook and clock may race in any order."""

import logging

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import task

from marketplace.gateways.models import BankTransfer, Payment, WebhookEvent
from marketplace.gateways.stripe.client import (
    GatewayRefused,
    GatewayUnavailable,
    stripe_gateway,
)
from marketplace.gateways.vietqr.payload import build_payload, fold_purpose
from marketplace.purchases.models import Purchase
from marketplace.purchases.services import Settlement, expire_purchase, settle_purchase

logger = logging.getLogger(__name__)


class NotPayable(Exception):
    """The purchase is paid, run out or cancelled."""


def start_card_payment(purchase: Purchase) -> str:
    """Give the client secret of the purchase's PaymentIntent, made at the first call.

    The key makes the gateway give the same intent to callers that race. Raises NotPayable,
    GatewayUnavailable, GatewayRefused.
    """
    if not purchase.is_payable:
        raise NotPayable
    gateway = stripe_gateway()
    payment = (
        purchase.payments.filter(gateway="stripe").exclude(state=Payment.State.CANCELLED).first()
    )
    if payment:
        return gateway.retrieve_intent(payment.reference).client_secret or ""
    intent = gateway.create_intent(
        amount=purchase.total,
        reference=purchase.number,
        idempotency_key=f"purchase-{purchase.token}",
        email=purchase.email,
        description=f"{settings.OSCAR_SHOP_NAME} {purchase.number}",
    )
    Payment.objects.get_or_create(
        gateway="stripe",
        reference=intent.id,
        defaults={"purchase": purchase, "amount": purchase.total},
    )
    return intent.client_secret or ""


def look_up_card_payment(payment: Payment) -> Settlement | None:
    """Ask the gateway how a payment stands and act on it; None while it is open.

    Neither the return address nor a webhook's body is believed: both only cause this.
    """
    intent = stripe_gateway().retrieve_intent(payment.reference)
    if intent.status == "succeeded" and intent.amount_received == payment.amount:
        return record_success(payment)
    if intent.status == "canceled":
        Payment.objects.filter(pk=payment.pk, state=Payment.State.STARTED).update(
            state=Payment.State.CANCELLED
        )
    elif intent.last_payment_error:
        Payment.objects.filter(pk=payment.pk, state=Payment.State.STARTED).update(
            failure=(intent.last_payment_error.code or "")[:200]
        )
    return None


def record_success(payment: Payment) -> Settlement:
    """Settle the purchase of a payment that arrived; give money that is too late back."""
    with transaction.atomic():
        outcome = settle_purchase(payment.purchase_id)
        locked = Payment.objects.select_for_update().get(pk=payment.pk)
        if locked.state != Payment.State.SUCCEEDED:
            locked.state, locked.settled_at = Payment.State.SUCCEEDED, timezone.now()
            locked.save(update_fields=["state", "settled_at"])
    if outcome is Settlement.TOO_LATE:
        refund_card_payment(payment=locked, amount=locked.amount, reason="late")
    return outcome


def refund_card_payment(*, payment: Payment, amount: int, reason: str) -> None:
    """Refund at most what is left of a payment; the same reason refunds once.

    The ceiling is taken in our books first, under a lock, then asked of the gateway; a
    refusal puts it back. Raises ValueError above the ceiling.
    """
    with transaction.atomic():
        locked = Payment.objects.select_for_update().get(pk=payment.pk)
        if locked.refunded >= amount and reason == "late":
            return
        if amount <= 0 or locked.refunded + amount > locked.amount:
            raise ValueError("above the ceiling")
        locked.refunded = F("refunded") + amount
        locked.save(update_fields=["refunded"])
    try:
        stripe_gateway().refund(
            intent_id=payment.reference,
            amount=amount,
            idempotency_key=f"refund-{payment.reference}-{reason}",
        )
    except (GatewayRefused, GatewayUnavailable):
        Payment.objects.filter(pk=payment.pk).update(refunded=F("refunded") - amount)
        raise


def store_event(*, gateway: str, event_id: str, kind: str, payload: dict) -> WebhookEvent:
    """Keep a verified message once; the same id again gives the first row."""
    event, created = WebhookEvent.objects.get_or_create(
        gateway=gateway, event_id=event_id, defaults={"kind": kind[:80], "payload": payload}
    )
    if created:
        transaction.on_commit(lambda: handle_event_task.enqueue(event.pk), robust=True)
    return event


@task()
def handle_event_task(event_pk: int) -> str:
    return handle_event(event_pk)


def handle_event(event_pk: int) -> str:
    """Act on a stored message once; return what was done. Safe to call again."""
    event = WebhookEvent.objects.get(pk=event_pk)
    if event.handled_at:
        return event.outcome
    WebhookEvent.objects.filter(pk=event_pk).update(attempts=F("attempts") + 1)
    outcome = "ignored"
    if event.gateway == "stripe" and event.kind.startswith("payment_intent."):
        reference = event.payload["data"]["object"]["id"]
        payment = Payment.objects.filter(gateway="stripe", reference=reference).first()
        outcome = "unknown payment"
        if payment:
            settlement = look_up_card_payment(payment)
            outcome = settlement.value if settlement else "open"
    elif event.gateway == "vietqr":
        outcome = record_transfer(event.payload).state
    WebhookEvent.objects.filter(pk=event_pk, handled_at=None).update(
        handled_at=timezone.now(), outcome=outcome
    )
    return outcome


def handle_waiting_events() -> int:
    """Handle messages that a worker lost or that failed when they came; return how many."""
    done = 0
    for pk in WebhookEvent.objects.filter(handled_at=None, attempts__lt=20).values_list(
        "pk", flat=True
    )[:100]:
        try:
            handle_event(pk)
            done += 1
        except (GatewayUnavailable, GatewayRefused):
            logger.warning("webhook event %s waits: the gateway does not answer", pk)
    return done


def transfer_reference(purchase: Purchase) -> str:
    """Write a purchase's number as banks carry it: letters and digits, OCOP before."""
    return fold_purpose(f"OCOP{purchase.number.replace('-', '')}")


def transfer_payload(purchase: Purchase) -> str:
    """Write the VietQR text that pays this purchase."""
    return build_payload(
        bank_bin=settings.VIETQR_BANK_BIN,
        account=settings.VIETQR_ACCOUNT,
        amount_vnd=purchase.total,
        purpose=transfer_reference(purchase),
    )


def find_by_reference(purpose: str) -> Purchase | None:
    """Find the purchase whose reference stands in a transfer's purpose."""
    text = "".join(c for c in purpose.upper() if c.isalnum())
    start = text.find("OCOP")
    if start < 0:
        return None
    number = text[start + 4 : start + 16]
    return Purchase.objects.filter(number=f"{number[:6]}-{number[6:12]}").first()


@transaction.atomic
def record_transfer(message: dict) -> BankTransfer:
    """Book a transfer that the bank told of, once per bank reference, and match it.

    message: {"reference": str, "amount": dong, "purpose": str, "booked_at": ISO time}.
    Matched by reference and exact amount, never by amount alone; all else stays open
    for a person to look at.
    """
    booked_at = message.get("booked_at") or timezone.now()
    transfer, created = BankTransfer.objects.get_or_create(
        bank_reference=str(message["reference"])[:80],
        defaults={
            "amount": int(message["amount"]),
            "purpose": str(message.get("purpose", ""))[:200],
            "booked_at": booked_at,
        },
    )
    if not created:
        return transfer
    purchase = find_by_reference(transfer.purpose)
    transfer.purchase = purchase
    if purchase is None:
        transfer.reason = "no_reference"
    elif transfer.amount != purchase.total:
        transfer.reason = "other_amount"
    else:
        outcome = settle_purchase(purchase.pk)
        if outcome in (Settlement.PAID, Settlement.REVIVED):
            transfer.state = BankTransfer.State.MATCHED
            Payment.objects.create(
                purchase=purchase,
                gateway="vietqr",
                reference=transfer.bank_reference,
                amount=transfer.amount,
                state=Payment.State.SUCCEEDED,
                settled_at=timezone.now(),
            )
        else:
            transfer.reason = outcome.value
    transfer.save()
    return transfer


def release_unpaid() -> int:
    """Release purchases whose time ran out: cancel at the gateway first, then free stock."""
    released = 0
    due = Purchase.objects.filter(state=Purchase.State.PENDING, expires_at__lte=timezone.now())
    for purchase in due.order_by("pk")[:200]:
        try:
            if cancel_card_payments(purchase) and expire_purchase(purchase.pk):
                released += 1
        except GatewayUnavailable:
            logger.warning("purchase %s not released: the gateway is down", purchase.number)
    return released


def cancel_card_payments(purchase: Purchase) -> bool:
    """Cancel what is open at the gateway. False when it turns out to be paid."""
    for payment in purchase.payments.filter(gateway="stripe", state=Payment.State.STARTED):
        try:
            stripe_gateway().cancel_intent(payment.reference)
        except GatewayRefused:
            if look_up_card_payment(payment) is not None:
                return False
        Payment.objects.filter(pk=payment.pk, state=Payment.State.STARTED).update(
            state=Payment.State.CANCELLED
        )
    return True
