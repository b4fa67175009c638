"""A purchase: one checkout, one payment, one Oscar order for each producer."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.frame.states import Stands
from marketplace.purchases.confirm_models import (  # noqa: F401 - Django looks for models here
    ConfirmDeadline,
    ConfirmRule,
    ConfirmRuleChange,
)
from marketplace.purchases.consignment_models import (  # noqa: F401 - as above
    Consignment,
)
from marketplace.shipping.carriers.named import carrier_name, carrier_named, tracking_url

LONGEST_SENDER, LONGEST_MESSAGE = 80, 300  # of the card that lies in a gift


class Purchase(models.Model):
    """What a buyer paid for at one time. `total` is the sum of its orders' totals, in dong.

    `token` comes from the checkout form: the same token again gives the same purchase.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting for payment")
        PLACED = "placed", _("Placed, to be paid in cash")
        PAID = "paid", _("Paid")
        EXPIRED = "expired", _("Payment time ran out")
        CANCELLED = "cancelled", _("Cancelled")

    MOVES = {
        State.PENDING: {State.PAID, State.EXPIRED, State.CANCELLED},
        State.PLACED: {State.PAID, State.CANCELLED},
        State.PAID: {State.CANCELLED},
        State.EXPIRED: {State.PAID},
        State.CANCELLED: set(),
    }

    is_pending = is_payable = Stands(State.PENDING)
    is_placed = Stands(State.PLACED)  # it is paid in cash
    is_paid = Stands(State.PAID)
    is_expired = Stands(State.EXPIRED)
    is_cancelled = Stands(State.CANCELLED)
    is_unpaid = Stands(State.PENDING, State.PLACED)
    stands = Stands(State.PLACED, State.PAID)
    has_ended = Stands(State.EXPIRED, State.CANCELLED)

    token = models.UUIDField(unique=True, default=uuid.uuid4)
    number = models.CharField(_("Purchase number"), max_length=20, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="purchases"
    )
    email = models.EmailField(_("E-mail"))
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    language = models.CharField(max_length=5, default="vi")
    basket = models.ForeignKey("basket.Basket", models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    payment_method = models.CharField(_("Way to pay"), max_length=20)
    goods_total = models.BigIntegerField(_("Goods, dong"))
    delivery_total = models.BigIntegerField(_("Delivery, dong"))
    discount_total = models.BigIntegerField(_("Discounts, dong"), default=0)
    total = models.BigIntegerField(_("Total, dong"))
    note = models.CharField(_("Note to the producers"), max_length=500, blank=True)
    # To whom the sellers write their invoices; empty: to the person who buys.
    company = models.CharField(_("Company"), max_length=200, blank=True)
    company_address = models.CharField(_("Company's address"), max_length=200, blank=True)
    tax_code = models.CharField(_("Tax code"), max_length=14, blank=True)
    # A gift: no price in its parcels, a card with these words, if wished not before a day.
    is_gift = models.BooleanField(_("A gift"), default=False)
    gift_sender = models.CharField(_("From"), max_length=LONGEST_SENDER, blank=True)
    gift_message = models.CharField(_("Words on the card"), max_length=LONGEST_MESSAGE, blank=True)
    gift_day = models.DateField(_("To arrive about"), null=True, blank=True)
    placed_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("To be paid by"), null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-placed_at"]
        verbose_name = _("Purchase")
        verbose_name_plural = _("Purchases")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    total=models.F("goods_total")
                    - models.F("discount_total")
                    + models.F("delivery_total"),
                    discount_total__gte=0,
                    discount_total__lte=models.F("goods_total"),
                ),
                name="purchase_total_is_its_parts",
            )
        ]
        indexes = [
            models.Index(
                fields=["expires_at"], condition=Q(state="pending"), name="purchase_running_out"
            ),
            models.Index(Lower("email"), condition=Q(user=None), name="purchase_of_a_guest"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("checkout:purchase", args=[self.token])

    @property
    def goes_abroad(self) -> bool:
        """Tell whether something of it is delivered outside of Vietnam."""
        sent = self.orders.filter(shipping_address__isnull=False)
        return sent.exclude(shipping_address__country_id="VN").exists()


class PurchaseEvent(models.Model):
    """A change of a purchase or of one of its orders; rows are only ever added."""

    purchase = models.ForeignKey(Purchase, models.CASCADE, related_name="events")
    order = models.ForeignKey(
        "order.Order", models.CASCADE, null=True, blank=True, related_name="+"
    )
    code = models.CharField(max_length=40)
    detail = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "id"]


class Parcel(models.Model):
    """What a producer hands to a carrier for one order, and where it is."""

    class State(models.TextChoices):
        SHIPPED = "shipped", _("On its way")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Could not be delivered")

    MOVES = {
        State.SHIPPED: {State.DELIVERED, State.FAILED},
        State.DELIVERED: set(),
        State.FAILED: set(),
    }
    TONES = {State.SHIPPED: "ok", State.DELIVERED: "ok", State.FAILED: "bad"}

    is_shipped = Stands(State.SHIPPED)
    is_delivered = Stands(State.DELIVERED)
    has_failed = Stands(State.FAILED)

    order = models.ForeignKey("order.Order", models.PROTECT, related_name="parcels")
    carrier = models.CharField(_("Carrier"), max_length=80, blank=True)
    tracking_code = models.CharField(_("Tracking code"), max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.SHIPPED)
    # What is asked at its door for the order's delivery, in cash.
    delivery = models.BigIntegerField(_("Delivery, dong"), default=0, editable=False)
    shipped_at = models.DateTimeField(auto_now_add=True)
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("Parcel")
        verbose_name_plural = _("Parcels")

    @property
    def carrier_text(self) -> str:
        """The carrier as the reader of the moment calls it."""
        return carrier_name(self.carrier)

    @property
    def tracking_url(self) -> str:
        """The carrier's page that follows the parcel; empty where none is known."""
        return tracking_url(self.carrier, self.tracking_code)

    @property
    def is_own_delivery(self) -> bool:
        """Tell whether the producer's own people carry it, who then have its cash."""
        found = carrier_named(self.carrier)
        return found is not None and found.is_own


class ParcelLine(models.Model):
    """How many of an order line are in a parcel."""

    parcel = models.ForeignKey(Parcel, models.CASCADE, related_name="lines")
    line = models.ForeignKey("order.Line", models.PROTECT, related_name="parcel_lines")
    quantity = models.PositiveIntegerField()
    lot = models.ForeignKey(
        "origin.Lot", models.PROTECT, null=True, blank=True, related_name="parcel_lines"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["parcel", "line"], name="one_line_once_per_parcel"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="parcel_line_is_not_empty"),
        ]


class ParcelUnit(models.Model):
    """A thing in a parcel that is known by the label on it.

    One that came back undelivered may go again: then it has a row for each time.
    """

    row = models.ForeignKey(ParcelLine, models.CASCADE, related_name="units")
    label = models.ForeignKey("origin.Label", models.PROTECT, related_name="parcel_units")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["row", "label"], name="one_label_once_per_parcel")
        ]


class Reversal(models.Model):
    """What was taken back of an order: cancelled, come back undelivered, or returned.

    The order itself stays as it was placed. The lines' amounts and `delivery` are what the
    buyer is not to pay, or gets back, in dong. `key` names the occasion: it happens once.
    """

    class Cause(models.TextChoices):
        CANCELLED = "cancelled", _("Cancelled before sending")
        REFUSED = "refused", _("Came back undelivered")
        RETURNED = "returned", _("Returned")

    class Side(models.TextChoices):
        BUYER = "buyer", _("Buyer")
        PRODUCER = "producer", _("Producer")
        STAFF = "staff", _("Market")
        CARRIER = "carrier", _("Carrier")
        CLOCK = "clock", _("Market, by the clock")

    class Reason(models.TextChoices):
        CHANGED_MIND = "changed_mind", _("I changed my mind")
        WRONG_ORDER = "wrong_order", _("I ordered the wrong thing")
        TOO_SLOW = "too_slow", _("It takes too long")
        SOLD_OUT = "sold_out", _("Sold out or damaged before sending")
        NO_DELIVERY = "no_delivery", _("Cannot be delivered there")
        REFUSED = "refused", _("Refused at the door or not reached")
        UNCONFIRMED = "unconfirmed", _("Not confirmed in time")
        OTHER = "other", _("Another reason")

    key = models.CharField(max_length=120, unique=True)
    order = models.ForeignKey("order.Order", models.PROTECT, related_name="reversals")
    cause = models.CharField(max_length=10, choices=Cause)
    side = models.CharField(_("Who did it"), max_length=10, choices=Side)
    reason = models.CharField(_("Reason"), max_length=20)
    note = models.CharField(_("In your words"), max_length=500, blank=True)
    delivery = models.BigIntegerField(_("Delivery, dong"), default=0)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("Taken back")
        verbose_name_plural = _("Taken back")
        constraints = [
            models.CheckConstraint(condition=Q(delivery__gte=0), name="reversal_not_negative")
        ]
        indexes = [
            models.Index(
                fields=["order"], condition=Q(reason="unconfirmed"), name="reversal_unconfirmed"
            ),
            models.Index(fields=["at"], condition=Q(cause="refused"), name="reversal_refused"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def is_unconfirmed(self) -> bool:
        """Tell whether the clock did it, as the producer had not confirmed in time."""
        return self.reason == self.Reason.UNCONFIRMED

    @property
    def cause_text(self) -> str:
        """The cause in words; of what the clock cancelled, why."""
        return str(
            self.Reason.UNCONFIRMED.label if self.is_unconfirmed else self.get_cause_display()
        )

    @property
    def goods(self) -> int:
        return sum(line.amount for line in self.lines.all())

    @property
    def total(self) -> int:
        return self.goods + self.delivery


class ReversalLine(models.Model):
    """How many of an order line were taken back, and what the buyer paid or was to pay for them."""

    reversal = models.ForeignKey(Reversal, models.CASCADE, related_name="lines")
    line = models.ForeignKey("order.Line", models.PROTECT, related_name="reversal_lines")
    quantity = models.PositiveIntegerField()
    amount = models.BigIntegerField(_("Amount, dong"))

    class Meta:
        ordering = ["line_id"]
        constraints = [
            models.UniqueConstraint(fields=["reversal", "line"], name="one_line_once_a_reversal"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, amount__gte=0), name="reversal_line_is_not_empty"
            ),
        ]


class MailMessage(models.Model):
    """A mail that is to go out; a worker renders and sends it, again and again if need be.

    `key` names the occasion, so that a mail goes out once however often it is asked for.
    `template` is a letter of templates/mail/, or a folder of one letter for each `step` of
    the `context`; `context` is what the letter needs, as JSON.
    """

    key = models.CharField(max_length=120, unique=True)
    to = models.EmailField()
    template = models.CharField(max_length=60)
    context = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=5, default="vi")
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_attempt_at"], condition=Q(sent_at__isnull=True), name="mail_waiting"
            )
        ]
