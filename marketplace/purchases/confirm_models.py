"""Until when producers confirm orders: the market's rules, and what was promised for each order."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.frame.states import Stands


class ConfirmRule(models.Model):
    """How long producers may take to confirm a kind of goods, and how long the market then waits.

    The kind is made to order, an OCOP set, an OCOP group or, where none is named, all the rest.
    What was promised for an order stands there (`ConfirmDeadline`): a rule changes none of it.
    """

    ocop_group = models.OneToOneField(
        "catalogue.OcopGroup", models.CASCADE, null=True, blank=True, related_name="+"
    )
    ocop_set = models.OneToOneField(
        "catalogue.OcopSet", models.CASCADE, null=True, blank=True, related_name="+"
    )
    made_to_order = models.BooleanField(default=False)
    hours = models.PositiveSmallIntegerField(_("Hours to confirm"))
    grace_hours = models.PositiveSmallIntegerField(_("Hours until it is cancelled after that"))
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["-made_to_order", "ocop_group__number", "ocop_set__number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hours__gt=0, grace_hours__gt=0), name="confirm_rule_gives_time"
            ),
            models.CheckConstraint(
                condition=Q(ocop_group=None, ocop_set=None)
                | Q(made_to_order=False, ocop_set=None)
                | Q(made_to_order=False, ocop_group=None),
                name="confirm_rule_of_one_kind",
            ),
            models.UniqueConstraint(
                fields=["made_to_order"],
                condition=Q(ocop_group=None, ocop_set=None),
                name="confirm_rule_once",
            ),
        ]

    def __str__(self) -> str:
        if self.made_to_order:
            return str(_("Made to order"))
        return str(self.ocop_set or self.ocop_group or _("All other goods"))

    @property
    def is_removable(self) -> bool:
        """Tell whether other rules take over without it."""
        return self.made_to_order or bool(self.ocop_set_id or self.ocop_group_id)


class ConfirmRuleChange(models.Model):
    """What a rule said from a moment on; without hours it was taken away. Rows are only added."""

    rule = models.ForeignKey(ConfirmRule, models.CASCADE, related_name="changes")
    hours = models.PositiveSmallIntegerField(null=True)
    grace_hours = models.PositiveSmallIntegerField(null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-id"]


class ConfirmDeadline(models.Model):
    """Until when a producer is to confirm an order, promised when it may act; what was done since.

    `next_at` is when the clock looks again; empty when nothing is left to do. Each step has a
    row among the purchase's events.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("Waiting for the producer")
        REMINDED = "reminded", _("Producer reminded")
        EXTENDED = "extended", _("More time given")
        LATE = "late", _("Late")
        OVER = "over", _("Over")

    MOVES = {
        State.RUNNING: {State.REMINDED, State.EXTENDED, State.LATE, State.OVER},
        State.REMINDED: {State.EXTENDED, State.LATE, State.OVER},
        State.EXTENDED: {State.LATE, State.OVER},
        State.LATE: {State.EXTENDED, State.OVER},
        State.OVER: set(),
    }
    TONES = {
        State.RUNNING: "wait",
        State.REMINDED: "wait",
        State.EXTENDED: "wait",
        State.LATE: "bad",
    }

    is_running = Stands(State.RUNNING)
    is_late = Stands(State.LATE)
    is_over = Stands(State.OVER)

    order = models.OneToOneField("order.Order", models.CASCADE, related_name="deadline")
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    since = models.DateTimeField(_("The producer may act since"))
    due_at = models.DateTimeField(_("To be confirmed by"))
    cancel_at = models.DateTimeField(_("Cancelled from"))
    next_at = models.DateTimeField(null=True)
    late_at = models.DateTimeField(null=True)  # when the clock found it late
    told_at = models.DateTimeField(null=True)  # when the market's people were told of that
    extended_at = models.DateTimeField(null=True)
    extended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    reason = models.CharField(_("Why it has more time"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(due_at__gt=models.F("since"), cancel_at__gt=models.F("due_at")),
                name="deadline_in_order",
            )
        ]
        indexes = [
            models.Index(
                fields=["next_at"], condition=Q(next_at__isnull=False), name="deadline_next"
            ),
            models.Index(
                fields=["late_at"],
                condition=Q(state="late", told_at__isnull=True),
                name="deadline_untold",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.due_at:%Y-%m-%d %H:%M}"

    @property
    def has_passed(self) -> bool:
        """Tell whether the order was to be confirmed by now; the clock may not know it yet."""
        return self.due_at <= timezone.now()

    @property
    def remind_at(self) -> datetime:
        """Half of the time."""
        return self.since + (self.due_at - self.since) / 2
