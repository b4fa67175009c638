"""How a producer's own system writes events: tokens and jobs of the EPCIS capture interface."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CaptureToken(models.Model):
    """A key of one producer for /epcis/. Only its SHA-256 is kept; it is shown once."""

    producer = models.ForeignKey(
        "producers.Producer", models.CASCADE, related_name="capture_tokens"
    )
    name = models.CharField(_("Name"), max_length=80)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_on = models.DateField(_("Last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("Revoked"), null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("Capture key")
        verbose_name_plural = _("Capture keys")

    def __str__(self) -> str:
        return self.name


class CaptureJob(models.Model):
    """One document that was sent for capture: all of its events are kept, or none."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    producer = models.ForeignKey("producers.Producer", models.CASCADE, related_name="+")
    token = models.ForeignKey(CaptureToken, models.SET_NULL, null=True, related_name="jobs")
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    success = models.BooleanField(null=True)
    event_ids = models.JSONField(default=list, blank=True)
    errors = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("Capture")
        verbose_name_plural = _("Captures")
        constraints = [
            models.UniqueConstraint(fields=["producer", "digest"], name="one_capture_per_document")
        ]
