"""Decisions: a paper of an authority, by which many products have their certificates at once."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.files.fields import PrivateFileField


class OfficeLevel(models.TextChoices):
    """Who decides on stars. There has been no district since July 2025."""

    DISTRICT = "district", _("District (until June 2025)")
    PROVINCE = "province", _("Province or city")
    MINISTRY = "ministry", _("Ministry")


class Decision(models.Model):
    """One decision of one authority on one day; certificates keep copies of its facts.

    It is known by its folded number and authority, so that "12/QĐ-UBND" and " 12/qđ-ubnd " are
    one; only catalogue/certificates/decisions.py writes it. `file` is the paper, for officers.
    """

    number = models.CharField(_("Decision number"), max_length=60)
    number_folded = models.CharField(max_length=60, editable=False)
    authority = models.CharField(_("Authority"), max_length=160)
    authority_folded = models.CharField(max_length=160, editable=False)
    decided_on = models.DateField(_("Decision date"))
    level = models.CharField(_("Level"), max_length=10, choices=OfficeLevel)
    file = PrivateFileField(_("Decision as PDF"), upload_to="decisions/%Y/", blank=True)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-decided_on", "-id"]
        verbose_name = _("Decision")
        verbose_name_plural = _("Decisions")
        constraints = [
            models.UniqueConstraint(
                fields=["number_folded", "authority_folded", "decided_on", "level"],
                name="one_decision_of_an_authority",
            )
        ]

    def __str__(self) -> str:
        return self.number
