"""A product that one comes to: its terms, its sessions, and who holds seats in them.

A visit belongs to a product of group VI. Its schedules say when it takes place; sessions are
made of them some weeks ahead and are what is booked. A seat is held by a booking: the guests of
one order in one session. `Session.taken` counts the guests of bookings that hold seats; the
database refuses to let it pass the capacity.
"""

import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.frame.states import Stands

if TYPE_CHECKING:
    from marketplace.producers.models import Producer

MOST_GUESTS = 500  # in one session


class Visit(models.Model):
    """The terms of a visit: what holds for all of its sessions."""

    class Kind(models.TextChoices):
        WORKSHOP = "workshop", _("Workshop")
        TOUR = "tour", _("Tour")
        HOMESTAY = "homestay", _("Night at a home")
        MEAL = "meal", _("Meal")

    product = models.OneToOneField("catalogue.Product", models.CASCADE, related_name="visit")
    kind = models.CharField(_("Kind of visit"), max_length=10, choices=Kind)
    languages = models.JSONField(_("Languages"), default=list)  # codes of visits.words.LANGUAGES
    duration_minutes = models.PositiveIntegerField(_("How long, minutes"))
    meeting_point = models.CharField(_("Where guests come"), max_length=200)
    bring = models.CharField(_("What to bring"), max_length=300, blank=True)
    access = models.CharField(_("Steps, wheelchairs, small children"), max_length=300, blank=True)
    weather = models.CharField(_("In rain or heat"), max_length=300, blank=True)
    party_least = models.PositiveSmallIntegerField(_("Smallest party"), default=1)
    party_most = models.PositiveSmallIntegerField(_("Largest party"), default=10)
    cutoff_hours = models.PositiveSmallIntegerField(
        _("Booked until so many hours before"), default=12
    )

    class Meta:
        verbose_name = _("Visit")
        verbose_name_plural = _("Visits")
        constraints = [
            models.CheckConstraint(
                condition=Q(party_least__gte=1, party_most__gte=F("party_least")),
                name="visit_party_has_bounds",
            ),
            models.CheckConstraint(
                condition=Q(duration_minutes__gte=1), name="visit_takes_some_time"
            ),
        ]

    def __str__(self) -> str:
        return str(self.product)

    @property
    def producer(self) -> "Producer":
        return self.product.producer

    @property
    def duration(self) -> datetime.timedelta:
        return datetime.timedelta(minutes=self.duration_minutes)


class Fare(models.Model):
    """What one guest of a kind pays, in dong; children may come for nothing."""

    class Guest(models.TextChoices):
        ADULT = "adult", _("Adult")
        CHILD = "child", _("Child")
        SENIOR = "senior", _("60 and older")
        STUDENT = "student", _("Student")

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="fares")
    guest = models.CharField(_("Who"), max_length=10, choices=Guest)
    price = models.BigIntegerField(_("Price in dong"))

    class Meta:
        ordering = ["guest"]  # adults first, as the alphabet has it
        constraints = [
            models.UniqueConstraint(fields=["visit", "guest"], name="one_fare_a_kind_of_guest"),
            models.CheckConstraint(condition=Q(price__gte=0), name="fare_is_not_negative"),
        ]

    def __str__(self) -> str:
        return str(self.get_guest_display())


class RefundStep(models.Model):
    """Who cancels until so many hours before the start gets so much of the price back."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="refund_steps")
    hours_before = models.PositiveSmallIntegerField(_("Until so many hours before"))
    percent = models.PositiveSmallIntegerField(_("Percent back"))

    class Meta:
        ordering = ["-hours_before"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "hours_before"], name="one_refund_step_a_time"
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=1, percent__lte=100), name="refund_step_is_a_share"
            ),
        ]


class Schedule(models.Model):
    """On which days of the week, from when to when, at what time, for how many."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="schedules")
    weekdays = models.JSONField(_("Days of the week"), default=list)  # 0 is Monday
    time = models.TimeField(_("Begins at"))  # Hanoi's clock
    first = models.DateField(_("First day"))
    last = models.DateField(_("Last day"), null=True, blank=True)  # none: until it is taken away
    capacity = models.PositiveSmallIntegerField(_("Number of places"))

    class Meta:
        ordering = ["first", "time", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last=None) | Q(last__gte=F("first")), name="schedule_has_days"
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1, capacity__lte=MOST_GUESTS),
                name="schedule_has_places",
            ),
        ]


class ClosedDay(models.Model):
    """A day on which a visit does not take place, whatever its schedules say."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="closed_days")
    day = models.DateField(_("Day"))
    note = models.CharField(_("Why"), max_length=120, blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["visit", "day"], name="closed_day_once")]


class Session(models.Model):
    """A visit at a time, for so many guests; it takes place unless it is cancelled."""

    class State(models.TextChoices):
        OPEN = "open", _("Takes place")
        CANCELLED = "cancelled", _("Cancelled")

    MOVES = {State.OPEN: {State.CANCELLED}, State.CANCELLED: set()}
    TONES = {State.OPEN: "ok", State.CANCELLED: "bad"}

    is_open = Stands(State.OPEN)
    is_cancelled = Stands(State.CANCELLED)

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="sessions")
    schedule = models.ForeignKey(
        Schedule, models.SET_NULL, null=True, blank=True, related_name="sessions"
    )
    starts_at = models.DateTimeField(_("Begins"))
    closes_at = models.DateTimeField(_("Booked until"))
    capacity = models.PositiveSmallIntegerField(_("Number of places"))
    taken = models.PositiveSmallIntegerField(default=0, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    note = models.CharField(_("Words to guests"), max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True, editable=False)  # the clock closed its books

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("Session")
        verbose_name_plural = _("Sessions")
        constraints = [
            models.UniqueConstraint(fields=["visit", "starts_at"], name="one_session_at_a_time"),
            models.CheckConstraint(
                condition=Q(taken__lte=F("capacity")), name="session_is_not_overbooked"
            ),
            models.CheckConstraint(
                condition=Q(closes_at__lte=F("starts_at")), name="session_closes_before_it_starts"
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at"], condition=Q(ended_at=None), name="session_coming"),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.starts_at):%Y-%m-%d %H:%M}"

    @property
    def left(self) -> int:
        """How many places are neither sold nor held."""
        return max(self.capacity - self.taken, 0)

    @property
    def ends_at(self) -> datetime.datetime:
        return self.starts_at + self.visit.duration

    def may_be_booked(self, now: datetime.datetime | None = None) -> bool:
        """Tell whether it still takes bookings, were there places; at its cut-off it does not."""
        return self.is_open and (now or timezone.now()) < self.closes_at


class BasketSeats(models.Model):
    """Which session a line of a basket is for, and which kind of guests; it holds no seat."""

    line = models.OneToOneField("basket.Line", models.CASCADE, related_name="seats")
    session = models.ForeignKey(Session, models.CASCADE, related_name="+")
    fare = models.ForeignKey(Fare, models.CASCADE, related_name="+")


class Booking(models.Model):
    """The guests of one order in one session; its code is on the ticket."""

    class State(models.TextChoices):
        HELD = "held", _("Waiting for payment")
        BOOKED = "booked", _("Place booked")
        ATTENDED = "attended", _("Came")
        MISSED = "missed", _("Did not come")
        CANCELLED = "cancelled", _("Cancelled")

    MOVES = {
        State.HELD: {State.BOOKED, State.CANCELLED},
        State.BOOKED: {State.ATTENDED, State.MISSED, State.CANCELLED},
        State.ATTENDED: {State.BOOKED},  # checked in by mistake
        State.MISSED: {State.BOOKED, State.ATTENDED},
        State.CANCELLED: {State.HELD},  # paid late, and there was still room
    }
    TONES = {
        State.HELD: "wait",
        State.BOOKED: "ok",
        State.ATTENDED: "ok",
        State.MISSED: "bad",
        State.CANCELLED: "bad",
    }

    is_held = Stands(State.HELD)
    is_booked = Stands(State.BOOKED)
    is_attended = Stands(State.ATTENDED)
    is_missed = Stands(State.MISSED)
    is_cancelled = Stands(State.CANCELLED)
    has_ticket = Stands(State.BOOKED, State.ATTENDED, State.MISSED)
    holds_seats = Stands(State.HELD, State.BOOKED, State.ATTENDED, State.MISSED)

    order = models.ForeignKey("order.Order", models.PROTECT, related_name="bookings")
    session = models.ForeignKey(Session, models.PROTECT, related_name="bookings")
    code = models.CharField(_("Ticket"), max_length=12, unique=True)
    name = models.CharField(_("Name"), max_length=120, blank=True)
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.HELD)
    checked_at = models.DateTimeField(null=True, blank=True)
    # The host cancelled the session: until then its guests choose another date or their money.
    choose_by = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("Booking")
        verbose_name_plural = _("Bookings")
        indexes = [
            models.Index(
                fields=["choose_by"], condition=Q(choose_by__isnull=False), name="booking_to_choose"
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def guests(self) -> int:
        return sum(row.quantity for row in self.guest_rows.all())


class BookedGuests(models.Model):
    """How many guests of a kind come by a booking; the order's line says what was paid for them.

    `quantity` shrinks when guests are cancelled, the line stays as it was placed.
    """

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="guest_rows")
    line = models.OneToOneField("order.Line", models.PROTECT, related_name="guests")
    guest = models.CharField(max_length=10, choices=Fare.Guest)
    quantity = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["line_id"]


class WaitingGuest(models.Model):
    """Who wants seats in a full session and is told once when there are some."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="waiting")
    email = models.EmailField(_("E-mail"))
    guests = models.PositiveSmallIntegerField(_("Guests"), default=1)
    language = models.CharField(max_length=5, default="vi")
    at = models.DateTimeField(auto_now_add=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "email"], name="waits_once_for_a_session")
        ]
