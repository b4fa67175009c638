"""Unit codes: what is printed, one serial for each thing sold."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.files.fields import PrivateFileField
from marketplace.frame.states import Stands


class LabelBatch(models.Model):
    """A print run of labels of one lot; a reprint is a run of the same serials.

    `anchor` is the key as printed ("P/R000012" or "01/08930001234567"): labels stay true to
    it when the product gets a GTIN later. `progress` and `file` are of the printing job.
    """

    class Sheet(models.TextChoices):
        L7160 = "L7160", _("A4 sheet, 3 × 7 labels (L7160)")
        L7651 = "L7651", _("A4 sheet, 5 × 13 labels (L7651)")
        ROLL = "roll", _("Roll of a label printer")
        SINGLE = "single", _("Single files")

    class JobState(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    STATE_FIELD = "job_state"
    # A run whose worker was lost waits again; one that was drawn stays as it is.
    MOVES = {
        JobState.WAITING: {JobState.RUNNING},
        JobState.RUNNING: {JobState.DONE, JobState.FAILED, JobState.WAITING},
        JobState.FAILED: {JobState.RUNNING, JobState.WAITING},
        JobState.DONE: set(),
    }

    is_waiting = Stands(JobState.WAITING)
    is_running = Stands(JobState.RUNNING)
    is_done = Stands(JobState.DONE)
    has_failed = Stands(JobState.FAILED)
    has_ended = Stands(JobState.DONE, JobState.FAILED)

    lot = models.ForeignKey("origin.Lot", models.PROTECT, related_name="label_batches")
    anchor = models.CharField(max_length=60)
    count = models.PositiveIntegerField(_("Labels"))
    sheet = models.CharField(_("Sheet"), max_length=10, choices=Sheet, default=Sheet.L7160)
    start_cell = models.PositiveSmallIntegerField(_("First free label of the sheet"), default=1)
    has_hidden_codes = models.BooleanField(_("With hidden codes"), default=False)
    reprint_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="reprints"
    )
    reprint_serials = models.JSONField(default=list, blank=True)  # empty: all of the run
    reason = models.CharField(_("Reason"), max_length=200, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(_("Made at"), auto_now_add=True)
    job_state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    progress = models.PositiveIntegerField(default=0)
    file = PrivateFileField(upload_to="labels/%Y/%m/", max_length=200, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("Print run")
        verbose_name_plural = _("Print runs")
        constraints = [
            models.CheckConstraint(condition=Q(count__gt=0), name="print_run_is_not_empty"),
            models.CheckConstraint(
                condition=Q(reprint_of__isnull=True) | ~Q(reason=""),
                name="reprint_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot} × {self.count}"

    @property
    def is_on_sheets(self) -> bool:
        return self.sheet in {self.Sheet.L7160, self.Sheet.L7651}

    @property
    def is_on_a_roll(self) -> bool:
        return self.sheet == self.Sheet.ROLL

    @property
    def is_single_files(self) -> bool:
        return self.sheet == self.Sheet.SINGLE


class Label(models.Model):
    """A unit code. `serial` is 16 Crockford characters (catalogue.origin.codes.serials).

    `scan_count`, `first_scanned_at` and `last_scanned_at` are copies that only the scan
    service writes, so that a page about one label costs the same among millions.
    """

    class State(models.TextChoices):
        PRINTED = "printed", _("Printed, not in use yet")
        ACTIVATED = "activated", _("Activated")
        SOLD = "sold", _("Sold")
        OPENED = "opened", _("Opened")
        REVOKED = "revoked", _("Revoked")

    MOVES = {
        State.PRINTED: {State.ACTIVATED, State.REVOKED},
        State.ACTIVATED: {State.SOLD, State.OPENED, State.REVOKED},
        State.SOLD: {State.OPENED, State.REVOKED},
        State.OPENED: {State.REVOKED},
        State.REVOKED: set(),
    }

    is_printed = Stands(State.PRINTED)
    is_activated = Stands(State.ACTIVATED)
    is_sold = Stands(State.SOLD)
    is_opened = Stands(State.OPENED)
    is_revoked = Stands(State.REVOKED)

    HIDDEN_TRIES = 5

    serial = models.CharField(_("Serial"), max_length=16, unique=True)
    lot = models.ForeignKey("origin.Lot", models.PROTECT, related_name="labels")
    batch = models.ForeignKey(LabelBatch, models.PROTECT, related_name="labels")
    state = models.CharField(_("State"), max_length=10, choices=State, default=State.PRINTED)
    state_changed_at = models.DateTimeField(null=True, blank=True)
    state_note = models.CharField(max_length=200, blank=True)
    prints = models.PositiveSmallIntegerField(_("Times printed"), default=1)
    hidden_hash = models.CharField(max_length=64, blank=True, editable=False)
    hidden_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    opened_at = models.DateTimeField(_("Opened at"), null=True, blank=True)
    scan_count = models.PositiveIntegerField(default=0, editable=False)
    first_scanned_at = models.DateTimeField(null=True, editable=False)
    last_scanned_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["id"]
        verbose_name = _("Label")
        verbose_name_plural = _("Labels")
        indexes = [models.Index(fields=["lot", "state", "id"], name="label_of_lot")]

    def __str__(self) -> str:
        return self.serial
