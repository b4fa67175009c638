"""What the books say: balances, a producer's month, what is due, the tax return."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone

from marketplace.ledger.models import Account, Entry, Fulfilment, Snapshot, Transaction
from marketplace.ledger.services import producer_key
from marketplace.ledger.terms import midnight
from marketplace.producers.models import Producer


def balance(account: Account, before: datetime.datetime | None = None) -> int:
    """Sum an account's entries (before a moment): what its holder is owed, dong.

    Starts from the latest snapshot, if there is one, and adds what came after.
    """
    snapshots = Snapshot.objects.filter(account=account)
    entries = Entry.objects.filter(account=account)
    if before is not None:
        snapshots = snapshots.filter(before__lte=before)
        entries = entries.filter(booked_at__lt=before)
    latest = snapshots.order_by("-before").first()
    if latest:
        entries = entries.filter(booked_at__gte=latest.before)
    return (latest.balance if latest else 0) + (entries.aggregate(sum=Sum("amount"))["sum"] or 0)


def balance_of(producer: Producer, before: datetime.datetime | None = None) -> int:
    """What a producer is owed; below zero it owes, for instance commission on cash sales."""
    account = Account.objects.filter(key=producer_key(producer)).first()
    return balance(account, before) if account else 0


def balances(kind: str = "") -> dict[str, int]:
    """Give every account's balance by its key, those that are even left out."""
    accounts = Account.objects.filter(kind=kind) if kind else Account.objects.all()
    rows = accounts.annotate(owed=Sum("entries__amount")).exclude(owed=0)
    return {row.key: row.owed for row in rows if row.owed}
