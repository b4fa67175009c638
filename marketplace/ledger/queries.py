"""What the books say: balances, a producer's month, what is due, the tax return."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from marketplace.frame.alphabet import alphabet_key
from marketplace.ledger.models import Account, Entry, Fulfilment, Snapshot, Transaction
from marketplace.ledger.payout_terms import Cutoffs
from marketplace.ledger.services import WITHHELD_INCOME, WITHHELD_VAT, producer_key
from marketplace.ledger.terms import midnight
from marketplace.producers.models import Producer

Code = Entry.Code


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


def held_back(cutoffs: Cutoffs, producer_ids: Iterable[int] | None = None) -> dict:
    """Sum, per producer, what orders earned that had not arrived before its cutoff.

    Also those whose cash a carrier still has. An order that leaves its producer owing
    (commission on cash it took) is not held back.
    """
    entries = Entry.objects.filter(account__kind=Account.Kind.PRODUCER)
    if producer_ids is not None:
        entries = entries.filter(account__producer__in=list(producer_ids))
    arrived = Fulfilment.objects.filter(
        order_number=OuterRef("transaction__order_number"),
        delivered_at__lt=cutoffs.expression("producer"),
    )
    with_carriers = (
        Entry.objects.filter(account__kind=Account.Kind.CARRIER)
        .values("transaction__order_number")
        .annotate(owed=Sum("amount"))
        .filter(owed__lt=0)
        .order_by()
        .values("transaction__order_number")
    )
    per_order = (
        entries.exclude(transaction__order_number="")
        .filter(~Exists(arrived) | Q(transaction__order_number__in=with_carriers))
        .values("account__producer", "transaction__order_number")
        .annotate(net=Sum("amount"))
        .filter(net__gt=0)
        .order_by()
        .values_list("account__producer", "net")
    )
    held: dict[int, int] = {}
    for producer_id, net in per_order:
        held[producer_id] = held.get(producer_id, 0) + net
    return held


def payable(cutoffs: Cutoffs, producer_ids: Iterable[int] | None = None) -> dict[int, int]:
    """Give what may be paid out to each producer: what it is owed less what is held back."""
    entries = Entry.objects.filter(account__kind=Account.Kind.PRODUCER)
    if producer_ids is not None:
        producer_ids = list(producer_ids)
        entries = entries.filter(account__producer__in=producer_ids)
    owed = entries.values_list("account__producer").annotate(sum=Sum("amount")).order_by()
    held = held_back(cutoffs, producer_ids)
    return {pk: total - held.get(pk, 0) for pk, total in owed}


# The columns of a statement, and which entries each adds up.
COLUMNS = {
    "goods": (Code.SALE,),
    "delivery": (Code.DELIVERY,),
    "discount": (Code.DISCOUNT_PRODUCER,),
    "commission": (Code.COMMISSION, Code.COMMISSION_VAT),
    "tax": (Code.WITHHELD_VAT, Code.WITHHELD_INCOME),
    "moved": (Code.MONEY, Code.PAYOUT),
    "other": (Code.ADJUSTMENT, Code.LOSS, Code.FEE, Code.OWED),
}
COLUMN_OF = {str(code): column for column, codes in COLUMNS.items() for code in codes}


@dataclass
class Movement:
    """A transaction on one account: its sums by column, and what is owed after it."""

    posted: Transaction
    columns: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COLUMNS, 0))
    amount: int = 0
    owed: int = 0


@dataclass
class Statement:
    """A producer's month."""

    producer: Producer
    month: datetime.date
    opening: int
    movements: list[Movement]

    @property
    def closing(self) -> int:
        return self.opening + sum(movement.amount for movement in self.movements)

    @property
    def totals(self) -> dict[str, int]:
        return {
            column: sum(movement.columns[column] for movement in self.movements)
            for column in COLUMNS
        }


def next_month(month: datetime.date) -> datetime.date:
    return (month.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)


def statement(producer: Producer, month: datetime.date) -> Statement:
    """Build a producer's statement of a calendar month, in Hanoi's time; three queries."""
    month = month.replace(day=1)
    account = Account.objects.filter(key=producer_key(producer)).first()
    if account is None:
        return Statement(producer, month, 0, [])
    opening = balance(account, midnight(month))
    entries = (
        Entry.objects.filter(
            account=account,
            booked_at__gte=midnight(month),
            booked_at__lt=midnight(next_month(month)),
        )
        .select_related("transaction")
        .order_by("booked_at", "id")
    )
    movements: dict[int, Movement] = {}
    for entry in entries:
        movement = movements.setdefault(entry.transaction_id, Movement(entry.transaction))
        movement.columns[COLUMN_OF[entry.code]] += entry.amount
        movement.amount += entry.amount
    owed = opening
    for movement in movements.values():
        owed += movement.amount
        movement.owed = owed
    return Statement(producer, month, opening, list(movements.values()))


def months_of(producer: Producer, today: datetime.date) -> list[datetime.date]:
    """List the months since a producer's first entry, the latest first."""
    first = (
        Entry.objects.filter(account__key=producer_key(producer))
        .order_by("booked_at")
        .values_list("booked_at", flat=True)
        .first()
    )
    if first is None:
        return []
    month, months = today.replace(day=1), []
    start = first.astimezone(midnight(today).tzinfo).date().replace(day=1)
    while month >= start:
        months.append(month)
        month = (month - datetime.timedelta(days=1)).replace(day=1)
    return months


@dataclass(frozen=True)
class TaxRow:
    """What a producer sold in a month and what was withheld of it, returns taken off."""

    producer: Producer
    revenue: int
    vat: int
    income: int

    @property
    def total(self) -> int:
        return self.vat + self.income


def tax_return(month: datetime.date) -> list[TaxRow]:
    """Sum what was withheld in a calendar month per producer, netted with returns."""
    in_month = Entry.objects.filter(
        booked_at__gte=midnight(month.replace(day=1)), booked_at__lt=midnight(next_month(month))
    )
    withheld = (
        in_month.filter(account__key__in=[WITHHELD_VAT, WITHHELD_INCOME])
        .exclude(transaction__producer=None)
        .values_list("transaction__producer", "account__key")
        .annotate(sum=Sum("amount"))
        .order_by()
    )
    sums: dict[int, dict[str, int]] = {}
    for producer_id, key, amount in withheld:
        sums.setdefault(producer_id, {})[key] = amount
    revenue = dict(
        in_month.filter(
            account__producer__in=list(sums),
            account__kind=Account.Kind.PRODUCER,
            code__in=[Code.SALE, Code.DELIVERY, Code.DISCOUNT_PRODUCER],
        )
        .values_list("account__producer")
        .annotate(sum=Sum("amount"))
        .order_by()
    )
    producers = Producer.objects.in_bulk(list(sums))
    return [
        TaxRow(
            producer,
            revenue.get(producer.pk, 0),
            sums[producer.pk].get(WITHHELD_VAT, 0),
            sums[producer.pk].get(WITHHELD_INCOME, 0),
        )
        for producer in sorted(producers.values(), key=lambda each: alphabet_key(each.name))
    ]


def find(reference: str) -> QuerySet[Transaction]:
    """Find transactions by any reference: an order's, a purchase's, a bank's, a gateway's."""
    text = reference.strip()[:120]
    exact = (
        Transaction.objects.filter(order_number=text)
        | Transaction.objects.filter(purchase_number=text)
        | Transaction.objects.filter(source_reference=text)
    )
    return exact.select_related("producer").order_by("booked_at", "id")
