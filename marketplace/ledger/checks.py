"""Look at the books as a whole: every night, and by `manage.py check_ledger`."""

import datetime
import logging
from collections.abc import Callable, Sequence

from django.db import transaction
from django.db.models import F, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from marketplace.ledger import guards
from marketplace.ledger.faults import Fault, from_json
from marketplace.ledger.models import Account, Entry, LedgerCheck, Snapshot, SoldLine, Transaction
from marketplace.ledger.terms import midnight

logger = logging.getLogger(__name__)
CHECK_HOUR = 2  # of Hanoi's night
SETTLING = datetime.timedelta(hours=1)  # no transaction of the database runs longer


def find_faults(limit: int = 20) -> list[Fault]:
    """List what is wrong with the books, alike each time; empty when they are right."""
    faults = []
    total = Entry.objects.aggregate(sum=Sum("amount"))["sum"] or 0
    if total:
        faults.append(Fault("total", {"amount": total}))
    uneven = (
        Entry.objects.values_list("transaction")
        .annotate(sum=Sum("amount"))
        .exclude(sum=0)
        .order_by("transaction")[:limit]
    )
    faults += [Fault("transaction", {"number": pk, "amount": amount}) for pk, amount in uneven]
    elsewhere = Entry.objects.exclude(booked_at=F("transaction__booked_at")).order_by("pk")[:limit]
    faults += [Fault("entry", {"number": entry.pk}) for entry in elsewhere]
    over = (
        SoldLine.objects.annotate(back=Coalesce(Sum("refunds__amount"), 0))
        .filter(back__gt=F("price") - F("discount_platform") - F("discount_producer"))
        .select_related("transaction")
        .order_by("pk")[:limit]
    )
    faults += [
        Fault("refund", {"line": line.line_reference, "order": line.transaction.order_number})
        for line in over
    ]
    faults += [Fault("snapshot", {"number": pk}) for pk in sorted(wrong_snapshots())[:limit]]
    faults += [Fault("trigger", {"name": name}) for name in guards.missing()]
    return faults


def wrong_snapshots() -> list[int]:
    """Work every snapshot out anew; give those that differ."""
    wrong = []
    for moment in Snapshot.objects.values_list("before", flat=True).distinct().order_by("before"):
        sums = sums_before(moment)
        for pk, account_id, owed in Snapshot.objects.filter(before=moment).values_list(
            "pk", "account_id", "balance"
        ):
            if sums.get(account_id, 0) != owed:
                wrong.append(pk)
    return wrong


def sums_before(moment: datetime.datetime) -> dict[int, int]:
    return dict(
        Entry.objects.filter(booked_at__lt=moment)
        .values_list("account")
        .annotate(sum=Sum("amount"))
        .order_by()
    )


@transaction.atomic
def take_snapshots(now: datetime.datetime | None = None) -> int:
    """Keep the sums of every account before this month, once it is settled; how many."""
    now = now or timezone.now()
    before = midnight(timezone.localdate(now).replace(day=1))
    if now < before + SETTLING or Snapshot.objects.filter(before=before).exists():
        return 0
    made = Snapshot.objects.bulk_create(
        Snapshot(account_id=account_id, before=before, balance=amount)
        for account_id, amount in sums_before(before).items()
    )
    return len(made)


Tell = Callable[[LedgerCheck, list[Fault]], None]
Look = Callable[[], list[Fault]]


def check_nightly(tell: Tell | None = None, also: Sequence[Look] = ()) -> bool:
    """Check the books once a day, after CHECK_HOUR; True when it was done now.

    `also` looks for faults outside of the ledger. `tell` is given what the check before this
    one had not found; it runs in the transaction that keeps the check, so that people are told
    once, or the check is made again.
    """
    now = timezone.localtime()
    if now.hour < CHECK_HOUR or LedgerCheck.objects.filter(day=now.date()).exists():
        return False
    take_snapshots()
    faults = [fault for look in (find_faults, *also) for fault in look()]
    with transaction.atomic():
        check, created = LedgerCheck.objects.get_or_create(
            day=now.date(),
            defaults={
                "findings": [fault.as_json() for fault in faults],
                "entries": Entry.objects.count(),
            },
        )
        fresh = new_faults(check, faults)
        if created and fresh and tell:
            tell(check, fresh)
    for fault in faults:
        logger.critical("ledger: %s", fault.in_english())
    return created


def new_faults(check: LedgerCheck, faults: list[Fault]) -> list[Fault]:
    """Give those faults that the last check before this one did not find."""
    before = LedgerCheck.objects.filter(day__lt=check.day).order_by("-day").first()
    known = [from_json(kept) for kept in before.findings] if before else []
    return [fault for fault in faults if fault not in known]


def facts() -> dict[str, int]:
    """Count the books, for the command's last line."""
    return {
        "accounts": Account.objects.count(),
        "transactions": Transaction.objects.count(),
        "entries": Entry.objects.count(),
    }
