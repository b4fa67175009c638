"""Pay producers: propose from the ledger, approve by a second person, confirm or fail.

    proposed    nothing is posted; the line keeps the producer from a second one
    approved    producer -x, transit +x: no longer owed, but not there yet
    paid        transit -x, bank +x
    failed      transit -x, producer +x: owed again, the next batch proposes it

A line is posted once for each step whatever runs twice: the line is locked, its state
checked, and the ledger takes a posting for a reference only once.
"""

import datetime
import logging
import re
import secrets

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from marketplace.accounts.models import User
from marketplace.frame.states import may_move, move, move_rows
from marketplace.ledger.models import (
    Account,
    BankAccount,
    PayoutBatch,
    PayoutLine,
    Transaction,
)
from marketplace.ledger.payout_terms import Cutoffs, cutoffs_by, terms_of_day
from marketplace.ledger.queries import payable
from marketplace.ledger.services import (
    Code,
    Draft,
    Kind,
    gateway_key,
    post,
    producer_key,
    transit_key,
)

logger = logging.getLogger(__name__)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE = "OCOPCT"  # what a payout's reference begins with
REFERENCE_CODE = 8  # letters of ALPHABET after it
# Which account of the books the money of a provider leaves.
PAID_FROM = {BankAccount.Provider.BANK: "vietqr", BankAccount.Provider.STRIPE: "stripe"}


class PayoutRefused(Exception):
    """The step is not allowed; `reason` is for people who know the desk."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def random_code(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def references_in(text: str) -> list[str]:
    """List what could be references of payouts in a bank's text, each once.

    Banks change case, break lines and add words of their own before and after.
    """
    plain = "".join(c for c in text.upper() if c.isascii() and c.isalnum())
    found = re.findall(f"(?={REFERENCE}([{ALPHABET}]{{{REFERENCE_CODE}}}))", plain)
    return [REFERENCE + code for code in dict.fromkeys(found)]


@transaction.atomic
def propose_batch(
    *, by: User, provider: str = BankAccount.Provider.BANK, now: datetime.datetime | None = None
) -> PayoutBatch | None:
    """Propose what is due to every producer with a verified account; None if nothing is.

    The producers' accounts are locked: of two proposals at once the second finds the open
    lines of the first and leaves those producers out.
    """
    now = now or timezone.now()
    destinations = {
        account.producer_id: account
        for account in BankAccount.objects.filter(
            provider=provider, replaced_at=None, verified_at__isnull=False
        )
    }
    locked = Account.objects.select_for_update().filter(
        kind=Account.Kind.PRODUCER, producer__in=list(destinations)
    )
    producer_ids = [a.producer_id for a in locked.order_by("pk") if a.producer_id is not None]
    busy = set(
        PayoutLine.objects.filter(
            state__in=[PayoutLine.State.PROPOSED, PayoutLine.State.APPROVED]
        ).values_list("producer_id", flat=True)
    )
    waiting = [pk for pk in producer_ids if pk not in busy]
    terms = terms_of_day(timezone.localdate(now), waiting)
    cutoffs = cutoffs_by(terms, now)
    due = {
        pk: amount
        for pk, amount in payable(cutoffs, waiting).items()
        if amount > 0 and amount >= terms.of(pk).minimum
    }
    if not due:
        return None
    batch = PayoutBatch.objects.create(
        number=f"P{timezone.localtime(now):%y%m%d}-{random_code(4)}",
        provider=provider,
        cutoff=cutoffs.market,
        proposed_by=by,
    )
    PayoutLine.objects.bulk_create(
        PayoutLine(
            batch=batch,
            producer_id=pk,
            account=destinations[pk],
            amount=amount,
            cutoff=cutoffs.own.get(pk),
            reference=f"{REFERENCE}{random_code(REFERENCE_CODE)}",
        )
        for pk, amount in sorted(due.items())
    )
    return batch


def lock_batch(batch_id: int) -> PayoutBatch:
    return PayoutBatch.objects.select_for_update(of=("self",)).get(pk=batch_id)


@transaction.atomic
def approve_batch(*, batch: PayoutBatch, by: User) -> PayoutBatch:
    """A second person approves a batch: its lines leave what is owed and go on their way.

    A line is left out when less is due by now (a refund came between) or the bank account
    changed. Approving again changes nothing. Raises PayoutRefused.
    """
    batch = lock_batch(batch.pk)
    if batch.is_rejected:
        raise PayoutRefused(batch.state)
    if not batch.is_proposed:
        return batch
    if batch.proposed_by_id == by.pk:
        raise PayoutRefused("own")
    lines = list(batch.lines.select_related("producer", "account").order_by("pk"))
    keys = [producer_key(line.producer) for line in lines]
    list(Account.objects.select_for_update().filter(key__in=keys).order_by("pk"))
    own = {line.producer_id: line.cutoff for line in lines if line.cutoff}
    due = payable(Cutoffs(batch.cutoff, own), [line.producer_id for line in lines])
    drafts: list[Draft] = []
    by_reason: dict[str, list[int]] = {}
    for line in lines:
        reason = reason_against(line, due.get(line.producer_id, 0))
        by_reason.setdefault(reason, []).append(line.pk)
        if not reason:
            line.decided_by = by
            drafts.append(
                draft_of(line, Kind.PAYOUT, producer_key(line.producer), transit_key(line.producer))
            )
    post(drafts)
    decided = {"decided_at": timezone.now(), "decided_by": by}
    state = PayoutLine.State
    for reason, pks in by_reason.items():
        to = state.DROPPED if reason else state.APPROVED
        rows = batch.lines.filter(pk__in=pks)
        move_rows(rows, state.PROPOSED, to, reason=reason, **decided)
    move(batch, PayoutBatch.State.APPROVED, **decided)
    close_if_done(batch)
    return batch


def reason_against(line: PayoutLine, due: int) -> str:
    """Say why a proposed line is left out when its batch is approved; "": it is not."""
    if line.account.replaced_at or not line.account.verified_at:
        return "account"
    return "less" if due < line.amount else ""


def draft_of(line: PayoutLine, kind: Transaction.Kind, source: str, target: str) -> Draft:
    """Write a step of a payout: `source` is owed less, `target` more."""
    return Draft(
        kind=kind,
        source_kind="payout",
        source_reference=line.reference,
        amount=line.amount,
        entries=[(source, Code.PAYOUT, -line.amount), (target, Code.PAYOUT, line.amount)],
        producer=line.producer,
        note=line.batch.number,
        by=line.decided_by,
    )


@transaction.atomic
def reject_batch(*, batch: PayoutBatch, by: User) -> None:
    """Drop a proposal; whoever proposed it may, too."""
    batch = lock_batch(batch.pk)
    if not batch.is_proposed:
        raise PayoutRefused(batch.state)
    decided = {"decided_at": timezone.now(), "decided_by": by}
    move_rows(batch.lines.all(), PayoutLine.State.PROPOSED, PayoutLine.State.DROPPED, **decided)
    move(batch, PayoutBatch.State.REJECTED, **decided)


@transaction.atomic
def confirm_line(*, line: PayoutLine, by: User | None, outside_reference: str = "") -> PayoutLine:
    """Note that the money of a line arrived. Saying so again changes nothing."""
    return end_line(line, PayoutLine.State.PAID, by, outside_reference=outside_reference)


@transaction.atomic
def fail_line(*, line: PayoutLine, by: User | None, reason: str) -> PayoutLine:
    """Note that a line was not paid: the producer is owed it again."""
    return end_line(line, PayoutLine.State.FAILED, by, reason=reason)


def end_line(
    line: PayoutLine,
    state: PayoutLine.State,
    by: User | None,
    *,
    outside_reference: str = "",
    reason: str = "",
) -> PayoutLine:
    batch = lock_batch(line.batch_id)
    line = PayoutLine.objects.select_related("producer", "account").get(pk=line.pk)
    line.batch = batch
    if line.state == state:
        return line
    if not may_move(line, state):
        raise PayoutRefused(line.state)
    move(
        line,
        state,
        decided_at=timezone.now(),
        decided_by=by or line.decided_by,
        outside_reference=outside_reference[:80],
        reason=reason[:200],
    )
    transit = transit_key(line.producer)
    if state == PayoutLine.State.PAID:
        target = gateway_key(PAID_FROM[BankAccount.Provider(batch.provider)])
        post([draft_of(line, Kind.PAYOUT_PAID, transit, target)])
    else:
        post([draft_of(line, Kind.PAYOUT_FAILED, transit, producer_key(line.producer))])
    close_if_done(batch)
    return line


def close_if_done(batch: PayoutBatch) -> None:
    if not batch.lines.filter(state=PayoutLine.State.APPROVED).exists():
        move(batch, PayoutBatch.State.DONE)


@transaction.atomic
def change_bank_account(*, producer, by: User, **fields: str) -> BankAccount:
    """Name another account to pay to; it waits for staff to verify it. Who calls mails."""
    now = timezone.now()
    list(type(producer).objects.select_for_update().filter(pk=producer.pk))
    BankAccount.objects.filter(producer=producer, replaced_at=None).update(replaced_at=now)
    return BankAccount.objects.create(producer=producer, created_by=by, **fields)


@transaction.atomic
def verify_bank_account(*, account: BankAccount, by: User) -> bool:
    """Staff checked that the account is the producer's. False when it was replaced since.

    Raises PayoutRefused when the same person entered it.
    """
    if account.created_by_id == by.pk:
        raise PayoutRefused("own")
    return bool(
        BankAccount.objects.filter(Q(verified_at=None), pk=account.pk, replaced_at=None).update(
            verified_at=timezone.now(), verified_by=by
        )
    )
