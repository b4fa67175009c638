"""What one officer wants entered in the register, until another one agrees or sends it back."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.frame.states import Stands


class Proposal(models.Model):
    """An entry that waits for a second person; nothing of it is in the register before MADE.

    `key` says what it is about, so that one entry of a thing waits at a time. `facts` are its
    values as JSON keeps them: of a certificate by field name (corrections.as_kept), of a rated
    product by argument, of a correction {field: [old, new]}, of a spreadsheet the counts of its
    rows by outcome. Of what was entered, `certificate`, `rated` and `decision` name the rows; a
    correction names what it mends from the start.
    """

    class Kind(models.TextChoices):
        GRANT = "grant", _("Certificate")
        RATED = "rated", _("Rated product not sold here")
        DECISION = "decision", _("Decision")
        TABLE = "table", _("Spreadsheet")
        RATED_FACTS = "rated_facts", _("Correction of a rated product")
        DECISION_FACTS = "decision_facts", _("Correction of a decision")

    class State(models.TextChoices):
        DRAFT = "draft", _("Not handed over yet")
        ASKED = "asked", _("Waiting for a second person")
        MADE = "entered", _("In the register")
        REFUSED = "sent_back", _("Sent back")
        WITHDRAWN = "withdrawn", _("Taken back")

    MOVES = {
        State.DRAFT: {State.ASKED, State.WITHDRAWN},
        State.ASKED: {State.MADE, State.REFUSED, State.WITHDRAWN},
        State.MADE: set(),
        State.REFUSED: set(),
        State.WITHDRAWN: set(),
    }
    TONES = {
        State.DRAFT: "wait",
        State.ASKED: "wait",
        State.MADE: "ok",
        State.REFUSED: "bad",
    }
    is_draft = Stands(State.DRAFT)
    is_asked = Stands(State.ASKED)
    is_open = Stands(State.DRAFT, State.ASKED)
    is_made = Stands(State.MADE)
    is_sent_back = Stands(State.REFUSED)

    kind = models.CharField(max_length=16, choices=Kind)
    state = models.CharField(max_length=12, choices=State, default=State.ASKED)
    key = models.CharField(max_length=200)
    title = models.CharField(max_length=255)
    search_text = models.TextField()
    facts = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    answer = models.TextField(blank=True)  # why it was sent back
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    certificate = models.ForeignKey(
        "certificates.Certificate", models.PROTECT, null=True, related_name="proposals"
    )
    rated = models.ForeignKey(
        "certificates.RatedProduct", models.PROTECT, null=True, related_name="proposals"
    )
    decision = models.ForeignKey(
        "certificates.Decision", models.PROTECT, null=True, related_name="proposals"
    )

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "-id"], name="proposals_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=Q(state="asked"), name="one_open_proposal"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["entered", "sent_back"])
                | (Q(decided_by__isnull=False) & ~Q(asked_by=F("decided_by"))),
                name="proposal_takes_two",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ProposalRow(models.Model):
    """A row of a spreadsheet: its number there, its cells as sent, what would become of it.

    `problems` refuse it: [[key of a column or "", why], …], why being a code of the row's check.
    """

    class Outcome(models.TextChoices):
        CREATED = "created", _("New")
        UNCHANGED = "unchanged", _("On file already")
        REFUSED = "refused", _("Refused")

    OUTCOME_TONES = {Outcome.CREATED: "ok", Outcome.REFUSED: "bad"}

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    title = models.CharField(max_length=255)
    search_text = models.CharField(max_length=400)
    given = models.JSONField()
    problems = models.JSONField(default=list)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="row_of_a_spreadsheet_once")
        ]


class RatedEvent(models.Model):
    """That the facts of a rated product were corrected: {field: [old, new]}, asked and decided.

    Rows are only ever added: the database refuses anything else (guards.py).
    """

    rated = models.ForeignKey("certificates.RatedProduct", models.PROTECT, related_name="events")
    on = models.DateField()
    changes = models.JSONField()
    note = models.TextField(blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "id"]
