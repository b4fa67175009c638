"""The market's own keys: a row each, from when it is made to when nobody believes it any more."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Key(models.Model):
    """One key of a purpose. The newest makes; retired ones verify on; revoked ones do not.

    The secret lies here closed under KEYS_SECRET (marketplace/keys/sealing.py), so that all
    machines share it, the database's backup holds it, and the backup alone opens nothing.
    """

    class Purpose(models.TextChoices):
        LABELS = "labels", _("Serials of labels")
        STATEMENTS = "statements", _("Signatures on what we state")
        RECORDS = "records", _("Names and hidden codes in records")
        FACTORS = "factors", _("Second factors at rest")
        PASSWORDS = "passwords", _("Hashes of passwords")
        PEOPLE = "people", _("Numbers of people at rest")

    purpose = models.CharField(_("Purpose"), max_length=12, choices=Purpose)
    name = models.CharField(_("Name"), max_length=16)
    sealed = models.TextField(editable=False, blank=True)  # empty: nothing is made with it again
    sealed_by = models.CharField(max_length=8, editable=False, blank=True)
    public = models.CharField(_("Public key"), max_length=64, blank=True)  # base64url
    made_at = models.DateTimeField(_("Made"), default=timezone.now)
    retired_at = models.DateTimeField(_("Retired"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("Revoked"), null=True, blank=True)
    reason = models.CharField(_("Reason"), max_length=200, blank=True)

    class Meta:
        ordering = ["purpose", "made_at", "pk"]
        verbose_name = _("Key")
        verbose_name_plural = _("Keys")
        constraints = [
            models.UniqueConstraint(fields=["purpose", "name"], name="key_named_once"),
            models.UniqueConstraint(
                fields=["purpose"],
                condition=Q(retired_at=None, revoked_at=None),
                name="key_makes_alone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.name}"
