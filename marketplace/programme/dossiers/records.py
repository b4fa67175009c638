"""What stays of a dossier as it was written: each step, and what each hand-over handed over.

Rows are only ever added: the database refuses anything else (guards.py).
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.programme.offices.models import Office


class Act(models.TextChoices):
    BEGUN = "begun", _("Begun")
    FILED = "filed", _("Filed")
    ASKED = "asked", _("Asked for more")
    ANSWERED = "answered", _("Answered")
    OPINION = "opinion", _("Form 03 written")
    FORWARDED = "forwarded", _("Handed over to the province")
    RATED = "rated", _("Rated")
    NOT_RATED = "not_rated", _("Not rated")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Snapshot(models.Model):
    """A dossier as it was handed over: its body as JSON, signed, chained to the one before.

    `body` has keys in order and no blanks (RFC 8785): "n", "prev" (sha256 of the body before, ""
    of the first), form 01, claims, documents with the sha256 of their files, answers, form 03.
    """

    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="snapshots")
    n = models.PositiveSmallIntegerField()
    body = models.TextField()
    sha256 = models.CharField(max_length=64)
    key = models.CharField(max_length=40)
    signature = models.CharField(max_length=90)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["dossier", "n"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "n"], name="one_snapshot_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.n}"


class DossierEvent(models.Model):
    """A step of a dossier, by whom, from which office; both sides read it."""

    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="events")
    act = models.CharField(max_length=10, choices=Act)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=1000, blank=True)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("Step of a dossier")
        verbose_name_plural = _("Steps of dossiers")

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.act}"
