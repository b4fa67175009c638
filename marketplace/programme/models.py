"""Who checked which score sheet, and what makers answer about their own products.

    SheetVersion  unchecked -> checked by one -> in force by another, and back with a reason
    SheetEvent    each of these steps, for good
    Assessment    one a product and sheet; its answers are saved one by one

A version is a text of a sheet, named by its digest (sheets/reading.py): whatever changes in it
is another version without a row, which nobody has checked.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.frame.states import Stands


class SheetVersion(models.Model):
    """A text of a sheet that somebody has looked at."""

    class State(models.TextChoices):
        UNCHECKED = "unchecked", _("Not checked")
        CHECKED = "checked", _("Checked by one person")
        IN_FORCE = "in_force", _("In force")

    MOVES = {
        State.UNCHECKED: {State.CHECKED},
        State.CHECKED: {State.IN_FORCE, State.UNCHECKED},
        State.IN_FORCE: {State.UNCHECKED},
    }
    TONES = {State.UNCHECKED: "bad", State.CHECKED: "wait", State.IN_FORCE: "ok"}
    is_checked = Stands(State.CHECKED)
    is_in_force = Stands(State.IN_FORCE)

    number = models.PositiveSmallIntegerField(_("Number"))
    digest = models.CharField(max_length=64)
    state = models.CharField(_("State"), max_length=10, choices=State, default=State.UNCHECKED)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["number", "pk"]
        verbose_name = _("Version of a score sheet")
        verbose_name_plural = _("Versions of score sheets")
        constraints = [
            models.UniqueConstraint(fields=["number", "digest"], name="one_row_a_sheet_version")
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.digest[:12]}"


class SheetEvent(models.Model):
    """A step of a version: by whom, when and why."""

    class Act(models.TextChoices):
        CHECKED = "checked", _("Compared with the gazette")
        IN_FORCE = "in_force", _("Put in force")
        TAKEN_BACK = "taken_back", _("Taken back")

    version = models.ForeignKey(SheetVersion, models.PROTECT, related_name="events")
    act = models.CharField(max_length=12, choices=Act)
    note = models.CharField(_("Note"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("Step of a score sheet")
        verbose_name_plural = _("Steps of score sheets")

    def __str__(self) -> str:
        return f"{self.version}: {self.act}"


class Assessment(models.Model):
    """What a maker says of a product by a sheet; it binds nobody and nobody else reads it.

    `variant`: which of a sheet's two lists holds; `not_so`: facts that do not hold of the product.
    """

    product = models.ForeignKey("catalogue.Product", models.CASCADE, related_name="assessments")
    number = models.PositiveSmallIntegerField(_("Score sheet"))
    variant = models.CharField(max_length=20, blank=True)
    not_so = models.JSONField(default=list, blank=True)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    begun_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("Self-assessment")
        verbose_name_plural = _("Self-assessments")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "number"], name="one_assessment_a_product_and_sheet"
            )
        ]

    def __str__(self) -> str:
        return f"{self.product_id} · {self.number}"


class AssessmentAnswer(models.Model):
    """The points of one line."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="answers")
    code = models.CharField(max_length=12)
    points = models.PositiveSmallIntegerField(_("Points"))

    class Meta:
        verbose_name = _("Answer")
        verbose_name_plural = _("Answers")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "code"], name="one_answer_a_line")
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.points}"
