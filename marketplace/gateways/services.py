"""Payments from their start to their end. Return, webhook and clock may race in any order."""

import logging
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import task

from marketplace.accounts.models import User
from marketplace.frame.states import move, move_rows
from marketplace.gateways.cards import customer_id
from marketplace.gateways.disputes import record_dispute
from marketplace.gateways.methods import PaymentMethod, payment_methods
from marketplace.gateways.models import Payment, WebhookEvent
from marketplace.gateways.refunds import adopt_refund, refund_payment, tell_buyer
from marketplace.gateways.stripe.client import (
    GatewayRefused,
    GatewayUnavailable,
    stripe_gateway,
)
from marketplace.gateways.stripe.words import IntentStatus
from marketplace.gateways.transfers import let_go_short_transfers, record_transfer
from marketplace.ledger.services import post_payment, post_payment_fee
from marketplace.purchases.models import Purchase, PurchaseEvent
from marketplace.purchases.services import (
    Settlement,
    expire_purchase,
    lock_purchase,
    settle_purchase,
)
from marketplace.purchases.visit_orders import longest_wait

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 20  # tries that failed otherwise than by silence of the gateway
SILENCES = 3  # so many calls without an answer end a round: the gateway is down


class NotPayable(Exception):
    """The purchase is paid, run out or cancelled."""


def start_card_payment(purchase: Purchase) -> str:
    """Give the client secret of the purchase's PaymentIntent, made at the first call.

    The key makes the gateway give the same intent to callers that race. A signed-in buyer's
    intent belongs to Stripe's customer, so that a kept card can pay it. Raises NotPayable,
    GatewayUnavailable, GatewayRefused.
    """
    return card_intent(purchase).client_secret or ""


def card_intent(purchase: Purchase) -> Any:
    """Give the purchase's PaymentIntent as it stands at Stripe, made at the first call."""
    if not purchase.is_payable:
        raise NotPayable
    gateway = stripe_gateway()
    payment = (
        purchase.payments.filter(gateway="stripe").exclude(state=Payment.State.CANCELLED).first()
    )
    if payment:
        return gateway.retrieve_intent(payment.reference)
    intent = gateway.create_intent(
        amount=purchase.total,
        reference=purchase.number,
        idempotency_key=f"purchase-{purchase.token}",
        email=purchase.email,
        description=f"{settings.OSCAR_SHOP_NAME} {purchase.number}",
        since=purchase.placed_at,
        customer=customer_id(purchase.user) if purchase.user else "",
    )
    Payment.objects.get_or_create(
        gateway="stripe",
        reference=intent.id,
        defaults={"purchase": purchase, "amount": purchase.total},
    )
    return intent


def transfer_method(purchase: Purchase) -> PaymentMethod | None:
    """Give the bank transfer that could pay a purchase by card instead; None if none can."""
    if not purchase.is_payable or purchase.payment_method != "stripe":
        return None
    order = purchase.orders.select_related("shipping_address").first()
    country = order.shipping_address.country_id if order and order.shipping_address else ""
    return next((m for m in payment_methods(country=country) if m.code == "vietqr"), None)


def pay_by_transfer(purchase: Purchase, *, by: User | None) -> bool:
    """Let a buyer pay by transfer what was to be paid by card; there is then more time.

    The card payment is cancelled if Stripe answers; one that still arrives pays the purchase
    or, after the transfer, goes back. False when the purchase is paid, has run out or cannot
    be paid so; the same again changes nothing.
    """
    if purchase.payment_method != "vietqr" and transfer_method(purchase) is None:
        return False
    try:
        if not cancel_card_payments(purchase):
            return False
    except (GatewayUnavailable, GatewayRefused):
        logger.warning("purchase %s: its card payment stays open", purchase.number)
    with transaction.atomic():
        locked = lock_purchase(purchase.pk)
        if locked.is_payable and locked.payment_method == "vietqr":
            return True
        method = transfer_method(locked)
        if method is None or method.pay_within is None:
            return False
        now = timezone.now()
        until = longest_wait(locked, now + method.pay_within)
        if until <= now:
            return False
        locked.payment_method = method.code
        locked.expires_at = until
        locked.save(update_fields=["payment_method", "expires_at"])
        PurchaseEvent.objects.create(purchase=locked, code="pays_by_transfer", by=by)
    return True


def look_up_card_payment(payment: Payment) -> Settlement | None:
    """Ask the gateway how a payment stands and act on it; None while it is open.

    Neither the return address nor a webhook's body is believed: both only cause this.
    """
    intent = stripe_gateway().retrieve_intent(payment.reference)
    if intent.status == IntentStatus.SUCCEEDED and intent.amount_received == payment.amount:
        return record_success(payment, fee=fee_of(intent))
    if intent.status == IntentStatus.CANCELED:
        give_up(payment)
    elif intent.last_payment_error:
        Payment.objects.filter(pk=payment.pk, state=Payment.State.STARTED).update(
            failure=(intent.last_payment_error.code or "")[:200]
        )
    return None


def give_up(payment: Payment) -> None:
    """Note that nobody can pay a started payment any more; one that ended stays as it did."""
    started = Payment.objects.filter(pk=payment.pk)
    move_rows(started, Payment.State.STARTED, Payment.State.CANCELLED)


def fee_of(intent: Any) -> int:
    """What the gateway kept of a payment, when it says so in dong; else 0."""
    entry = getattr(intent.latest_charge, "balance_transaction", None)
    return entry.fee if entry and getattr(entry, "currency", "") == "vnd" else 0


def record_success(payment: Payment, fee: int = 0) -> Settlement:
    """Settle the purchase of a payment that arrived; promise money that is too late back.

    Also what a second way had paid already. The same news again changes nothing.
    """
    with transaction.atomic():
        purchase = lock_purchase(payment.purchase_id)
        locked = Payment.objects.select_for_update().get(pk=payment.pk)
        if locked.has_succeeded:
            return Settlement.ALREADY
        move(locked, Payment.State.SUCCEEDED, settled_at=timezone.now(), fee=fee)
        post_payment(
            purchase_number=purchase.number,
            gateway=locked.gateway,
            reference=locked.reference,
            amount=locked.amount,
        )
        if fee:
            post_payment_fee(
                purchase_number=purchase.number,
                gateway=locked.gateway,
                reference=locked.reference,
                amount=fee,
            )
        outcome = settle_purchase(payment.purchase_id)
        if outcome in (Settlement.TOO_LATE, Settlement.ALREADY):
            key = f"late-{locked.reference}"
            tell_buyer([refund_payment(locked, locked.amount, f"{key}/{locked.pk}", "late")])
            PurchaseEvent.objects.create(purchase=purchase, code="late_money_goes_back")
    return outcome


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
    """Handle a message when it comes; what the gateway's silence keeps waiting the clock takes."""
    try:
        return handle_event(event_pk)
    except GatewayUnavailable:
        take_try_back(event_pk)
        return "waits"


def take_try_back(event_pk: int) -> None:
    """A gateway that is down costs a message none of its tries."""
    WebhookEvent.objects.filter(pk=event_pk).update(attempts=F("attempts") - 1)
    logger.warning("webhook event %s waits: the gateway does not answer", event_pk)


def handle_event(event_pk: int) -> str:
    """Act on a stored message once; return what was done. Safe to call again.

    A message is a reason to look, never the news itself: the gateway is asked how it stands.
    """
    event = WebhookEvent.objects.get(pk=event_pk)
    if event.handled_at:
        return event.outcome
    WebhookEvent.objects.filter(pk=event_pk).update(attempts=F("attempts") + 1)
    outcome = "ignored"
    if event.gateway == "stripe":
        outcome = handle_stripe(event.kind, thing_of(event.payload))
    elif event.gateway == "vietqr" and event.kind == "transfer":
        outcome = record_transfer(event.payload).state
    WebhookEvent.objects.filter(pk=event_pk, handled_at=None).update(
        handled_at=timezone.now(), outcome=outcome[:120]
    )
    return outcome


def thing_of(payload: dict) -> dict:
    """Give what a Stripe event is about; nothing where it is about nothing that we can read."""
    data = payload.get("data")
    thing = data.get("object") if isinstance(data, dict) else None
    return thing if isinstance(thing, dict) else {}


def text_in(thing: dict, name: str) -> str:
    value = thing.get(name)
    return value if isinstance(value, str) else ""


def name_of(thing: dict) -> str:
    """Give the id of what moved money; ValueError without one, so that people are told of it."""
    if not (named := text_in(thing, "id")):
        raise ValueError("names nothing")
    return named


def handle_stripe(kind: str, thing: dict) -> str:
    """Look up at Stripe what an event names, and bring our rows to where it stands."""
    if kind.startswith("payment_intent."):
        payment = Payment.objects.filter(gateway="stripe", reference=text_in(thing, "id")).first()
        if payment is None:
            return "unknown payment"
        settlement = look_up_card_payment(payment)
        return settlement.value if settlement else "open"
    if kind == "charge.refunded":
        intent = text_in(thing, "payment_intent")
        if not Payment.objects.filter(gateway="stripe", reference=intent).exists():
            return "unknown payment"
        return ", ".join(adopt_refund(r) for r in stripe_gateway().list_refunds(intent)) or "none"
    if kind.startswith("refund.") or kind == "charge.refund.updated":
        return adopt_refund(stripe_gateway().retrieve_refund(name_of(thing)))
    if kind.startswith("charge.dispute."):
        return record_dispute(stripe_gateway().retrieve_dispute(name_of(thing)))
    return "ignored"


def handle_waiting_events() -> int:
    """Handle messages that a worker lost or that failed when they came; return how many.

    A gateway that is down costs a message none of its tries; one that cannot be handled
    keeps none of the others.
    """
    done = silences = 0
    waiting = WebhookEvent.objects.filter(handled_at=None, attempts__lt=MOST_ATTEMPTS)
    rows = waiting.order_by("attempts", "pk").values_list("pk", "gateway")
    for pk, gateway in list(rows[:100]):
        if gateway == "stripe" and silences == SILENCES:
            continue
        try:
            handle_event(pk)
            done += 1
        except GatewayUnavailable:
            silences += 1
            take_try_back(pk)
        except Exception:
            logger.exception("webhook event %s cannot be handled", pk)
    return done


def release_unpaid() -> int:
    """Release purchases whose time ran out: cancel at the gateway first, then free stock."""
    released = silences = 0
    due = Purchase.objects.filter(state=Purchase.State.PENDING, expires_at__lte=timezone.now())
    for purchase in due.order_by("pk")[:200]:
        if silences >= SILENCES and purchase.payment_method == "stripe":
            continue
        try:
            if cancel_card_payments(purchase) and expire_purchase(purchase.pk):
                let_go_short_transfers(purchase.pk)
                released += 1
        except GatewayUnavailable:
            silences += 1
            logger.warning("purchase %s not released: the gateway is down", purchase.number)
        except GatewayRefused:
            logger.exception("purchase %s not released: the gateway refuses", purchase.number)
    return released


def cancel_card_payments(purchase: Purchase) -> bool:
    """Cancel what is open at the gateway. False when it turns out to be paid."""
    for payment in purchase.payments.filter(gateway="stripe", state=Payment.State.STARTED):
        try:
            stripe_gateway().cancel_intent(payment.reference)
        except GatewayRefused as refusal:
            # What the gateway does not know (another account's keys) nobody can pay.
            if refusal.code != "resource_missing" and look_up_card_payment(payment) is not None:
                return False
        give_up(payment)
    return True
