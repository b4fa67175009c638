"""Where one batch of a product comes from. A lot is what the code on a pack names."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

# GS1 application identifier 10: up to 20 characters of the invariant set; we keep to
# those that need no escape in an address (GS1 Digital Link URI Syntax 1.6.0).
lot_number_validator = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9._-]{0,19}\Z",
    _("Letters, digits, dot, dash and underscore, at most 20."),
)


class Lot(models.Model):
    """A batch made at one time and place under one number."""

    class State(models.TextChoices):
        RELEASED = "released", _("Released")
        RECALLED = "recalled", _("Recalled")
        CLOSED = "closed", _("Closed")

    product = models.ForeignKey("catalogue.Product", models.PROTECT, related_name="lots")
    number = models.CharField(_("Lot number"), max_length=20, validators=[lot_number_validator])
    made_on = models.DateField(_("Made on"))
    best_before = models.DateField(_("Best before"), null=True, blank=True)
    quantity = models.PositiveIntegerField(_("Quantity"))
    unit = models.CharField(_("Unit"), max_length=40, blank=True)
    village = models.ForeignKey(
        "places.Village", models.PROTECT, null=True, blank=True, related_name="lots"
    )
    commune = models.ForeignKey(
        "places.Commune", models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State, default=State.RELEASED)
    state_changed_at = models.DateTimeField(null=True, blank=True)
    state_note = models.TextField(blank=True)

    class Meta:
        ordering = ["-made_on", "-id"]
        verbose_name = _("Lot")
        verbose_name_plural = _("Lots")
        constraints = [
            models.UniqueConstraint(fields=["product", "number"], name="one_lot_per_number"),
            models.CheckConstraint(
                condition=models.Q(best_before__isnull=True)
                | models.Q(best_before__gte=models.F("made_on")),
                name="lot_best_before_is_after_made_on",
            ),
        ]

    def __str__(self) -> str:
        return self.number
