"""Give money back the way it came: promised under a lock, sent once, followed to its end.

A refund is promised first (a row, and the payment's ceiling with it) inside the transaction of
its cause, and sent afterwards; what fails keeps its promise and waits for a person. Example, a
card payment of 544 000 ₫:

    promise 250 000   refunded 250 000 of 544 000, row READY
    sent to Stripe    row PAID (or SENT while the bank works)
    promise 300 000   refused: only 294 000 are left
    Stripe fails it   row FAILED; refunded stays 250 000, for the buyer is still owed it;
                      staff try again or pay it to a bank account: never both
"""

import logging
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone
from django_tasks import task

from marketplace.accounts.models import User
from marketplace.frame.states import may_move, move, move_rows
from marketplace.gateways.models import BankTransfer, Payment, Refund
from marketplace.gateways.stripe.client import (
    GatewayRefused,
    GatewayUnavailable,
    stripe_gateway,
)
from marketplace.gateways.stripe.words import NOT_GIVEN, RefundStatus
from marketplace.ledger.services import post_payment, post_refund_paid
from marketplace.order.models import Order
from marketplace.purchases.mail import queue_mail
from marketplace.purchases.models import MailMessage, Purchase, PurchaseEvent, Reversal

logger = logging.getLogger(__name__)

# Law on Protection of Consumers' Rights 19/2023/QH15, article 38: paid back within 30 days.
# The market aims lower; the day is shown to staff as the limit.
PAY_WITHIN = timedelta(days=7)
MOST_ATTEMPTS = 30_000  # ten days of tries; the desk lists it all the while
SILENCES = 3  # so many calls without an answer end a round: the gateway is down


class OverRefund(Exception):
    """More than was paid, or than is left of it."""


class RefundMoved(Exception):
    """The refund's state does not allow that step."""


def paid_for(*, purchase: Purchase, order: Order | None = None) -> int:
    """What arrived for a purchase, or for one order of it, in dong."""
    payments = purchase.payments.filter(state=Payment.State.SUCCEEDED)
    if order is not None and payments.filter(order__isnull=False).exists():
        payments = payments.filter(order=order)
    elif order is not None:
        return int(order.total_incl_tax) if payments.exists() else 0
    return payments.aggregate(sum=Sum("amount"))["sum"] or 0


def promise_refund(
    *,
    purchase: Purchase,
    amount: int,
    key: str,
    reason: str,
    order: Order | None = None,
    reversal: Reversal | None = None,
) -> list[Refund]:
    """Promise `amount` dong back, from the oldest payment on; the same key promises once.

    Call it with the purchase locked. With `order`, no more than was paid for that order.
    Raises OverRefund; nothing is promised then.
    """
    known = list(Refund.objects.filter(key__startswith=f"{key}/"))
    if known:
        return known
    if amount <= 0:
        raise OverRefund("nothing to give back")
    if order is not None:
        before = order.refunds.aggregate(sum=Sum("amount"))["sum"] or 0
        if before + amount > paid_for(purchase=purchase, order=order):
            raise OverRefund("above what the order cost")
    payments = Payment.objects.select_for_update().filter(
        purchase=purchase, state=Payment.State.SUCCEEDED
    )
    if order is not None and payments.filter(order__isnull=False).exists():
        payments = payments.filter(order=order)
    left, refunds = amount, []
    with transaction.atomic():
        for payment in payments.order_by("pk"):
            part = min(left, payment.refundable)
            if part:
                refunds.append(
                    refund_payment(
                        payment, part, f"{key}/{payment.pk}", reason, order=order, reversal=reversal
                    )
                )
                left -= part
        if left:
            raise OverRefund("above what is left of the payments")
    tell_buyer(refunds)
    return refunds


def refund_payment(payment: Payment, amount: int, key: str, reason: str, **about: Any) -> Refund:
    """Take `amount` from a locked payment's ceiling and write the promise down.

    `about`: the order and the reversal it is for, where there are any.
    """
    Payment.objects.filter(pk=payment.pk).update(refunded=F("refunded") + amount)
    is_card = payment.gateway == "stripe"
    refund = Refund.objects.create(
        key=key,
        payment=payment,
        **about,
        amount=amount,
        way=Refund.Way.CARD if is_card else Refund.Way.BANK,
        state=Refund.State.READY if is_card else Refund.State.NEEDS_ACCOUNT,
        reason=reason,
        due_at=timezone.now() + PAY_WITHIN,
    )
    if is_card:
        transaction.on_commit(lambda: send_refund_task.enqueue(refund.pk), robust=True)
    return refund


def promise_transfer_back(*, transfer: BankTransfer, amount: int, key: str, reason: str) -> Refund:
    """Promise part of a locked bank transfer back to its sender; the same key once."""
    known = Refund.objects.filter(key=key).first()
    if known:
        return known
    if not 0 < amount <= transfer.left:
        raise OverRefund("above what is left of the transfer")
    transfer.returned += amount
    transfer.save(update_fields=["returned"])
    refund = Refund.objects.create(
        key=key,
        transfer=transfer,
        amount=amount,
        way=Refund.Way.BANK,
        state=Refund.State.NEEDS_ACCOUNT,
        reason=reason,
        due_at=timezone.now() + PAY_WITHIN,
    )
    tell_buyer([refund])
    return refund


def tell_buyer(refunds: list[Refund], template: str = "") -> None:
    """Queue a mail about each refund that just took a step."""
    for refund in refunds:
        purchase = refund.purchase
        if purchase is None:
            continue
        name = template or ("refund_account" if refund.needs_account else "refund_promised")
        queue_mail(
            key=f"{name}-{refund.pk}-{refund.round}",
            to=purchase.email,
            template=name,
            context={
                "purchase": purchase.number,
                "order_number": refund.order.number if refund.order else "",
                "amount": refund.amount,
                "refund": refund.pk,
            },
            language=purchase.language,
        )


@task()
def send_refund_task(refund_pk: int) -> str:
    return send_refund(refund_pk)


def send_refund(refund_pk: int) -> str:
    """Ask Stripe for a promised refund; safe to repeat, from several workers too.

    The key makes Stripe pay once. Keys are forgotten there after a day or more, so a later
    try first looks whether the refund is among those of the payment.
    """
    with transaction.atomic():
        refund = Refund.objects.select_for_update(of=("self",)).get(pk=refund_pk)
        if refund.way != Refund.Way.CARD or not refund.is_ready:
            return refund.state
        refund.attempts += 1
        refund.save(update_fields=["attempts"])
    payment, gateway = refund.payment, stripe_gateway()
    if payment is None:  # of a bank transfer: never to a card
        return refund.state
    asked = f"{refund.key}#{refund.round}"
    try:
        answer = refund_at_gateway(refund) if refund.attempts > 1 or refund.round > 1 else None
        if answer is None:
            answer = gateway.refund(
                intent_id=payment.reference,
                amount=refund.amount,
                idempotency_key=f"refund-{asked}",
                mark=asked,
            )
    except GatewayUnavailable:
        logger.warning("refund %s waits: the gateway does not answer", refund.key)
        return refund.state
    except GatewayRefused as error:
        return move_refund(refund_pk, Refund.State.FAILED, failure=error.code or str(error))
    return apply_answer(refund_pk, answer)


def refund_at_gateway(refund: Refund) -> Any:
    """Give what Stripe made of a refund: the one of this round, or one before it that stands.

    None when there is none. Raises GatewayUnavailable, GatewayRefused.
    """
    payment = refund.payment
    found = stripe_gateway().list_refunds(payment.reference) if payment else []
    asked = f"{refund.key}#{refund.round}"
    ours = [answer for answer in found if mark_of(answer).rsplit("#", 1)[0] == refund.key]
    stands = [answer for answer in ours if answer.status not in NOT_GIVEN]
    return next(iter(stands), next((r for r in ours if mark_of(r) == asked), None))


def mark_of(answer: Any) -> str:
    """Our own name of a refund, as Stripe keeps it with the refund."""
    return getattr(answer.metadata, "refund", "") or ""


def apply_answer(refund_pk: int, answer: Any) -> str:
    """Bring a refund to where Stripe says it is."""
    state = {
        RefundStatus.SUCCEEDED: Refund.State.PAID,
        RefundStatus.FAILED: Refund.State.FAILED,
        RefundStatus.CANCELED: Refund.State.FAILED,
    }.get(answer.status, Refund.State.SENT)
    return move_refund(
        refund_pk, state, reference=answer.id, failure=getattr(answer, "failure_reason", "") or ""
    )


@transaction.atomic
def move_refund(
    refund_pk: int,
    state: Refund.State,
    *,
    reference: str = "",
    failure: str = "",
    by: User | None = None,
) -> str:
    """Move a refund along its table of moves; a step that is done already changes nothing."""
    refund = Refund.objects.select_for_update(of=("self",)).get(pk=refund_pk)
    if reference and refund.reference and reference != refund.reference:
        return refund.state  # news of an earlier round
    if refund.state == state:
        return refund.state
    # Refused to one caller while another was given it: then there was no refund that failed.
    was_given = not refund.reference and bool(reference)
    if not may_move(refund, state) or (refund.has_failed and not was_given):
        return refund.state
    was_paid, pays = refund.is_paid, state == Refund.State.PAID
    move(
        refund,
        state,
        reference=reference or refund.reference,
        failure=failure[:200],
        paid_at=timezone.now() if pays else None,
        paid_by=by if pays else None,
    )
    if pays:
        post_left(refund, by)
        if refund.transfer_id:
            used_up = BankTransfer.objects.filter(
                pk=refund.transfer_id, amount=F("credited") + F("returned")
            )
            move_rows(used_up, BankTransfer.State.OPEN, BankTransfer.State.CLOSED)
        tell_buyer([refund], "refund_paid")
    elif was_paid:
        post_came_back(refund, by)
    return refund.state


def books_of(refund: Refund) -> dict[str, Any]:
    """Name a round of a refund for the ledger."""
    purchase = refund.purchase
    return {
        "purchase_number": purchase.number if purchase else "unmatched",
        "gateway": "stripe" if refund.way == Refund.Way.CARD else "vietqr",
        "reference": f"{refund.key}#{refund.round}",
        "amount": refund.amount,
    }


def post_left(refund: Refund, by: User | None) -> None:
    """Write into the ledger that the money of a refund left."""
    order_number = refund.order.number if refund.order else ""
    post_refund_paid(**books_of(refund), order_number=order_number, by=by)


def post_came_back(refund: Refund, by: User | None) -> None:
    """Write into the ledger that the money of a refund came back after it had left."""
    books = books_of(refund)
    post_payment(**books | {"reference": f"{books['reference']}-came-back"}, by=by)


def send_waiting_refunds() -> int:
    """Send what a worker lost or what failed for want of an answer; return how many moved.

    However long the gateway was down: those tried least come first, a few silences end a round.
    """
    moved = silences = 0
    waiting = Refund.objects.filter(
        way=Refund.Way.CARD, state=Refund.State.READY, attempts__lt=MOST_ATTEMPTS
    ).order_by("attempts", "pk")
    for pk in list(waiting.values_list("pk", flat=True)[:100]):
        if send_refund(pk) != Refund.State.READY:
            moved += 1
            continue
        silences += 1
        if silences == SILENCES:
            break
    return moved


@transaction.atomic
def name_account(*, refund: Refund, bank_bin: str, account: str, account_name: str) -> None:
    """Note where a buyer wants the money; until staff have paid it can be changed.

    Each change is told to the buyer's address: not only the buyer may have the link. Raises
    RefundMoved when it is on its way or paid.
    """
    locked = Refund.objects.select_for_update(of=("self",)).get(pk=refund.pk)
    if locked.way != Refund.Way.BANK or not (locked.needs_account or locked.is_ready):
        raise RefundMoved(locked.state)
    before = (locked.bank_bin, locked.account, locked.account_name)
    if locked.is_ready and before == (bank_bin, account, account_name):
        return
    named = {"bank_bin": bank_bin, "account": account, "account_name": account_name}
    if locked.needs_account:
        move(locked, Refund.State.READY, **named)
    else:
        for column, value in named.items():
            setattr(locked, column, value)
        locked.save(update_fields=[*named])
    tell_account(locked, is_changed=any(before))


def tell_account(refund: Refund, *, is_changed: bool) -> None:
    """Mail the buyer that an account was named for a locked refund: its last digits only."""
    purchase = refund.purchase
    if purchase is None:
        return
    key = f"refund-account-named-{refund.pk}-"
    queue_mail(
        key=f"{key}{MailMessage.objects.filter(key__startswith=key).count() + 1}",
        to=purchase.email,
        template="refund_account_named",
        context={
            "purchase": purchase.number,
            "amount": refund.amount,
            "refund": refund.pk,
            "ending": refund.account[-4:],
            "changed": is_changed,
        },
        language=purchase.language,
    )


@transaction.atomic
def confirm_paid(*, refund: Refund, by: User, reference: str) -> bool:
    """Staff say that a bank refund was paid, with the bank's reference. False if it was known."""
    locked = Refund.objects.select_for_update(of=("self",)).get(pk=refund.pk)
    if locked.is_paid:
        return False
    if locked.way != Refund.Way.BANK or not (locked.is_ready or locked.is_sent):
        raise RefundMoved(locked.state)
    move_refund(locked.pk, Refund.State.PAID, reference=reference, by=by)
    return True


@transaction.atomic
def fail_bank_refund(*, refund: Refund, failure: str) -> None:
    """The bank sent it back: the buyer is asked for another account."""
    locked = Refund.objects.select_for_update(of=("self",)).get(pk=refund.pk)
    if locked.way != Refund.Way.BANK or not (locked.is_ready or locked.is_sent):
        raise RefundMoved(locked.state)
    move(locked, Refund.State.NEEDS_ACCOUNT, failure=failure[:200], round=locked.round + 1)
    tell_buyer([locked], "refund_bounced")


@transaction.atomic
def note_came_back(*, refund: Refund, paid_round: int, failure: str, by: User) -> bool:
    """The bank sent a refund back that was noted as paid: post it, ask for another account.

    `paid_round`: the payment that is meant; one noted before gives False and changes nothing.
    Raises RefundMoved when that one was not paid to a bank account, ValueError without a reason.
    """
    if not failure.strip():
        raise ValueError("a reason is needed")
    locked = Refund.objects.select_for_update(of=("self",)).get(pk=refund.pk)
    if locked.way == Refund.Way.BANK and paid_round < locked.round:
        return False
    if (locked.way, locked.is_paid, locked.round) != (Refund.Way.BANK, True, paid_round):
        raise RefundMoved(locked.state)
    told = {"refund": locked.pk, "reference": locked.reference, "failure": failure[:200]}
    post_came_back(locked, by)
    move(
        locked,
        Refund.State.NEEDS_ACCOUNT,
        failure=failure[:200],
        reference="",
        paid_at=None,
        paid_by=None,
        round=locked.round + 1,
    )
    if locked.purchase:
        PurchaseEvent.objects.create(
            purchase=locked.purchase,
            order=locked.order,
            code="refund_came_back",
            detail=told,
            by=by,
        )
    tell_buyer([locked], "refund_bounced")
    return True


def retry_refund(*, refund: Refund, to_bank: bool) -> str:
    """Try a failed card refund again, or pay it to a bank account instead: never both.

    Stripe is asked first: what it has given after all is noted and not tried again. Gives the
    state. Raises RefundMoved, GatewayUnavailable, GatewayRefused.
    """
    refund.refresh_from_db()
    if refund.way == Refund.Way.CARD and refund.has_failed:
        answer = refund_at_gateway(refund)
        if answer and answer.status not in NOT_GIVEN:
            Refund.objects.filter(pk=refund.pk, state=Refund.State.FAILED).update(reference="")
            return apply_answer(refund.pk, answer)
    return try_again(refund, to_bank)


@transaction.atomic
def try_again(refund: Refund, to_bank: bool) -> str:
    locked = Refund.objects.select_for_update(of=("self",)).get(pk=refund.pk)
    if not locked.has_failed:
        raise RefundMoved(locked.state)
    again = {"round": locked.round + 1, "reference": "", "failure": "", "attempts": 0}
    if to_bank:
        move(locked, Refund.State.NEEDS_ACCOUNT, way=Refund.Way.BANK, **again)
        tell_buyer([locked])
    else:
        move(locked, Refund.State.READY, **again)
        transaction.on_commit(lambda: send_refund_task.enqueue(locked.pk), robust=True)
    return locked.state


@transaction.atomic
def adopt_refund(answer: Any) -> str:
    """Follow a refund that Stripe tells of: one of ours, or one made in Stripe's own pages."""
    mark = mark_of(answer)
    ours = (
        Refund.objects.filter(reference=answer.id).first()
        or Refund.objects.filter(key=mark.rsplit("#", 1)[0]).first()
    )
    if ours:
        if ours.way != Refund.Way.CARD:
            return "moved to a bank account"
        return apply_answer(ours.pk, answer)
    payment = Payment.objects.filter(gateway="stripe", reference=answer.payment_intent or "")
    locked = payment.select_for_update().first()
    if locked is None:
        return "unknown payment"
    if answer.status in NOT_GIVEN:
        return "failed"
    if answer.amount > locked.refundable:
        logger.error("refund %s at the gateway is above our ceiling", answer.id)
        return "above the ceiling"
    Payment.objects.filter(pk=locked.pk).update(refunded=F("refunded") + answer.amount)
    refund = Refund.objects.create(
        key=f"stripe-{answer.id}",
        payment=locked,
        amount=answer.amount,
        way=Refund.Way.CARD,
        state=Refund.State.SENT,
        reason="at_gateway",
        reference=answer.id,
    )
    apply_answer(refund.pk, answer)
    return "adopted"
