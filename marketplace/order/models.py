"""Oscar's order with the purchase it is part of and its one producer; lines with their terms."""

from typing import TYPE_CHECKING

from django.db import models
from oscar.apps.order.abstract_models import AbstractLine, AbstractOrder

from marketplace.frame.states import Stands
from marketplace.order import states

if TYPE_CHECKING:
    from marketplace.producers.models import Producer
    from marketplace.purchases.models import Purchase


class Order(AbstractOrder):
    """The part of a purchase that one producer fulfils."""

    Status, MOVES, STATE_FIELD = states.Status, states.MOVES, "status"
    TONES = states.TONES
    VISIT = "visit"  # the shipping code of an order that is not sent: the buyer comes

    is_pending = Stands(Status.PENDING)
    is_placed = Stands(Status.PLACED)
    is_confirmed = Stands(Status.CONFIRMED)
    is_shipped = Stands(Status.SHIPPED)
    is_delivered = Stands(Status.DELIVERED)
    is_cancelled = Stands(Status.CANCELLED)
    is_cancellable = Stands(Status.PLACED, Status.CONFIRMED)

    # Oscar's own order has neither; placement makes no order without them.
    purchase: "models.ForeignKey[Purchase | None, Purchase]" = models.ForeignKey(  # type: ignore[misc]
        "purchases.Purchase", models.PROTECT, null=True, related_name="orders"
    )
    producer: "models.ForeignKey[Producer | None, Producer]" = models.ForeignKey(  # type: ignore[misc]
        "producers.Producer", models.PROTECT, null=True, related_name="orders"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # Tax withheld of the delivery charge, by the rates of the day it was placed; dong.
    delivery_withheld_vat = models.BigIntegerField(default=0)
    delivery_withheld_income = models.BigIntegerField(default=0)

    class Meta(AbstractOrder.Meta):
        indexes = [
            models.Index(fields=["producer", "status", "-date_placed"], name="order_of_producer")
        ]

    def available_statuses(self) -> tuple[str, ...]:
        """None: by hand, as in Oscar's dashboard, an order would move without its money."""
        return ()

    @property
    def is_visit(self) -> bool:
        """Tell whether it is of visits: nothing of it is confirmed, packed or sent."""
        return self.shipping_code == self.VISIT

    @property
    def goes_abroad(self) -> bool:
        """Tell whether it is delivered outside of Vietnam."""
        address = self.shipping_address
        return address is not None and address.country_id != "VN"

    @property
    def discount(self) -> int:
        """What vouchers took off this order, in dong."""
        return sum(line.discount_platform + line.discount_producer for line in self.lines.all())

    @property
    def status_text(self) -> str:
        """The status in words, in the language of the moment."""
        status = self.Status
        if self.is_visit and self.status in states.OF_VISITS:
            return str(states.OF_VISITS[status(self.status)])
        return str(status(self.status).label) if self.status in status.values else self.status


class Line(AbstractLine):
    """An order line with the terms of its sale, frozen when it was placed; sums in dong.

    `line_price_incl_tax` is what the buyer pays, after both discounts. `status` is a copy of
    the order's and moves with it.
    """

    Status, MOVES, STATE_FIELD = states.Status, states.MOVES, "status"

    activity = models.CharField(max_length=8, default="goods")
    discount_platform = models.BigIntegerField(default=0)
    discount_producer = models.BigIntegerField(default=0)
    commission_rate = models.PositiveIntegerField(default=0)  # basis points
    commission = models.BigIntegerField(default=0)
    commission_vat = models.BigIntegerField(default=0)
    withheld_vat = models.BigIntegerField(default=0)
    withheld_income = models.BigIntegerField(default=0)

    class Meta(AbstractLine.Meta):
        pass


from oscar.apps.order.models import *  # noqa: E402, F403
