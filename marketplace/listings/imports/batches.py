"""Proposals of one table, decided together: single ones go back with a reason, the rest is shown.

Publishing is the task queue's work, a portion a transaction: a worker that is killed leaves whole
products, and the next one goes on with those that wait.
"""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django_tasks import task

from marketplace.accounts.models import User
from marketplace.frame.portions import SIZE
from marketplace.frame.states import move, move_rows
from marketplace.listings.imports.models import ProductImport, ProposalBatch
from marketplace.listings.imports.news import tell_batch_published, tell_batch_returned
from marketplace.listings.judging import Kind, note_steps
from marketplace.listings.models import Revision
from marketplace.listings.publishing import PictureUnreadable, publish_all
from marketplace.listings.services import UNVERIFIED, RevisionRefused, give_back, settle_batch
from marketplace.producers.models import Producer

State, Proposal = ProposalBatch.State, Revision.State
LOST_AFTER = timedelta(seconds=90)


class BatchRefused(Exception):
    """A batch is not decided on that way; str() is a sentence for the editor."""


def locked(batch: ProposalBatch) -> ProposalBatch:
    rows = ProposalBatch.objects.select_for_update(of=("self",))
    return rows.select_related("producer", "table").get(pk=batch.pk)


def waiting_in(batch: ProposalBatch) -> QuerySet[Revision]:
    return batch.proposals.filter(state=Proposal.SUBMITTED)


@transaction.atomic
def publish(*, batch: ProposalBatch, by: User) -> None:
    """Have all that waits in a batch published. Raises RevisionRefused, BatchRefused."""
    batch = locked(batch)
    if batch.is_publishing:
        return
    if not batch.is_waiting:
        raise BatchRefused(gettext("Somebody has decided on this batch already."))
    if not batch.producer.may_sell:
        raise RevisionRefused(UNVERIFIED)
    move(batch, State.PUBLISHING, decided_by=by, told_at=timezone.now())
    transaction.on_commit(partial(publish_batch.enqueue, batch.pk), robust=True)


@task()
def publish_batch(pk: int) -> int:
    """Publish a batch that was agreed to, portion by portion; how many proposals it were."""
    done = 0
    while count := publish_portion(pk):
        done += count
    return done


@transaction.atomic
def publish_portion(pk: int) -> int:
    """Publish some of a batch; 0 when it is done. Another worker at it waits its turn."""
    batch = ProposalBatch.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if batch is None or not batch.is_publishing:
        return 0
    ProposalBatch.objects.filter(pk=pk).update(told_at=timezone.now())
    if not batch.producer.may_sell:
        move(batch, State.WAITING)
        return 0
    rows = waiting_in(batch).select_for_update(of=("self",)).order_by("pk")
    proposals = list(rows.select_related("producer__partner", "producer__village")[:SIZE])
    if proposals:
        publish_readable(proposals, batch.decided_by)
        return len(proposals)
    move(batch, State.DECIDED, decided_at=timezone.now())
    tell_batch_published(batch)
    return 0


def publish_readable(proposals: list[Revision], by: User | None) -> None:
    """Publish proposals; one whose picture is broken goes back alone."""
    try:
        with transaction.atomic():
            publish_all(proposals, by)
    except PictureUnreadable as refusal:
        for proposal in proposals:
            try:
                with transaction.atomic():
                    publish_all([proposal], by)
            except PictureUnreadable:
                give_back(proposal, str(refusal), by)


@transaction.atomic
def send_back_rows(*, batch: ProposalBatch, pks: Iterable[int] | None, note: str, by: User) -> int:
    """Send some proposals of a batch back with one reason, or all with None; how many.

    What was decided on meanwhile is left. Raises BatchRefused.
    """
    batch = locked(batch)
    if not batch.is_waiting:
        raise BatchRefused(gettext("Somebody has decided on this batch already."))
    rows = waiting_in(batch)
    if pks is not None:
        rows = rows.filter(pk__in=list(pks))
    now = timezone.now()
    decided = {"note": note, "reasons": {}, "reviewed_by": by, "reviewed_at": now}
    back = list(rows.select_for_update(of=("self",)).only("pk"))
    count = move_rows(rows, Proposal.SUBMITTED, Proposal.RETURNED, **decided, updated_at=now)
    if count:
        note_steps(back, Kind.RETURNED, by, note)
        tell_batch_returned(batch, count, note, now)
        settle_batch(batch.pk)
    return count


@transaction.atomic
def submit_drafts(*, table: ProductImport) -> int:
    """Send the drafts of a table to the editors as one batch, once its producer may sell.

    Raises RevisionRefused: "unverified".
    """
    producer = Producer.objects.select_for_update().get(pk=table.producer_id)
    if not producer.may_sell:
        raise RevisionRefused(UNVERIFIED)
    drafts = drafts_of(table)
    if not drafts.exists():
        return 0
    now = timezone.now()
    batch, _made = ProposalBatch.objects.get_or_create(
        table=table, defaults={"producer": producer, "submitted_at": now, "told_at": now}
    )
    pks = list(drafts.values_list("pk", flat=True))
    rows = Revision.objects.filter(pk__in=pks)
    return move_rows(rows, Proposal.DRAFT, Proposal.SUBMITTED, submitted_at=now, batch=batch)


def drafts_of(table: ProductImport) -> QuerySet[Revision]:
    """The proposals of a table that its producer could not send yet."""
    return Revision.objects.filter(
        pk__in=table.rows.filter(revision__isnull=False).values("revision"), state=Proposal.DRAFT
    )


def go_on_with_batches() -> int:
    """Give batches whose worker was lost to another one; how many."""
    lost = ProposalBatch.objects.filter(
        state=State.PUBLISHING, told_at__lt=timezone.now() - LOST_AFTER
    )
    with transaction.atomic():
        pks = list(lost.select_for_update(skip_locked=True).values_list("pk", flat=True)[:50])
        ProposalBatch.objects.filter(pk__in=pks).update(told_at=timezone.now())
        for pk in pks:
            transaction.on_commit(partial(publish_batch.enqueue, pk), robust=True)
    return len(pks)
