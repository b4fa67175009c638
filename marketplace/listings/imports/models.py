"""Tables of products that a producer sent: what each row asks for, and what became of it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.files.fields import PrivateFileField
from marketplace.frame.states import Stands


class ProductImport(models.Model):
    """One table that was sent. Nothing of it counts before it is APPLIED, and then all of it.

    `header` is the row that names the columns as it stood, `counts` how many rows have each
    outcome, and `far`, how many prices are far from the last. Each worker that reads has a `run`
    of its own: one that was thought lost writes no more once another has begun.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits to be read")
        READING = "reading", _("Is being read")
        CHECKED = "checked", _("Waits for your yes")
        FAILED = "failed", _("Could not be read")
        APPLYING = "applying", _("Is being applied")
        APPLIED = "applied", _("Applied")
        UNDOING = "undoing", _("Is being undone")
        UNDONE = "undone", _("Undone")
        CANCELLED = "cancelled", _("Cancelled")

    MOVES = {
        State.WAITING: {State.READING, State.CANCELLED},
        State.READING: {State.CHECKED, State.FAILED, State.CANCELLED},
        State.CHECKED: {State.APPLYING, State.CANCELLED},
        State.APPLYING: {State.APPLIED, State.CHECKED},  # back when something moved meanwhile
        State.APPLIED: {State.UNDOING},
        State.UNDOING: {State.UNDONE, State.APPLIED},
        State.FAILED: set(),
        State.UNDONE: set(),
        State.CANCELLED: set(),
    }
    TONES = {
        State.WAITING: "wait",
        State.READING: "wait",
        State.CHECKED: "wait",
        State.FAILED: "bad",
        State.APPLYING: "wait",
        State.APPLIED: "ok",
        State.UNDOING: "wait",
    }
    AT_WORK = (State.WAITING, State.READING, State.APPLYING, State.UNDOING)

    is_checked = Stands(State.CHECKED)
    is_applied = Stands(State.APPLIED)
    is_applying = Stands(State.APPLYING)
    is_undoing = Stands(State.UNDOING)
    is_undone = Stands(State.UNDONE)
    has_failed = Stands(State.FAILED)
    is_cancelled = Stands(State.CANCELLED)
    is_at_work = Stands(*AT_WORK)
    may_be_cancelled = Stands(State.WAITING, State.READING, State.CHECKED)

    producer = models.ForeignKey("producers.Producer", models.CASCADE, related_name="imports")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    file = PrivateFileField(upload_to="imports/%Y/%m/")
    file_name = models.CharField(max_length=160)
    digest = models.CharField(max_length=64)
    header = models.JSONField(default=list)
    columns = models.JSONField(default=dict)  # key of imports/columns.py -> its place in a row
    counts = models.JSONField(default=dict)
    failure = models.CharField(max_length=20, blank=True)  # a code of imports/words.py
    failed_row = models.PositiveIntegerField(default=0)
    progress = models.PositiveIntegerField(default=0)  # rows
    total = models.PositiveIntegerField(default=0)
    run = models.UUIDField(default=uuid.uuid4)
    told_at = models.DateTimeField()  # when a worker was last heard of
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    kept_from = models.JSONField(default=list, blank=True)  # what prevented the last undoing

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["producer", "-id"], name="imports_of_a_producer"),
            models.Index(
                fields=["told_at"],
                condition=models.Q(state__in=["waiting", "reading", "applying", "undoing"]),
                name="imports_at_work",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.state})"

    @property
    def state_text(self) -> str:
        return self.get_state_display()


class ImportRow(models.Model):
    """One row: as it was `given`, what it `wants`, what is wrong, and what was `before` it.

    wants: {"price": dong, "stock": pieces, "seen_stock": pieces, "content": as of a proposal}.
    problems: [[key of the column, {"vi": sentence, "en": …, "id": …}]]; they refuse the row.
    doubts: the same; they are told, and who applies the table says that it is right.
    before: {"price", "stock", "revision": {"content", "base", "state", "note", "submitted_at"}}.
    """

    class Outcome(models.TextChoices):
        CREATED = "created", _("New")
        CHANGED = "changed", _("Changed")
        UNCHANGED = "unchanged", _("As it is")
        REFUSED = "refused", _("Refused")

    table = models.ForeignKey(ProductImport, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()  # as a spreadsheet counts, from 1
    outcome = models.CharField(max_length=10, choices=Outcome)
    code = models.CharField(max_length=64, blank=True)
    title = models.CharField(max_length=255, blank=True)
    search_text = models.CharField(max_length=400, blank=True)
    given = models.JSONField(default=list)
    wants = models.JSONField(default=dict, blank=True)
    problems = models.JSONField(default=list, blank=True)
    is_far_off = models.BooleanField(default=False)  # the price, from the last
    doubts = models.JSONField(default=list, blank=True)
    is_doubted = models.BooleanField(default=False)
    before = models.JSONField(default=dict, blank=True)
    product = models.ForeignKey(
        "catalogue.Product", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    revision = models.ForeignKey(
        "listings.Revision", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["table", "number"], name="one_row_a_number_of_a_table")
        ]
        indexes = [
            models.Index(fields=["table", "outcome", "number"], name="import_rows_by_outcome")
        ]

    def __str__(self) -> str:
        return f"{self.table_id}: {self.number}"


class ProposalBatch(models.Model):
    """Proposals of one table, which the editors decide on together."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        PUBLISHING = "publishing", _("Is being published")
        DECIDED = "decided", _("Decided")

    MOVES = {
        State.WAITING: {State.PUBLISHING, State.DECIDED},
        State.PUBLISHING: {State.DECIDED, State.WAITING},  # back when it may not sell any more
        State.DECIDED: set(),
    }
    TONES = {State.WAITING: "wait", State.PUBLISHING: "wait", State.DECIDED: "ok"}

    is_waiting = Stands(State.WAITING)
    is_publishing = Stands(State.PUBLISHING)
    is_decided = Stands(State.DECIDED)

    producer = models.ForeignKey("producers.Producer", models.CASCADE, related_name="batches")
    table = models.OneToOneField(ProductImport, models.CASCADE, related_name="batch")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    submitted_at = models.DateTimeField()
    told_at = models.DateTimeField()  # when a worker was last heard of
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["submitted_at", "pk"]
        indexes = [models.Index(fields=["state", "submitted_at"], name="batch_queue")]

    def __str__(self) -> str:
        return f"{self.table_id}: {self.state}"
