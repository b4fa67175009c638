"""Who saw and did what at the finance desk; rows are only ever added."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditRecord(models.Model):
    """One page that was looked at, or one thing that was done."""

    class Action(models.TextChoices):
        SAW = "saw", _("Saw")
        TOOK = "took", _("Took a copy")
        DID = "did", _("Did")
        REFUSED = "refused", _("Was refused")

    at = models.DateTimeField(_("When"), auto_now_add=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Who")
    )
    action = models.CharField(_("What"), max_length=8, choices=Action)
    page = models.CharField(_("Page"), max_length=60)
    subject = models.CharField(_("Of what"), max_length=200, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("Audit record")
        verbose_name_plural = _("Audit log")
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_by_time"),
            models.Index(fields=["user", "-at"], name="audit_by_user"),
        ]
