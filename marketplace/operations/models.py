"""What is wrong with the market as a machine, since when, and whether its operators know."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Beat(models.Model):
    """When something that comes round last did; a row each."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField(default=timezone.now)


class Finding(models.Model):
    """One trouble from when it was seen to when it was gone; at most one open of a kind."""

    code = models.CharField(_("Kind"), max_length=40)
    count = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(cleared_at=None), name="finding_open_once"
            )
        ]
        permissions = [("mend_market", _("May see and mend the health of the market"))]
