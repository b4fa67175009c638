"""A table of products from its sending to its undoing; the work is done by the task queue.

    sent -> read -> looked at, agreed to -> applied, all of it or nothing -> undone, if it must be

Whoever works tells from time to time that it does. A worker that was killed leaves no half: what
is read is read anew by another, and what is applied or undone is one transaction.
"""

import hashlib
from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django_tasks import task

from marketplace.accounts.models import User
from marketplace.files.tables import Unreadable
from marketplace.frame.states import move, move_rows
from marketplace.listings.imports import applying, undoing
from marketplace.listings.imports.checking import check_rows
from marketplace.listings.imports.known import Known
from marketplace.listings.imports.models import ImportRow, ProductImport
from marketplace.listings.imports.reading import read_table
from marketplace.producers.models import Producer

State, Outcome = ProductImport.State, ImportRow.Outcome
LOST_AFTER = timedelta(seconds=90)  # without a word of its worker
KEPT = timedelta(days=180)  # the file and the rows; what became of them stays


class SentBefore(Exception):
    """The same file was sent before; `table` is what became of it."""

    def __init__(self, table: ProductImport) -> None:
        super().__init__(table.pk)
        self.table = table


class ImportRefused(Exception):
    """A step with a table is not to be taken; str() is a sentence for the producer."""


def upload(
    *, producer: Producer, name: str, content: bytes, by: User, again: bool
) -> ProductImport:
    """Keep a file and have it read. Raises SentBefore, unless `again`, and ImportRefused."""
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        Producer.objects.select_for_update().get(pk=producer.pk)  # two at once come in turn
        tables = ProductImport.objects.filter(producer=producer)
        same = tables.filter(digest=digest).exclude(state__in=[State.CANCELLED, State.FAILED])
        known = same.first()
        if known is not None and not again:
            raise SentBefore(known)
        if tables.filter(state__in=ProductImport.AT_WORK).exists():
            raise ImportRefused(
                gettext("Another table of yours is at work. Wait until it is done, or cancel it.")
            )
        made = ProductImport(
            producer=producer,
            file_name=name[:160],
            digest=digest,
            told_at=timezone.now(),
            created_by=by,
        )
        made.file.save(name, ContentFile(content), save=False)
        made.save()
        enqueue(made)
    return made


def enqueue(table: ProductImport) -> None:
    """Let the worker do what the table's state asks for, once that is committed."""
    job = apply_import if table.is_applying else undo_import if table.is_undoing else read_import
    transaction.on_commit(partial(job.enqueue, table.pk), robust=True)


def go_on_with_tables() -> int:
    """Give work whose worker was lost to another one; how much."""
    lost = ProductImport.objects.filter(
        state__in=ProductImport.AT_WORK, told_at__lt=timezone.now() - LOST_AFTER
    )
    with transaction.atomic():
        tables = list(lost.select_for_update(skip_locked=True)[:50])
        ProductImport.objects.filter(pk__in=[each.pk for each in tables]).update(
            told_at=timezone.now()
        )
        for table in tables:
            enqueue(table)
    return len(tables)


def forget_old_tables() -> int:
    """Take away files and rows of tables of half a year ago; give how many."""
    old = ProductImport.objects.filter(created_at__lt=timezone.now() - KEPT).exclude(file="")
    tables = list(old.exclude(state__in=ProductImport.AT_WORK)[:20])
    for table in tables:
        with transaction.atomic():
            ImportRow.objects.filter(table=table).delete()
            transaction.on_commit(
                partial(table.file.storage.delete, str(table.file.name)), robust=True
            )
            ProductImport.objects.filter(pk=table.pk).update(file="")
    return len(tables)


# Read.


@task()
def read_import(pk: int) -> bool:
    """Read a table and say of every row what it would do; False when another does."""
    run = uuid4()
    table = begin(pk, run)
    if table is None:
        return False
    try:
        with table.file.open() as file:
            found = read_table(file.read())
    except OSError:
        return fail(pk, run, "lost", 0)
    except Unreadable as refusal:
        return fail(pk, run, refusal.code, refusal.row)
    mine = at_work(pk, run)
    mine.update(header=found.header, columns=found.places, total=len(found.rows))
    done = 0
    for rows in check_rows(Known(table.producer, found.places), found.rows, {}):
        for row in rows:
            row.table = table
        done += len(rows)
        with transaction.atomic():
            if not mine.update(progress=done, told_at=timezone.now()):
                return False  # cancelled, or thought lost
            ImportRow.objects.bulk_create(rows)
    return bool(move_rows(mine, State.READING, State.CHECKED, counts=count(table)))


def at_work(pk: int, run: UUID) -> QuerySet[ProductImport]:
    return ProductImport.objects.filter(pk=pk, run=run, state=State.READING)


@transaction.atomic
def begin(pk: int, run: UUID) -> ProductImport | None:
    """Take a table to read it, also from a worker that was lost; None when there is no need."""
    rows = ProductImport.objects.select_for_update(of=("self",)).select_related("producer")
    table = rows.filter(pk=pk, state__in=[State.WAITING, State.READING]).first()
    if table is None:
        return None
    now = timezone.now()
    is_new = table.state == State.WAITING
    if is_new:
        move(table, State.READING, run=run, told_at=now, progress=0)
        return table
    ImportRow.objects.filter(table=table).delete()
    ProductImport.objects.filter(pk=pk).update(run=run, told_at=now, progress=0)
    return table


def fail(pk: int, run: UUID, code: str, row: int) -> bool:
    move_rows(at_work(pk, run), State.READING, State.FAILED, failure=code, failed_row=row)
    return False


def count(table: ProductImport) -> dict[str, int]:
    """Count a table's rows by outcome, the prices far from the last, and what is in doubt."""
    figures = {
        outcome: Count("pk", filter=Q(outcome=outcome)) for outcome in ImportRow.Outcome.values
    }
    return ImportRow.objects.filter(table=table).aggregate(
        **figures,
        far=Count("pk", filter=Q(is_far_off=True)),
        doubted=Count("pk", filter=Q(is_doubted=True)),
    )


# Agree, apply, cancel, undo.


def locked(table: ProductImport) -> ProductImport:
    rows = ProductImport.objects.select_for_update(of=("self",)).select_related("producer")
    return rows.get(pk=table.pk)


MOVED_ON = gettext_lazy("This table has moved on meanwhile: look at it again.")


@transaction.atomic
def confirm(*, table: ProductImport, by: User, leaves_out: bool, is_sure: bool) -> None:
    """Have a table applied that was looked at.

    `leaves_out`: its refused rows are not to count; `is_sure`: prices that are far from the last
    are meant. Raises ImportRefused.
    """
    table = locked(table)
    if not table.is_checked:
        raise ImportRefused(str(MOVED_ON))
    if not table.counts["created"] + table.counts["changed"]:
        raise ImportRefused(gettext("No row of this table changes anything."))
    if table.counts["refused"] and not leaves_out:
        raise ImportRefused(
            gettext("Some rows are refused. Mend them and send the table anew, or leave them out.")
        )
    if table.counts["far"] and not is_sure:
        raise ImportRefused(
            gettext("Some prices are far from the last. Look at them and say that they are right.")
        )
    now = timezone.now()
    move(table, State.APPLYING, applied_by=by, told_at=now, progress=0, kept_from=[])
    enqueue(table)


@transaction.atomic
def cancel(*, table: ProductImport) -> None:
    """Give a table up that is not applied; its rows go. Raises ImportRefused."""
    table = locked(table)
    if table.is_cancelled:
        return
    if not table.may_be_cancelled:
        raise ImportRefused(str(MOVED_ON))
    move(table, State.CANCELLED)
    ImportRow.objects.filter(table=table).delete()


@task()
def apply_import(pk: int) -> bool:
    """Apply a table that was agreed to; False when it is done, or something moved meanwhile."""
    try:
        return applying.apply(pk)
    except applying.MovedMeanwhile as refusal:
        with transaction.atomic():
            table = locked(ProductImport(pk=pk))
            if table.is_applying:
                applying.refuse(table, refusal.problems)
                move(table, State.CHECKED, counts=count(table))
        return False


@transaction.atomic
def ask_undo(*, table: ProductImport) -> None:
    """Have the producer's last import undone. Raises ImportRefused."""
    Producer.objects.select_for_update().get(pk=table.producer_id)
    table = locked(table)
    if table.is_undoing or table.is_undone:
        return
    if not table.is_applied:
        raise ImportRefused(str(MOVED_ON))
    if not is_last(table):
        raise ImportRefused(
            gettext("Only the last import can be undone; undo the later one first.")
        )
    move(table, State.UNDOING, told_at=timezone.now(), kept_from=[])
    enqueue(table)


def is_last(table: ProductImport) -> bool:
    """Tell whether nothing that was applied after it stands."""
    later = ProductImport.objects.filter(
        producer=table.producer_id,
        state__in=[State.APPLYING, State.APPLIED, State.UNDOING],
        applied_at__gt=table.applied_at,
    )
    return not later.exists()


@task()
def undo_import(pk: int) -> bool:
    """Undo a table; False when something of it moved since: what did is kept for the page."""
    return undoing.undo(pk)
