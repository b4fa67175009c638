"""Payments and what gateways told us; the same tables for every way to pay."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Payment(models.Model):
    """An attempt to pay one purchase through one gateway.

    `reference` is the gateway's own id (a PaymentIntent, a transfer's reference).
    """

    class State(models.TextChoices):
        STARTED = "started", _("Started")
        SUCCEEDED = "succeeded", _("Succeeded")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    purchase = models.ForeignKey("purchases.Purchase", models.PROTECT, related_name="payments")
    gateway = models.CharField(max_length=20)
    reference = models.CharField(max_length=120)
    amount = models.BigIntegerField(_("Amount, dong"))
    refunded = models.BigIntegerField(_("Refunded, dong"), default=0)
    state = models.CharField(max_length=10, choices=State, default=State.STARTED)
    failure = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["gateway", "reference"], name="one_payment_per_reference"
            ),
            models.CheckConstraint(
                condition=Q(refunded__gte=0, refunded__lte=models.F("amount")),
                name="refunds_never_exceed_the_payment",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_is_positive"),
        ]


class WebhookEvent(models.Model):
    """A verified message from a gateway: stored first, handled once."""

    gateway = models.CharField(max_length=20)
    event_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=80)
    payload = models.JSONField()
    received_at = models.DateTimeField(auto_now_add=True)
    handled_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=120, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gateway", "event_id"], name="one_row_per_event")
        ]
        indexes = [
            models.Index(
                fields=["received_at"], condition=Q(handled_at__isnull=True), name="webhook_waiting"
            )
        ]


class BankTransfer(models.Model):
    """Money seen on the market's bank account, matched to a purchase by its reference."""

    class State(models.TextChoices):
        MATCHED = "matched", _("Matched")
        OPEN = "open", _("To be looked at")

    bank_reference = models.CharField(_("Bank's reference"), max_length=80, unique=True)
    amount = models.BigIntegerField(_("Amount, dong"))
    purpose = models.CharField(_("Purpose"), max_length=200, blank=True)
    booked_at = models.DateTimeField(_("Booked at"))
    purchase = models.ForeignKey(
        "purchases.Purchase", models.PROTECT, null=True, blank=True, related_name="transfers"
    )
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    reason = models.CharField(_("Why it is open"), max_length=40, blank=True)

    class Meta:
        ordering = ["-booked_at"]
