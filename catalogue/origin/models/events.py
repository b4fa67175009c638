"""What happened to a lot: append-only events in the shape of EPCIS 2.0 (ISO/IEC 19987)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class TraceEvent(models.Model):
    """One visibility event. Rows are only ever added; triggers of the database hold it.

    `event_id` is the event hash id of CBV 2.0 section 8.9, so one event is one row however
    often it is captured. `body` is the event as JSON-LD without eventID and recordTime; the
    columns beside it are copies to select by. What was wrong is declared so by a second row,
    the same event with an errorDeclaration (`declares_error_of`); nothing is ever edited.
    What sensors say of a place alone is of no lot: its `producer` is told instead.
    """

    class Type(models.TextChoices):
        OBJECT = "ObjectEvent", _("Observation")
        AGGREGATION = "AggregationEvent", _("Packing together")
        TRANSACTION = "TransactionEvent", _("Transaction")
        TRANSFORMATION = "TransformationEvent", _("Transformation")
        ASSOCIATION = "AssociationEvent", _("Association")

    class Action(models.TextChoices):
        ADD = "ADD", _("Add")
        OBSERVE = "OBSERVE", _("Observe")
        DELETE = "DELETE", _("Delete")

    class Source(models.TextChoices):
        """Who put the event here, which says whose word it is."""

        PORTAL = "portal", _("Written by the maker")
        CAPTURE = "capture", _("Sent by the maker's own system")
        MARKET = "market", _("Recorded by this market")
        AUTHORITY = "authority", _("Recorded by an authority")

    event_id = models.CharField(_("Event id"), max_length=100, editable=False)
    lot = models.ForeignKey(
        "origin.Lot", models.PROTECT, related_name="events", null=True, blank=True
    )
    producer = models.ForeignKey(
        "producers.Producer", models.PROTECT, related_name="trace_events", null=True, blank=True
    )
    type = models.CharField(_("Type"), max_length=20, choices=Type)
    action = models.CharField(_("Action"), max_length=8, choices=Action, blank=True)
    event_time = models.DateTimeField(_("When"))
    time_zone_offset = models.CharField(max_length=6)
    record_time = models.DateTimeField(_("Recorded"), auto_now_add=True)
    biz_step = models.CharField(_("Business step"), max_length=120, blank=True)
    disposition = models.CharField(_("Disposition"), max_length=120, blank=True)
    read_point = models.CharField(_("Read point"), max_length=255, blank=True)
    biz_location = models.CharField(_("Business location"), max_length=255, blank=True)
    place_name = models.CharField(_("Place"), max_length=160, blank=True)
    step = models.CharField(_("Step"), max_length=80, blank=True)
    note = models.CharField(_("Note"), max_length=500, blank=True)
    body = models.JSONField()
    # Names serials, parties or documents: given to its producer, and to who asks by an id.
    is_private = models.BooleanField(default=False)
    source = models.CharField(max_length=10, choices=Source, default=Source.PORTAL)
    # Named only when somebody other than the maker stands for the claim.
    verifier = models.CharField(_("Verified by"), max_length=160, blank=True)
    certificate = models.ForeignKey(
        "certificates.Certificate", models.PROTECT, null=True, blank=True, related_name="+"
    )
    # No action of the database on a user's deletion: it would have to change the row.
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="+",
    )
    declares_error_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="error_declarations"
    )
    error_reason = models.CharField(_("What was wrong"), max_length=200, blank=True)

    class Meta:
        ordering = ["event_time", "id"]
        verbose_name = _("Event")
        verbose_name_plural = _("Events")
        constraints = [
            models.UniqueConstraint(
                fields=["event_id"],
                condition=Q(declares_error_of__isnull=True),
                name="one_row_per_trace_event",
            ),
            models.UniqueConstraint(
                fields=["declares_error_of"], name="one_error_declaration_per_event"
            ),
            models.CheckConstraint(
                condition=Q(lot__isnull=False, producer__isnull=True)
                | Q(lot__isnull=True, producer__isnull=False),
                name="trace_event_is_of_a_lot_or_of_a_producer",
            ),
        ]
        indexes = [
            models.Index(fields=["lot", "event_time", "id"], name="event_of_lot"),
            models.Index(fields=["event_time", "id"], name="event_by_time"),
            models.Index(fields=["biz_step", "event_time", "id"], name="event_by_step"),
        ]

    def __str__(self) -> str:
        return self.step or f"{self.type} {self.biz_step}"

    @property
    def owner_id(self) -> int | None:
        """Whose event it is: its lot's producer, or the one whose sensors it is of."""
        return self.lot.product.producer_id if self.lot else self.producer_id

    @property
    def is_makers_word(self) -> bool:
        """A step that the maker wrote in the portal, which it may declare wrong there."""
        return self.source == self.Source.PORTAL and bool(self.step)


class EventItem(models.Model):
    """One thing an event is about: a serial, or a quantity of a lot or material."""

    class Role(models.TextChoices):
        """The EPCIS list that names the thing."""

        EPC = "epcList"
        PARENT = "parentID"
        CHILD = "childEPCs"
        INPUT_EPC = "inputEPCList"
        OUTPUT_EPC = "outputEPCList"
        QUANTITY = "quantityList"
        CHILD_QUANTITY = "childQuantityList"
        INPUT_QUANTITY = "inputQuantityList"
        OUTPUT_QUANTITY = "outputQuantityList"

    event = models.ForeignKey(TraceEvent, models.PROTECT, related_name="items")
    role = models.CharField(max_length=20, choices=Role)
    uri = models.CharField(max_length=255)
    quantity = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    uom = models.CharField(max_length=3, blank=True)
    lot = models.ForeignKey(
        "origin.Lot", models.PROTECT, null=True, blank=True, related_name="event_items"
    )

    class Meta:
        indexes = [models.Index(fields=["uri", "role"], name="event_item_by_uri")]
