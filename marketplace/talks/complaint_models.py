"""A complaint to the market: with a number, a day by which it is answered, and what was said."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.frame.states import Stands

LONGEST_COMPLAINT = 3000


class Complaint(models.Model):
    """Somebody's complaint or request; `token` is the address at which it goes on."""

    class About(models.TextChoices):
        ORDER = "order", _("An order")
        PRODUCT = "product", _("A product or its maker")
        STARS = "stars", _("Stars, certificate or origin")
        DATA = "data", _("My personal data")
        MARKET = "market", _("Something else")

    class State(models.TextChoices):
        OPEN = "open", _("Waits for our answer")
        ANSWERED = "answered", _("Answered")

    MOVES = {State.OPEN: {State.ANSWERED}, State.ANSWERED: {State.OPEN}}
    TONES = {State.OPEN: "wait", State.ANSWERED: "ok"}
    is_open = Stands(State.OPEN)
    is_answered = Stands(State.ANSWERED)

    number = models.CharField(_("Number"), max_length=16, unique=True)
    token = models.UUIDField(unique=True, default=uuid.uuid4)
    about = models.CharField(_("About"), max_length=8, choices=About)
    name = models.CharField(_("Name"), max_length=120)
    email = models.EmailField(_("E-mail"))
    purchase_number = models.CharField(_("Order number"), max_length=24, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="complaints"
    )
    language = models.CharField(max_length=5, default="vi")
    state = models.CharField(_("State"), max_length=8, choices=State, default=State.OPEN)
    filed_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(_("To be answered by"))
    said_at = models.DateTimeField()  # when either side wrote last
    late_told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name = _("Complaint")
        verbose_name_plural = _("Complaints")
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(state="open"), name="complaint_waiting"
            ),
            models.Index(fields=["email"], name="complaint_of_address"),
        ]

    def __str__(self) -> str:
        return self.number


class ComplaintWord(models.Model):
    """What was said of a complaint, by who complains or by the market; rows are only added."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="words")
    is_ours = models.BooleanField(default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    text = models.TextField(_("Text"), max_length=LONGEST_COMPLAINT)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]
