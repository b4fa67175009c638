"""States of an order, apart from the model: the settings read them before there are models."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    PENDING = "pending", _("Waiting for payment")
    PLACED = "placed", _("Waiting for the producer")
    CONFIRMED = "confirmed", _("Being prepared")
    SHIPPED = "shipped", _("On its way")
    DELIVERED = "delivered", _("Delivered")
    CANCELLED = "cancelled", _("Cancelled")


# `OSCAR_ORDER_STATUS_PIPELINE` is built from it. An order is confirmed until nothing of it is
# left to send: what was sent may have arrived by then, so it may be delivered at once.
# Money that comes late revives what had run out and was cancelled for that.
MOVES = {
    Status.PENDING: {Status.PLACED, Status.CANCELLED},
    Status.PLACED: {Status.CONFIRMED, Status.CANCELLED},
    Status.CONFIRMED: {Status.SHIPPED, Status.DELIVERED, Status.CANCELLED},
    Status.SHIPPED: {Status.DELIVERED, Status.CANCELLED},
    Status.DELIVERED: set(),
    Status.CANCELLED: {Status.PLACED},
}
# What the same states are called where the buyer comes to a visit.
OF_VISITS = {
    Status.PLACED: _("Being booked"),
    Status.CONFIRMED: _("Place booked"),
    Status.DELIVERED: _("Took place"),
}
TONES = {
    Status.PENDING: "wait",
    Status.PLACED: "wait",
    Status.CONFIRMED: "wait",
    Status.SHIPPED: "ok",
    Status.DELIVERED: "ok",
    Status.CANCELLED: "bad",
}
