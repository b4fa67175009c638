"""Oscar's order with the purchase it is part of and the one producer that fulfils it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from oscar.apps.order.abstract_models import AbstractOrder


class Order(AbstractOrder):
    """The part of a purchase that one producer fulfils."""

    class Status(models.TextChoices):
        """States of an order; `OSCAR_ORDER_STATUS_PIPELINE` in settings is built from MOVES."""

        PENDING = "pending", _("Waiting for payment")
        PLACED = "placed", _("Waiting for the producer")
        CONFIRMED = "confirmed", _("Being prepared")
        SHIPPED = "shipped", _("On its way")
        DELIVERED = "delivered", _("Delivered")
        CANCELLED = "cancelled", _("Cancelled")

    purchase = models.ForeignKey(
        "purchases.Purchase", models.PROTECT, null=True, related_name="orders"
    )
    producer = models.ForeignKey(
        "producers.Producer", models.PROTECT, null=True, related_name="orders"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta(AbstractOrder.Meta):
        indexes = [
            models.Index(fields=["producer", "status", "-date_placed"], name="order_of_producer")
        ]

    @property
    def status_text(self) -> str:
        """The status in words, in the language of the moment."""
        return dict(self.Status.choices).get(self.status, self.status)


from oscar.apps.order.models import *  # noqa: E402, F403
