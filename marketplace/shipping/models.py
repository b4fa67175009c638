"""Delivery charges as dated rows, by zone and weight."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DeliveryRate(models.Model):
    """What a producer's parcel costs to a zone: a first step by weight, then each further kg.

    The row with `producer` set comes before the market's own; the newest of the day counts.
    Example: first 1 000 g 25 000 ₫, each further started kg 5 000 ₫; 2 300 g cost
    25 000 + 2 x 5 000 = 35 000 ₫. Goods of `free_from` dong or more travel free.
    """

    class Zone(models.TextChoices):
        CITY = "city", _("In the same province")
        COUNTRY = "country", _("Elsewhere in Vietnam")
        ABROAD = "abroad", _("Abroad")

    zone = models.CharField(_("Zone"), max_length=10, choices=Zone)
    producer = models.ForeignKey(
        "producers.Producer", models.CASCADE, null=True, blank=True, related_name="delivery_rates"
    )
    valid_from = models.DateField(_("Valid from"))
    first_grams = models.PositiveIntegerField(_("First step, grams"), default=1000)
    first_charge = models.PositiveIntegerField(_("Charge of the first step, dong"))
    next_kg_charge = models.PositiveIntegerField(_("Each further kg, dong"))
    free_from = models.PositiveIntegerField(_("Free from, dong"), null=True, blank=True)
    days_min = models.PositiveSmallIntegerField(_("Days, at least"), default=1)
    days_max = models.PositiveSmallIntegerField(_("Days, at most"), default=3)

    class Meta:
        ordering = ["zone", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "producer", "valid_from"], name="one_own_rate_per_zone_and_day"
            ),
            models.UniqueConstraint(
                fields=["zone", "valid_from"],
                condition=Q(producer__isnull=True),
                name="one_rate_per_zone_and_day",
            ),
            models.CheckConstraint(
                condition=Q(days_max__gte=models.F("days_min")), name="rate_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.zone} {self.valid_from}: {self.first_charge}"


class RateChange(models.Model):
    """Who set what a zone costs from a day, or took own charges away; rows are only added."""

    producer = models.ForeignKey(
        "producers.Producer", models.CASCADE, null=True, blank=True, related_name="rate_changes"
    )  # none: the market's own
    zone = models.CharField(_("Zone"), max_length=10, choices=DeliveryRate.Zone)
    valid_from = models.DateField(_("Valid from"), null=True)  # none: own charges were taken away
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.zone} {self.valid_from}"


from oscar.apps.shipping.models import *  # noqa: E402, F403
