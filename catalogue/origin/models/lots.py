"""Where one batch of a product comes from. A lot is what the code on a pack names."""

from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext_lazy as _

from marketplace.files.fields import PrivateFileField, PublicPictureField
from marketplace.frame.states import Stands

# GS1 application identifier 10: up to 20 characters of the invariant set; we keep to
# those that need no escape in an address (GS1 Digital Link URI Syntax 1.6.0).
lot_number_validator = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9._-]{0,19}\Z",
    _("Letters, digits, dot, dash and underscore, at most 20."),
)


class UnitOfMeasure(models.TextChoices):
    """UN/CEFACT Recommendation 20 codes, as EPCIS `uom` wants them; empty counts pieces."""

    PIECE = "", _("pieces")
    KILOGRAM = "KGM", _("kg")
    GRAM = "GRM", _("g")
    LITRE = "LTR", _("litres")
    MILLILITRE = "MLT", _("ml")
    METRE = "MTR", _("m")
    SQUARE_METRE = "MTK", _("m²")


class Lot(models.Model):
    """A batch made at one time and place under one number.

    `quantity` counts sales units, one label for each (a lot of raw material counts in
    `uom`). `labels_issued` is a copy of how many labels stand, printed and not revoked;
    only the label services write it.
    """

    class State(models.TextChoices):
        OPEN = "open", _("In the making")
        RELEASED = "released", _("Released")
        RECALLED = "recalled", _("Recalled")
        CLOSED = "closed", _("Closed")

    MOVES = {
        State.OPEN: {State.RELEASED, State.CLOSED},
        State.RELEASED: {State.RECALLED, State.CLOSED},
        State.CLOSED: {State.RECALLED},
        State.RECALLED: set(),
    }
    TONES = {State.OPEN: "wait", State.RELEASED: "ok", State.RECALLED: "bad"}

    is_open = Stands(State.OPEN)
    is_released = Stands(State.RELEASED)
    is_recalled = Stands(State.RECALLED)
    is_closed = Stands(State.CLOSED)

    product = models.ForeignKey("catalogue.Product", models.PROTECT, related_name="lots")
    number = models.CharField(_("Lot number"), max_length=20, validators=[lot_number_validator])
    made_on = models.DateField(_("Made on"))
    best_before = models.DateField(_("Best before"), null=True, blank=True)
    quantity = models.PositiveIntegerField(_("Quantity"), validators=[MinValueValidator(1)])
    unit = models.CharField(_("Unit"), max_length=40, blank=True)
    uom = models.CharField(
        _("Counted in"),
        max_length=3,
        choices=UnitOfMeasure,
        default=UnitOfMeasure.PIECE,
        blank=True,
    )
    village = models.ForeignKey(
        "places.Village",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lots",
        verbose_name=_("Village"),
    )
    commune = models.ForeignKey(
        "places.Commune",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Commune"),
    )
    # Six decimals, about 0.1 m: what EU regulation 2023/1115 article 9 asks of a plot.
    latitude = models.DecimalField(
        _("Latitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("Longitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    standards = models.CharField(_("Standards applied"), max_length=255, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.RELEASED)
    state_changed_at = models.DateTimeField(null=True, blank=True)
    state_note = models.TextField(blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    opened_at = models.DateTimeField(auto_now_add=True, null=True)
    labels_issued = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["-made_on", "-id"]
        verbose_name = _("Lot")
        verbose_name_plural = _("Lots")
        constraints = [
            models.UniqueConstraint(fields=["product", "number"], name="one_lot_per_number"),
            models.CheckConstraint(
                condition=Q(best_before__isnull=True) | Q(best_before__gte=F("made_on")),
                name="lot_best_before_is_after_made_on",
            ),
            models.CheckConstraint(
                condition=Q(labels_issued__lte=F("quantity")),
                name="lot_has_no_more_labels_than_goods",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="lot_point_is_on_the_globe",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def labels_left(self) -> int:
        """How many more labels may be printed."""
        return self.quantity - self.labels_issued

    @property
    def is_public(self) -> bool:
        """Strangers see a lot once it is released; recalled and closed ones stay visible."""
        return not self.is_open


class LotMaterial(models.Model):
    """What went into a lot and where it came from: one step back (circular 02/2024)."""

    lot = models.ForeignKey(Lot, models.CASCADE, related_name="materials")
    name = models.CharField(_("Material"), max_length=120)
    supplier = models.CharField(_("Supplier"), max_length=160, blank=True)
    where_from = models.CharField(_("Where it came from"), max_length=200, blank=True)
    source_lot = models.ForeignKey(
        Lot,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="used_in",
        verbose_name=_("A lot of this market"),
    )
    supplier_lot = models.CharField(_("Supplier's lot or receipt"), max_length=60, blank=True)
    quantity = models.DecimalField(
        _("Quantity"), max_digits=12, decimal_places=3, null=True, blank=True
    )
    uom = models.CharField(
        _("Unit"), max_length=3, choices=UnitOfMeasure, default=UnitOfMeasure.KILOGRAM, blank=True
    )
    received_on = models.DateField(_("Received on"), null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("Material")
        verbose_name_plural = _("Materials")
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__gt=0),
                name="material_quantity_is_positive",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def quantity_text(self) -> str:
        """Say how much went in; nothing if nobody noted it."""
        if self.quantity is None:
            return ""
        return f"{floatformat(self.quantity, -3)} {self.get_uom_display()}"


class LotAttachment(models.Model):
    """A picture or a document of a lot, or of one of its events.

    A picture is `file`, public, with sizes; a document is `paper`, which only its producer and
    the authority see. `is_public`: whether strangers are told of it.
    """

    class Kind(models.TextChoices):
        PICTURE = "picture", _("Picture")
        DOCUMENT = "document", _("Document")

    lot = models.ForeignKey(Lot, models.CASCADE, related_name="attachments")
    event = models.ForeignKey(
        "origin.TraceEvent", models.PROTECT, null=True, blank=True, related_name="attachments"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    file = PublicPictureField(_("Picture"), upload_to="lots/%Y/%m/", max_length=200, blank=True)
    paper = PrivateFileField(_("Document"), upload_to="lots/%Y/%m/", max_length=200, blank=True)
    caption = models.CharField(_("Caption"), max_length=160, blank=True)
    is_public = models.BooleanField(_("Shown on the origin page"), default=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("Attachment")
        verbose_name_plural = _("Attachments")

    def __str__(self) -> str:
        return self.caption or str(self.file.name or self.paper.name)
