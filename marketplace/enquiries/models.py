"""An enquiry to a village or a maker, and what both sides write in it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalogue.places.models import Village
from marketplace.frame.states import Stands
from marketplace.producers.models import Producer
from marketplace.talks.models import LONGEST


class Enquiry(models.Model):
    """What somebody wants to know of a village or a maker; read by its people once proven."""

    class Kind(models.TextChoices):
        VISIT = "visit", _("A visit")
        SCHOOL = "school", _("A school or a group")
        FIRM = "firm", _("A firm, or a large order")
        PRESS = "press", _("Press and research")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        UNPROVEN = "unproven", _("The address is not proven")
        OPEN = "open", _("Waits for an answer")
        ANSWERED = "answered", _("Answered")
        CLOSED = "closed", _("Closed")

    MOVES = {
        State.UNPROVEN: {State.OPEN},
        State.OPEN: {State.ANSWERED, State.CLOSED},
        State.ANSWERED: {State.OPEN, State.CLOSED},
        State.CLOSED: set(),
    }
    TONES = {
        State.UNPROVEN: "",
        State.OPEN: "wait",
        State.ANSWERED: "ok",
        State.CLOSED: "",
    }
    is_unproven = Stands(State.UNPROVEN)
    is_open = Stands(State.OPEN)
    is_answered = Stands(State.ANSWERED)
    is_closed = Stands(State.CLOSED)

    village = models.ForeignKey(
        Village, models.CASCADE, null=True, blank=True, related_name="enquiries"
    )
    producer = models.ForeignKey(
        Producer, models.CASCADE, null=True, blank=True, related_name="enquiries"
    )
    kind = models.CharField(_("What is it about?"), max_length=8, choices=Kind)
    name = models.CharField(_("Name"), max_length=80)
    email = models.EmailField(_("E-mail"))
    language = models.CharField(_("Language"), max_length=5, choices=settings.LANGUAGES)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="enquiries"
    )
    state = models.CharField(_("State"), max_length=8, choices=State, default=State.UNPROVEN)
    made_at = models.DateTimeField(auto_now_add=True)
    last_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-last_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(village__isnull=True) ^ Q(producer__isnull=True),
                name="enquiry_to_one_place",
            ),
        ]
        indexes = [
            models.Index(fields=["village", "state", "-last_at"], name="enquiry_of_village"),
            models.Index(fields=["producer", "state", "-last_at"], name="enquiry_of_producer"),
            models.Index(fields=["email"], name="enquiry_of_address"),
            models.Index(fields=["last_at"], name="enquiry_old"),
        ]

    def __str__(self) -> str:
        return f"{self.about}: {self.name}"

    @property
    def about(self) -> str:
        """Name the village or the maker."""
        return (self.village or self.producer).name  # type: ignore[union-attr]


class Said(models.Model):
    """What one side wrote."""

    class Side(models.TextChoices):
        ASKER = "buyer", _("Who asks")  # as messages with buyers call and colour them
        HOST = "producer", _("Who answers")

    is_hidden = False  # as messages tell it

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="messages")
    side = models.CharField(max_length=8, choices=Side)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    text = models.TextField(_("Text"), max_length=LONGEST)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]
