"""What the finance desk looks at: figures of the books, series for charts, open work."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.aftersale.models import Return
from marketplace.discounts.models import Voucher
from marketplace.gateways.models import BankTransfer, CardDispute, Refund
from marketplace.ledger.faults import Fault, from_json
from marketplace.ledger.models import (
    Account,
    Adjustment,
    BankAccount,
    Entry,
    LedgerCheck,
    PayoutBatch,
    PayoutLine,
    Transaction,
)
from marketplace.ledger.queries import next_month
from marketplace.ledger.terms import midnight

Kind = Transaction.Kind
TAKEN = [Kind.PAYMENT, Kind.CASH]
LATE_AFTER = datetime.timedelta(hours=26)  # a day, and what the check itself may take


@dataclass(frozen=True)
class Figure:
    label: object
    amount: int


@dataclass(frozen=True)
class Work:
    """A list that waits for somebody."""

    label: object
    count: int
    url: str


def sums_by_account() -> list[tuple[str, str, int]]:
    """Give (kind, key, what is owed) of every account that is not even; one query."""
    return list(
        Account.objects.annotate(owed=Sum("entries__amount"))
        .exclude(owed=None)
        .exclude(owed=0)
        .values_list("kind", "key", "owed")
    )


def figures(month: datetime.date) -> list[Figure]:
    """Give the desk's headline figures: of now, and of one month."""
    owed = sums_by_account()

    def total(kind: str, sign: int) -> int:
        return sum(abs(sum_) for kind_, _key, sum_ in owed if kind_ == kind and sum_ * sign > 0)

    of_month = dict(in_month(month).values_list("kind").annotate(sum=Sum("amount")).order_by())
    commission = next((s for _k, key, s in owed if key == "platform:commission"), 0)
    return [
        Figure(_("Taken this month"), sum(of_month.get(kind, 0) for kind in TAKEN)),
        Figure(_("Given back this month"), of_month.get(Kind.REFUND_PAID, 0)),
        Figure(_("Paid out this month"), of_month.get(Kind.PAYOUT_PAID, 0)),
        Figure(_("Owed to producers"), total(Account.Kind.PRODUCER, 1)),
        Figure(_("Producers owe"), total(Account.Kind.PRODUCER, -1)),
        Figure(_("On its way to producers"), total(Account.Kind.TRANSIT, 1)),
        Figure(_("Owed to buyers"), total(Account.Kind.BUYER, 1)),
        Figure(_("Buyers owe"), total(Account.Kind.BUYER, -1)),
        Figure(_("Carriers owe"), total(Account.Kind.CARRIER, -1)),
        Figure(_("Tax withheld and not paid over"), total(Account.Kind.TAX, 1)),
        Figure(_("Commission in all"), commission),
    ]


def in_month(month: datetime.date) -> QuerySet[Transaction]:
    return Transaction.objects.filter(
        booked_at__gte=midnight(month.replace(day=1)), booked_at__lt=midnight(next_month(month))
    )


def taken_by_day(days: int, today: datetime.date) -> list[tuple[datetime.date, int]]:
    """Sum what buyers paid on each of the last days, days without any too."""
    start = today - datetime.timedelta(days=days - 1)
    sums = dict(
        Transaction.objects.filter(kind__in=TAKEN, booked_at__gte=midnight(start))
        .annotate(day=TruncDate("booked_at"))
        .values_list("day")
        .annotate(sum=Sum("amount"))
        .order_by()
    )
    wanted = [start + datetime.timedelta(days=i) for i in range(days)]
    return [(day, sums.get(day, 0)) for day in wanted]


def commission_by_month(months: int, today: datetime.date) -> list[tuple[datetime.date, int]]:
    """Sum the market's commission, returns taken off, of each of the last months."""
    wanted, month = [], today.replace(day=1)
    for _step in range(months):
        wanted.append(month)
        month = (month - datetime.timedelta(days=1)).replace(day=1)
    sums = Entry.objects.filter(account__key="platform:commission").aggregate(
        **{
            f"m{i}": Sum(
                "amount",
                filter=Q(booked_at__gte=midnight(m), booked_at__lt=midnight(next_month(m))),
            )
            for i, m in enumerate(wanted)
        }
    )
    return [(m, sums[f"m{i}"] or 0) for i, m in reversed(list(enumerate(wanted)))]


def open_work() -> list[Work]:
    """List what waits for a person, empty lists left out."""
    lists = [
        (
            _("Payout batches to approve"),
            PayoutBatch.objects.filter(state=PayoutBatch.State.PROPOSED).count(),
            "finance:payouts",
        ),
        (
            _("Payouts to confirm"),
            PayoutLine.objects.filter(state=PayoutLine.State.APPROVED).count(),
            "finance:payouts",
        ),
        (
            _("Bank accounts to check"),
            BankAccount.objects.filter(replaced_at=None, verified_at=None).count(),
            "finance:accounts",
        ),
        (
            _("Adjustments to decide"),
            Adjustment.objects.filter(state=Adjustment.State.ASKED).count(),
            "finance:adjustments",
        ),
        (
            _("Vouchers that wait for a producer's yes"),
            Voucher.objects.filter(platform_share__lt=100, agreed_at=None, is_active=True).count(),
            "finance:vouchers",
        ),
        (
            _("Transfers to be looked at"),
            BankTransfer.objects.filter(state=BankTransfer.State.OPEN).count(),
            "aftersale-staff:transfers",
        ),
        (
            _("Refunds to be paid"),
            Refund.objects.filter(state__in=[Refund.State.READY, Refund.State.FAILED]).count(),
            "aftersale-staff:refunds",
        ),
        (
            _("Disputes to decide"),
            Return.objects.filter(state=Return.State.DISPUTED).count(),
            "aftersale-staff:disputes",
        ),
        (
            _("Chargebacks to answer"),
            CardDispute.objects.filter(closed_at=None).count(),
            "aftersale-staff:chargebacks",
        ),
    ]
    return [Work(label, count, reverse(name)) for label, count, name in lists if count]


@dataclass(frozen=True)
class Check:
    """The last look at the books: when, how much there was, and what was wrong with it."""

    at: datetime.datetime
    entries: int
    faults: list[Fault]
    is_late: bool


def last_check(now: datetime.datetime | None = None) -> Check | None:
    """Give the last nightly check; it is late when a night went by without one."""
    found = LedgerCheck.objects.order_by("-day").first()
    if found is None:
        return None
    return Check(
        at=found.checked_at,
        entries=found.entries,
        faults=[from_json(kept) for kept in found.findings],
        is_late=(now or timezone.now()) - found.checked_at > LATE_AFTER,
    )


def producers_owed() -> QuerySet[Account]:
    """List every producer's account with what it is owed, the most first."""
    return (
        Account.objects.filter(kind=Account.Kind.PRODUCER)
        .select_related("producer")
        .annotate(owed=Sum("entries__amount"), movements=Count("entries"))
        .order_by("-owed", "pk")
    )


def journal(month: datetime.date) -> QuerySet[Entry]:
    """List a month's entries for bookkeeping, in the order they were booked."""
    return (
        Entry.objects.filter(
            booked_at__gte=midnight(month.replace(day=1)),
            booked_at__lt=midnight(next_month(month)),
        )
        .select_related("transaction__producer", "account")
        .order_by("booked_at", "id")
    )


def months_back(today: datetime.date, count: int = 24) -> list[datetime.date]:
    months, month = (
        [],
        timezone.localdate().replace(day=1) if today is None else today.replace(day=1),
    )
    for _step in range(count):
        months.append(month)
        month = (month - datetime.timedelta(days=1)).replace(day=1)
    return months
