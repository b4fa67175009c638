"""Write transactions into the books: each source once, entries that sum to zero.

The kinds of posting are made from this in sales.py, refunds.py and services.py.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils import timezone

from marketplace.accounts.models import User
from marketplace.ledger.models import Account, Entry, SoldLine, Transaction
from marketplace.producers.models import Producer

Kind, Code = Transaction.Kind, Entry.Code
DELIVERY = "delivery"  # the line reference of an order's delivery
COMMISSION = "platform:commission"
DISCOUNTS = "platform:discounts"
FEES = "platform:fees"
LOSSES = "platform:losses"
COMMISSION_VAT = "tax:commission_vat"
WITHHELD_VAT = "tax:withheld_vat"
WITHHELD_INCOME = "tax:withheld_income"


class PostingRefused(Exception):
    """The ledger does not take a posting."""


class PostingConflict(PostingRefused):
    """The source is posted already, with another figure."""


class NotPosted(PostingRefused):
    """There is no sale of that order in the books."""


class AboveCeiling(PostingRefused):
    """More would go back than was paid."""


@dataclass
class Draft:
    """A transaction to be posted: (account key, code, amount) entries that sum to zero."""

    kind: str
    source_kind: str
    source_reference: str
    amount: int
    entries: list[tuple[str, str, int]]
    producer: Producer | None = None
    order_number: str = ""
    purchase_number: str = ""
    note: str = ""
    by: User | None = None
    second_by: User | None = None
    sold: list[SoldLine] = field(default_factory=list)


def producer_key(producer: Producer) -> str:
    return f"producer:{producer.pk}"


def buyer_key(purchase_number: str) -> str:
    return f"buyer:{purchase_number}"


def gateway_key(gateway: str) -> str:
    return f"gateway:{gateway}"


def transit_key(producer: Producer) -> str:
    return f"transit:{producer.pk}"


def accounts_for(keys: Iterable[str]) -> dict[str, Account]:
    """Give the accounts of these keys, opening those that are new; two or three queries."""
    wanted = set(keys)
    found = {account.key: account for account in Account.objects.filter(key__in=wanted)}
    new = sorted(wanted - set(found))
    if new:
        made = []
        for key in new:
            kind, _, reference = key.partition(":")
            owner = int(reference) if kind in ("producer", "transit") else None
            made.append(Account(key=key, kind=kind, reference=reference, producer_id=owner))
        Account.objects.bulk_create(made, ignore_conflicts=True)
        found |= {account.key: account for account in Account.objects.filter(key__in=new)}
    return found


def already_posted(drafts: Sequence[Draft]) -> dict[tuple[str, str, str], Transaction]:
    rows = Transaction.objects.filter(
        source_reference__in=[draft.source_reference for draft in drafts]
    )
    return {(row.kind, row.source_kind, row.source_reference): row for row in rows}


def post(drafts: Sequence[Draft], *, at: datetime.datetime | None = None) -> list[Transaction]:
    """Post each draft once; give the transactions in the drafts' order.

    Raises ValueError for entries that do not sum to zero, PostingConflict when a source
    was posted with another figure.
    """
    for draft in drafts:
        if sum(amount for _, _, amount in draft.entries):
            raise ValueError(f"{draft.kind} {draft.source_reference} does not sum to zero")
    posted = already_posted(drafts)
    fresh = [draft for draft in drafts if key_of(draft) not in posted]
    if fresh:
        try:
            with transaction.atomic():
                posted |= write(fresh, at or timezone.now())
        except IntegrityError:  # somebody posted it meanwhile
            posted |= already_posted(drafts)
            if any(key_of(draft) not in posted for draft in drafts):
                raise
    for draft in drafts:
        if posted[key_of(draft)].amount != draft.amount:
            raise PostingConflict(f"{draft.kind} {draft.source_reference}")
    return [posted[key_of(draft)] for draft in drafts]


def key_of(draft: Draft) -> tuple[str, str, str]:
    return str(draft.kind), draft.source_kind, draft.source_reference


def write(drafts: list[Draft], at: datetime.datetime) -> dict[tuple[str, str, str], Transaction]:
    accounts = accounts_for(key for draft in drafts for key, _, amount in draft.entries if amount)
    rows = Transaction.objects.bulk_create(
        Transaction(
            kind=draft.kind,
            source_kind=draft.source_kind,
            source_reference=draft.source_reference,
            amount=draft.amount,
            producer=draft.producer,
            order_number=draft.order_number,
            purchase_number=draft.purchase_number,
            note=draft.note[:300],
            by=draft.by,
            second_by=draft.second_by,
            booked_at=at,
        )
        for draft in drafts
    )
    Entry.objects.bulk_create(
        Entry(transaction=row, account=accounts[key], code=code, amount=amount, booked_at=at)
        for row, draft in zip(rows, drafts, strict=True)
        for key, code, amount in draft.entries
        if amount
    )
    sold = []
    for row, draft in zip(rows, drafts, strict=True):
        for line in draft.sold:
            line.transaction = row
            sold.append(line)
    if sold:
        SoldLine.objects.bulk_create(sold)
    return {key_of(draft): row for row, draft in zip(rows, drafts, strict=True)}
