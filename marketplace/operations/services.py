"""Keep what was found, tell operators once, and try again what was given up."""

import datetime
import logging
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from marketplace.operations.checks import (
    CLOCK,
    Trouble,
    clock,
    events_stuck,
    find_troubles,
    mails_given_up,
    tasks_dead,
)
from marketplace.operations.models import Beat, Finding
from marketplace.operations.words import title_of, way_out_of
from marketplace.purchases.mail import queue_mail

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 500
TASKS_KEPT = datetime.timedelta(days=14)
MOST_FORGOTTEN = 1000  # a round of the clock
LOST_AFTER = datetime.timedelta(hours=1)  # a sheet of 100,000 labels takes two minutes
SAME_WITHIN = datetime.timedelta(hours=6)  # what comes back so soon is the same trouble
LOOKED_EVERY = 60  # seconds, when pages look because the clock does not
PATIENCE = datetime.timedelta(minutes=3)  # with what often passes by itself
PASSES = {
    "cache_away",
    "stripe_silent",
    "bucket_silent",
    "scanner_away",
    "replica_late",
    "clocks_differ",
}


def beat() -> None:
    """Clock job: write down that the clock goes."""
    Beat.objects.update_or_create(name=CLOCK, defaults={"at": timezone.now()})


def forget_tasks() -> int:
    """Clock job: delete what the queue did well some weeks ago; return how many rows."""
    old = DBTaskResult.objects.filter(
        status=TaskResultStatus.SUCCESSFUL, finished_at__lt=timezone.now() - TASKS_KEPT
    )
    pks = list(old.order_by("pk").values_list("pk", flat=True)[:MOST_FORGOTTEN])
    return DBTaskResult.objects.filter(pk__in=pks).delete()[0]


def clock_goes() -> bool:
    """Tell whether the clock goes; if not, look the market over in its stead, once a minute.

    A clock that stands can tell nobody that it does; who asks /readyz comes by anyway.
    """
    if clock() is None:
        return True
    if cache.add("operations-looked", 1, LOOKED_EVERY):
        look_over()
    return False


class WorkerGone(Exception):
    """The worker that had a task was killed, or its machine went away, before the task ended."""


@transaction.atomic
def fail_lost_tasks() -> int:
    """Clock job: call tasks failed whose worker is gone; return how many.

    The queue writes down that a worker took a task, not that the worker lives: what runs for longer
    than any task takes has none. One that ends all the same is written down as the success it is.
    """
    late = timezone.now() - LOST_AFTER
    lost = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=late)
    rows = list(lost.select_for_update().order_by("pk")[:MOST_AT_ONCE])
    for row in rows:
        row.set_failed(WorkerGone(f"taken at {row.started_at:%Y-%m-%d %H:%M}, never ended"))
        logger.error("task %s lost its worker", row.task_path)
    return len(rows)


def look_over() -> int:
    """Clock job: keep what is wrong, close what is not any more, tell what is new; how many."""
    troubles = {trouble.code: trouble for trouble in find_troubles()}
    now = timezone.now()
    Finding.objects.filter(cleared_at=None).exclude(code__in=troubles).update(cleared_at=now)
    for trouble in troubles.values():
        keep(trouble)
    tell_new(now)
    return len(troubles)


def keep(trouble: Trouble) -> None:
    """Open a finding, or the one that was closed a short while ago; count anew."""
    open_one = Finding.objects.filter(code=trouble.code, cleared_at=None)
    if open_one.update(count=trouble.count):
        return
    lately = timezone.now() - SAME_WITHIN
    last = Finding.objects.filter(code=trouble.code, cleared_at__gte=lately).order_by("-pk").first()
    try:
        with transaction.atomic():
            if last is None:
                Finding.objects.create(code=trouble.code, count=trouble.count)
            else:
                Finding.objects.filter(pk=last.pk).update(cleared_at=None, count=trouble.count)
    except IntegrityError:  # another process opened it in this moment
        open_one.update(count=trouble.count)


@transaction.atomic
def tell_new(now: datetime.datetime) -> None:
    """Mail operators what they do not know yet: one mail for all of it."""
    untold = Finding.objects.select_for_update().filter(cleared_at=None, told_at=None)
    fresh = [f for f in untold.order_by("pk") if f.code not in PASSES or f.since <= now - PATIENCE]
    if not fresh:
        return
    for address in settings.OPERATORS_EMAIL:
        queue_mail(
            key=f"findings-{fresh[-1].pk}-{address}"[:120],
            to=address,
            template="market_unwell",
            context=in_words(fresh, settings.LANGUAGE_CODE),
            language=settings.LANGUAGE_CODE,
        )
    Finding.objects.filter(pk__in=[finding.pk for finding in fresh]).update(told_at=now)
    for finding in fresh:
        logger.error("found: %s (%s)", finding.code, finding.count)


def in_words(findings: list[Finding], language: str) -> dict:
    with override(language):
        return {
            "findings": [
                {"title": title_of(f.code, f.count), "way_out": way_out_of(f.code)}
                for f in findings
            ],
            "link": settings.SITE_URL + reverse("health:index"),
        }


def mail_again(rows: QuerySet) -> None:
    """Give mails all their tries again; the clock sends them."""
    rows.update(attempts=0, next_attempt_at=timezone.now())


def tasks_again(rows: QuerySet) -> None:
    """Queue dead tasks anew; what no code knows any more stays."""
    for row in rows:
        try:
            task = row.task
        except ImportError:
            logger.warning("task %s is of code that is gone", row.task_path)
            continue
        task.enqueue(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
        row.delete()


def events_again(rows: QuerySet) -> None:
    """Give messages of gateways all their tries again; the clock handles them."""
    rows.update(attempts=0)


def events_let_go(rows: QuerySet) -> None:
    rows.update(handled_at=timezone.now(), outcome="let go")


Deed = Callable[[QuerySet], object]
Rows = Callable[[], QuerySet]
# code of a finding: (what it is of, try again, let go)
DEEDS: dict[str, tuple[Rows, Deed, Deed]] = {
    "mail_given_up": (mails_given_up, mail_again, lambda rows: rows.delete()),
    "tasks_dead": (tasks_dead, tasks_again, lambda rows: rows.delete()),
    "events_stuck": (events_stuck, events_again, events_let_go),
}


@transaction.atomic
def mend(*, code: str, deed: str, by_pk: int) -> int:
    """Try again ("again") or let go ("let-go") what was given up; return how many.

    The same again finds nothing left and does nothing. Raises KeyError for an unknown code.
    """
    rows, again, let_go = DEEDS[code]
    pks = list(
        rows().select_for_update().order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE]
    )
    if pks:
        (again if deed == "again" else let_go)(rows().filter(pk__in=pks))
        logger.warning("%s: %s %s of them, by user %s", code, deed, len(pks), by_pk)
    return len(pks)
