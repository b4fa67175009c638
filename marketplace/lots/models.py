"""What a recall took out of the stock."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Withdrawal(models.Model):
    """What a recall took off the shelf of a lot's product; one a lot, kept as it was.

    `left` is how many of the lot had not left by its chain, `taken` how many of them were
    in stock, in sales units. A recall cannot be taken back, so nothing puts them in again.
    """

    lot = models.OneToOneField("origin.Lot", models.PROTECT, related_name="withdrawal")
    left = models.PositiveIntegerField(_("Left of the lot"))
    taken = models.PositiveIntegerField(_("Taken out of stock"))
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-at"]
        verbose_name = _("Taken out of stock")
        verbose_name_plural = _("Taken out of stock")
        constraints = [
            models.CheckConstraint(
                condition=Q(taken__lte=F("left")), name="no_more_is_taken_than_is_left"
            )
        ]

    def __str__(self) -> str:
        return f"{self.lot_id}: {self.taken}"
