"""What a carrier's machine was asked to carry for an order, and what it said since."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.frame.states import Stands
from marketplace.shipping.carriers.interface import Stage
from marketplace.shipping.carriers.named import carrier_name, tracking_url


class Consignment(models.Model):
    """A booking of a carrier for an order's next parcel, made before it is asked for.

    So a booking whose answer was lost is asked for again under the same `reference`, which the
    carrier takes once. `units` is how many of each line go, by its id; it becomes a parcel's
    when its goods are handed over under its code.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("No answer yet")
        BOOKED = "booked", _("Courier booked")
        REFUSED = "refused", _("Not taken")
        WITHDRAWN = "withdrawn", _("Booking withdrawn")

    MOVES = {
        State.ASKED: {State.BOOKED, State.REFUSED},
        State.BOOKED: {State.WITHDRAWN},
        State.REFUSED: set(),
        State.WITHDRAWN: set(),
    }
    TONES = {State.ASKED: "wait", State.BOOKED: "ok", State.REFUSED: "bad"}
    OPEN = (State.ASKED, State.BOOKED)

    is_asked = Stands(State.ASKED)
    is_booked = Stands(State.BOOKED)
    is_open = Stands(*OPEN)

    order = models.ForeignKey("order.Order", models.PROTECT, related_name="consignments")
    parcel = models.OneToOneField(
        "purchases.Parcel", models.SET_NULL, null=True, blank=True, related_name="consignment"
    )
    carrier = models.CharField(_("Carrier"), max_length=20)
    reference = models.CharField(max_length=50, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    units = models.JSONField()
    weight_g = models.PositiveIntegerField(_("Weight, grams"))
    length_cm = models.PositiveSmallIntegerField(_("Length, cm"))
    width_cm = models.PositiveSmallIntegerField(_("Width, cm"))
    height_cm = models.PositiveSmallIntegerField(_("Height, cm"))
    to_collect = models.BigIntegerField(_("Cash to collect, dong"))
    charge = models.BigIntegerField(_("Charge of the carrier, dong"), null=True, blank=True)
    tracking_code = models.CharField(_("Tracking code"), max_length=80, blank=True)
    words = models.CharField(_("What the carrier said"), max_length=300, blank=True)
    stage = models.CharField(_("Where it is"), max_length=10, choices=Stage, blank=True)
    stage_code = models.CharField(max_length=40, blank=True)  # the carrier's own
    looked_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("Booking of a carrier")
        verbose_name_plural = _("Bookings of carriers")
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(state__in=("asked", "booked"), parcel=None),
                name="one_open_consignment",
            ),
            models.CheckConstraint(
                condition=Q(to_collect__gte=0, weight_g__gt=0), name="consignment_weighs"
            ),
        ]
        indexes = [
            models.Index(
                fields=["looked_at"],
                condition=Q(state__in=("asked", "booked")),
                name="consignment_to_look_at",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def carrier_text(self) -> str:
        return carrier_name(self.carrier)

    @property
    def tracking_url(self) -> str:
        return tracking_url(self.carrier, self.tracking_code)

    @property
    def units_by_line(self) -> dict[int, int]:
        """How many of each line go, by its id."""
        return {int(pk): units for pk, units in self.units.items()}

    @property
    def is_back(self) -> bool:
        """Tell whether the carrier says that it brought the parcel back."""
        return self.stage == Stage.RETURNED
