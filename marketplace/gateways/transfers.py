"""Bank transfers: written by a notice or a statement, matched by the purchase's reference.

The reference decides, never the amount alone. What a purchase of 544 000 ₫ receives:

    544 000                  paid
    500 000                  short: kept, the buyer is told that 44 000 are missing
    500 000, then 44 000     paid by both
    600 000                  paid; 56 000 over go back, the buyer names an account
    544 000, then 544 000    paid; the second goes back
    544 000 after its time   revives the purchase if the goods are there, else waits for a person
    544 000 for one in cash  goes back: each parcel is paid when it is handed over
"""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone

from marketplace.accounts.models import User
from marketplace.frame.folding import fold
from marketplace.frame.states import move
from marketplace.gateways.models import BankTransfer, Payment, Refund
from marketplace.gateways.refunds import note_came_back, promise_transfer_back
from marketplace.gateways.vietqr.payload import build_payload, fold_purpose
from marketplace.ledger.services import (
    post_matched,
    post_payment,
    post_refund_paid,
    post_unmatched,
)
from marketplace.purchases.mail import queue_mail
from marketplace.purchases.models import Purchase
from marketplace.purchases.services import Settlement, lock_purchase, settle_purchase


class TransferMoved(Exception):
    """Somebody has dealt with the transfer already."""


def transfer_reference(purchase: Purchase) -> str:
    """Write a purchase's number as banks carry it: letters and digits, OCOP before."""
    return fold_purpose(f"OCOP{purchase.number.replace('-', '')}")


def waiting_sum(purchase: Purchase, besides: BankTransfer | None = None) -> int:
    """What short transfers have brought so far, in dong."""
    rows = purchase.transfers.filter(
        state=BankTransfer.State.OPEN, reason=BankTransfer.Reason.SHORT
    )
    if besides is not None:
        rows = rows.exclude(pk=besides.pk)
    return rows.aggregate(sum=Sum(F("amount") - F("credited") - F("returned")))["sum"] or 0


def transfer_payload(purchase: Purchase) -> str:
    """Write the VietQR text that pays this purchase, or what is still missing of it."""
    return build_payload(
        bank_bin=settings.VIETQR_BANK_BIN,
        account=settings.VIETQR_ACCOUNT,
        amount_vnd=purchase.total - waiting_sum(purchase),
        purpose=transfer_reference(purchase),
    )


def numbers_in(purpose: str) -> list[str]:
    """List what could be purchase numbers in a transfer's purpose, as banks carry them."""
    text = "".join(c for c in purpose.upper() if c.isascii() and c.isalnum())
    starts = [match.end() for match in re.finditer("OCOP", text)]
    return [f"{text[at : at + 6]}-{text[at + 6 : at + 12]}" for at in starts]


def find_by_references(purposes: Iterable[str]) -> dict[str, Purchase]:
    """Find the purchases whose references stand in transfers' purposes, in one query."""
    named = {purpose: numbers_in(purpose) for purpose in purposes}
    wanted = {number for numbers in named.values() for number in numbers}
    known = {p.number: p for p in Purchase.objects.filter(number__in=wanted)} if wanted else {}
    return {
        purpose: next(known[number] for number in numbers if number in known)
        for purpose, numbers in named.items()
        if any(number in known for number in numbers)
    }


def find_by_reference(purpose: str) -> Purchase | None:
    return find_by_references([purpose]).get(purpose)


@transaction.atomic
def record_transfer(
    message: dict, *, source: str = BankTransfer.Source.WEBHOOK, statement: Any = None
) -> BankTransfer:
    """Book a transfer that the bank told of, once per bank reference, and match it.

    message: {"reference": str, "amount": dong, "purpose": str, "booked_at": ISO time}.
    """
    reference = str(message["reference"])[:80]
    if source == BankTransfer.Source.WEBHOOK and (known := row_told_of(reference, message)):
        return known
    transfer, created = BankTransfer.objects.get_or_create(
        bank_reference=reference,
        defaults={
            "amount": int(message["amount"]),
            "purpose": str(message.get("purpose", ""))[:200],
            "booked_at": message.get("booked_at") or timezone.now(),
            "source": source,
            "statement": statement,
        },
    )
    if not created:
        return transfer
    purchase = find_by_reference(transfer.purpose)
    name, amount = transfer.bank_reference, transfer.amount
    if purchase is None:
        post_unmatched(reference=name, amount=amount)
        transfer.reason = BankTransfer.Reason.NO_REFERENCE
        transfer.save(update_fields=["reason"])
        return transfer
    post_payment(purchase_number=purchase.number, gateway="vietqr", reference=name, amount=amount)
    return credit_transfer(transfer, purchase)


def row_told_of(reference: str, message: dict) -> BankTransfer | None:
    """Give the transfer of a statement's row that a later notice tells of, and tie them.

    Alike are a row without a reference and a notice of one day, amount and purchase (or
    purpose). A true second transfer has a notice or, in the next statement, a row of its own.
    """
    if BankTransfer.objects.filter(bank_reference=reference).exists():
        return None
    when = message.get("booked_at") or timezone.now()
    day = timezone.localdate(datetime.fromisoformat(when) if isinstance(when, str) else when)
    rows = list(
        BankTransfer.objects.select_for_update()
        .filter(
            bank_reference__startswith=BankTransfer.ROW,
            notice_reference=None,
            amount=int(message["amount"]),
            booked_at__date=day,
        )
        .order_by("pk")
    )
    # Looked at behind the lock: the same notice may just have been tied.
    if known := BankTransfer.objects.filter(notice_reference=reference).first():
        return known
    told = str(message.get("purpose", ""))[:200]
    named = find_by_references({told, *(row.purpose for row in rows)})

    def what(purpose: str) -> str:
        purchase = named.get(purpose)
        return purchase.number if purchase else fold(purpose)

    found = next((row for row in rows if what(row.purpose) == what(told)), None)
    if found:
        found.notice_reference = reference
        found.save(update_fields=["notice_reference"])
    return found


def credit_transfer(transfer: BankTransfer, purchase: Purchase) -> BankTransfer:
    """Let a transfer pay its purchase, with short ones that wait; what is over goes back."""
    purchase = lock_purchase(purchase.pk)
    transfer.purchase = purchase
    if purchase.is_paid:
        return keep_open(transfer, BankTransfer.Reason.ALREADY)
    if purchase.is_cancelled:
        return keep_open(transfer, BankTransfer.Reason.TOO_LATE)
    if purchase.is_placed:  # paid at the door, where the cash is counted
        return keep_open(transfer, BankTransfer.Reason.IN_CASH)
    waiting = waiting_sum(purchase, besides=transfer)
    if waiting + transfer.left < purchase.total:
        reason = BankTransfer.Reason.TOO_LATE if purchase.is_expired else BankTransfer.Reason.SHORT
        return keep_open(transfer, reason, missing=purchase.total - waiting - transfer.left)
    outcome = settle_purchase(purchase.pk)
    if outcome not in (Settlement.PAID, Settlement.REVIVED):
        return keep_open(transfer, BankTransfer.Reason.TOO_LATE)
    earlier = purchase.transfers.filter(
        state=BankTransfer.State.OPEN, reason=BankTransfer.Reason.SHORT
    ).exclude(pk=transfer.pk)
    due = purchase.total
    for part in [*earlier.order_by("pk"), transfer]:
        share = min(due, part.left)
        due -= share
        part.credited += share
        part.purchase = purchase
        spent = {"credited": part.credited, "purchase": purchase}
        if part.left:  # it is the last one: what is over goes back
            part.save(update_fields=[*spent])
        else:
            move(part, BankTransfer.State.MATCHED, reason="", **spent)
        Payment.objects.create(
            purchase=purchase,
            gateway="vietqr",
            reference=part.bank_reference,
            amount=share,
            state=Payment.State.SUCCEEDED,
            settled_at=timezone.now(),
        )
    if transfer.left:
        return keep_open(transfer, BankTransfer.Reason.OVER)
    return transfer


def keep_open(transfer: BankTransfer, reason: str, missing: int = 0) -> BankTransfer:
    """Leave a transfer on the work list, tell the buyer, promise back what is plainly over."""
    transfer.reason = reason
    transfer.save(update_fields=["purchase", "reason"])
    purchase = transfer.purchase
    if purchase is None:
        return transfer
    queue_mail(
        key=f"transfer-{reason}-{transfer.pk}",
        to=purchase.email,
        template=f"transfer_{reason}",
        context={
            "purchase": purchase.number,
            "amount": transfer.amount,
            "left": transfer.left,
            "missing": missing,
        },
        language=purchase.language,
    )
    if reason in BankTransfer.GOES_BACK:
        promise_transfer_back(
            transfer=transfer, amount=transfer.left, key=f"transfer-{transfer.pk}", reason=reason
        )
    return transfer


def let_go_short_transfers(purchase_id: int) -> None:
    """After a purchase ran out or was cancelled: what had come for it waits for a person."""
    with transaction.atomic():
        purchase = lock_purchase(purchase_id)
        if not (purchase.is_expired or purchase.is_cancelled):
            return
        for transfer in purchase.transfers.filter(
            state=BankTransfer.State.OPEN, reason=BankTransfer.Reason.SHORT
        ):
            keep_open(transfer, BankTransfer.Reason.TOO_LATE)


def lock_transfer(transfer: BankTransfer, purchase: Purchase | None = None) -> BankTransfer:
    """Lock a transfer after its purchase. Raises TransferMoved when it is no longer open."""
    purchase_id = purchase.pk if purchase else transfer.purchase_id
    if purchase_id:
        lock_purchase(purchase_id)
    locked = BankTransfer.objects.select_for_update(of=("self",)).get(pk=transfer.pk)
    if not locked.is_open or not locked.left:
        raise TransferMoved(locked.state)
    return locked


@transaction.atomic
def assign_transfer(
    *, transfer: BankTransfer, purchase: Purchase, by: User, note: str = ""
) -> BankTransfer:
    """Staff say which purchase a transfer is for, or try a late one again."""
    locked = lock_transfer(transfer, purchase)
    if locked.purchase_id is None:
        post_matched(
            reference=locked.bank_reference,
            amount=locked.amount,
            purchase_number=purchase.number,
            by=by,
        )
    elif locked.purchase_id != purchase.pk:
        raise TransferMoved("it names another purchase")
    locked.decided_by, locked.decided_at, locked.note = by, timezone.now(), note
    locked.save(update_fields=["decided_by", "decided_at", "note"])
    return credit_transfer(locked, purchase)


@transaction.atomic
def return_transfer(*, transfer: BankTransfer, by: User, note: str = "") -> Refund:
    """Staff send back what is left of a transfer; gives the refund to be paid."""
    locked = lock_transfer(transfer)
    refund = promise_transfer_back(
        transfer=locked,
        amount=locked.left,
        key=f"transfer-{locked.pk}",
        reason=locked.reason or "returned",
    )
    now = timezone.now()
    move(locked, BankTransfer.State.CLOSED, note=note, decided_by=by, decided_at=now)
    return refund


def bounces_like(transfer: BankTransfer) -> QuerySet[Refund]:
    """List the refunds that an unnamed transfer could be: of its amount, sent to an account."""
    if transfer.purchase_id or not transfer.is_open:
        return Refund.objects.none()
    sent = Q(state=Refund.State.PAID) | Q(round__gt=1)
    rows = Refund.objects.filter(sent, way=Refund.Way.BANK, amount=transfer.left)
    return rows.exclude(transfer=transfer).select_related(
        "payment__purchase", "transfer__purchase", "order"
    )


@transaction.atomic
def settle_bounce(*, transfer: BankTransfer, refund: Refund, by: User) -> None:
    """Staff say that an unnamed transfer is a refund which the bank sent back: no new money.

    A refund that is still noted as paid is owed again by it. What the transfer posted is taken
    back, for the refund's own rows tell of the money. Raises TransferMoved.
    """
    locked = lock_transfer(transfer)
    if not bounces_like(locked).filter(pk=refund.pk).exists():
        raise TransferMoved("it is not that refund")
    if refund.is_paid:
        reason = locked.purpose or locked.bank_reference
        note_came_back(refund=refund, paid_round=refund.round, failure=reason, by=by)
    refund.refresh_from_db()
    note = f"{refund.pk}: {refund.key}"[:300]
    if BankTransfer.objects.filter(note=note).count() >= refund.round - 1:
        raise TransferMoved("that refund came back in another transfer")
    post_refund_paid(
        purchase_number="unmatched",
        gateway="vietqr",
        reference=f"bounce-{locked.bank_reference}",
        amount=locked.left,
        by=by,
    )
    move(
        locked,
        BankTransfer.State.CLOSED,
        returned=locked.returned + locked.left,
        note=note,
        decided_by=by,
        decided_at=timezone.now(),
    )
