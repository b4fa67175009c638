"""Look for what is wrong with the market as a machine. Every check is a query or two."""

import datetime
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import DatabaseError, InterfaceError, connection, connections
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from catalogue.search.queries import lag
from marketplace.files import scanning
from marketplace.files.storage import BUCKET
from marketplace.frame import health
from marketplace.gateways.models import WebhookEvent
from marketplace.gateways.services import MOST_ATTEMPTS
from marketplace.gateways.stripe.client import STRIPE
from marketplace.ledger.models import LedgerCheck
from marketplace.operations.models import Beat
from marketplace.purchases.mail import MAX_ATTEMPTS
from marketplace.purchases.models import MailMessage

CLOCK = "clock"
CLOCK_LATE = datetime.timedelta(minutes=5)  # a round begins every half minute
MAIL_LATE = EVENTS_LATE = datetime.timedelta(hours=1)
NIGHTLY_LATE = datetime.timedelta(days=2)
BACKUP = "backup"
BACKUP_LATE = datetime.timedelta(hours=26)  # one is made every night
CLOCKS_DIFFER = datetime.timedelta(seconds=60)
LEAST_FREE = 500 * 1024 * 1024  # bytes, or a twentieth of a smaller disk
MOST_BEHIND = 16 * 1024 * 1024  # bytes of the primary's log: one segment of PostgreSQL


@dataclass(frozen=True)
class Trouble:
    """One kind of trouble; `count` where it is of things that can be counted."""

    code: str
    count: int = 0


def counted(code: str, rows: QuerySet) -> Trouble | None:
    count = rows.count()
    return Trouble(code, count) if count else None


def mails_given_up() -> QuerySet[MailMessage]:
    return MailMessage.objects.filter(sent_at=None, attempts__gte=MAX_ATTEMPTS)


def mails_late() -> QuerySet[MailMessage]:
    late = timezone.now() - MAIL_LATE
    return MailMessage.objects.filter(sent_at=None, attempts__lt=MAX_ATTEMPTS, created_at__lt=late)


def tasks_dead() -> QuerySet[DBTaskResult]:
    return DBTaskResult.objects.filter(status=TaskResultStatus.FAILED)


def events_stuck() -> QuerySet[WebhookEvent]:
    return WebhookEvent.objects.filter(handled_at=None, attempts__gte=MOST_ATTEMPTS)


def events_late() -> QuerySet[WebhookEvent]:
    late = timezone.now() - EVENTS_LATE
    return WebhookEvent.objects.filter(
        handled_at=None, attempts__lt=MOST_ATTEMPTS, received_at__lt=late
    )


def mail() -> Trouble | None:
    return counted("mail_given_up", mails_given_up()) or counted("mail_late", mails_late())


def tasks() -> Trouble | None:
    return counted("tasks_dead", tasks_dead())


def webhooks() -> Trouble | None:
    return counted("events_stuck", events_stuck()) or counted("events_late", events_late())


def worker() -> Trouble | None:
    return Trouble("worker_late") if health.worker_is_late() else None


def index() -> Trouble | None:
    waiting, late = lag()
    return Trouble("index_late", waiting) if late >= health.WORKER_LAG else None


def clock() -> Trouble | None:
    """Who runs what comes round writes down that it does; silence is trouble, too."""
    goes = Beat.objects.filter(name=CLOCK, at__gte=timezone.now() - CLOCK_LATE).exists()
    return None if goes else Trouble("clock_stopped")


def nightly() -> Trouble | None:
    """The books are looked through every night; a market of less than two days has no night."""
    newest = LedgerCheck.objects.order_by("-day").values_list("day", flat=True).first()
    if newest is None or newest >= timezone.localdate() - NIGHTLY_LATE:
        return None
    return Trouble("nightly_missing")


def backups() -> Trouble | None:
    """Where a place for backups is named, a good one was made since last night."""
    if not settings.BACKUP_TO:
        return None
    made = Beat.objects.filter(name=BACKUP, at__gte=timezone.now() - BACKUP_LATE).exists()
    return None if made else Trouble("backup_late")


def cache() -> Trouble | None:
    return None if health.cache_answers() else Trouble("cache_away")


def stripe() -> Trouble | None:
    return Trouble("stripe_silent") if STRIPE.is_ill() else None


def files() -> Trouble | None:
    return Trouble("bucket_silent") if BUCKET.is_ill() else None


def scanner() -> Trouble | None:
    return Trouble("scanner_away") if settings.CLAMD and not scanning.answers() else None


def disk() -> Trouble | None:
    return Trouble("disk_full") if any(map(is_full, folders())) else None


def folders() -> set[Path]:
    """Where this machine writes."""
    found = {Path(settings.VAR_DIR)}
    if isinstance(default_storage, FileSystemStorage):
        found.add(Path(default_storage.location))
    return found


def is_full(folder: Path) -> bool:
    """Tell whether the disk of a folder, there or yet to be made, has hardly any room left."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    usage = shutil.disk_usage(folder)
    return usage.free < min(LEAST_FREE, usage.total // 20)


def replica() -> Trouble | None:
    """A replica that is away or far behind: pages come from the primary, which carries all."""
    if "replica" not in settings.DATABASES:
        return None
    try:
        behind = place_of("default", "pg_current_wal_lsn()") - place_of(
            "replica", "pg_last_wal_replay_lsn()"
        )
    except (DatabaseError, InterfaceError):
        return Trouble("replica_late")
    return Trouble("replica_late") if behind > MOST_BEHIND else None


def place_of(alias: str, function: str) -> int:
    with connections[alias].cursor() as cursor:
        cursor.execute(f"SELECT ({function} - '0/0'::pg_lsn)::bigint")
        return cursor.fetchone()[0] or 0


def clocks() -> Trouble | None:
    """Compare this machine's clock with the database's: deadlines follow from both."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        differ = abs(cursor.fetchone()[0] - timezone.now())
    return Trouble("clocks_differ") if differ > CLOCKS_DIFFER else None


Check = Callable[[], Trouble | None]
# What /readyz tells beside database, cache, worker and index, by its name there.
PARTS: dict[str, Check] = {
    "mail": mail,
    "tasks": tasks,
    "webhooks": webhooks,
    "nightly": nightly,
    "backups": backups,
    "stripe": stripe,
    "files": files,
    "scanner": scanner,
    "disk": disk,
    "replica": replica,
    "clocks": clocks,
}
CHECKS: tuple[Check, ...] = (clock, worker, index, cache, *PARTS.values())


def is_well(check: Check) -> bool:
    """Tell whether a check finds nothing: what /readyz says of a part."""
    return check() is None


def find_troubles() -> list[Trouble]:
    """List what is wrong now."""
    return [trouble for check in CHECKS if (trouble := check()) is not None]
