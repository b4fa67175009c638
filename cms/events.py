"""Fairs, festivals, exhibitions: with days, or with words where the moon or a harvest sets them."""

from datetime import date
from enum import IntEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, IntegerField, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from catalogue.places.models import Village
from cms.shown import shown
from cms.written import WrittenPage
from marketplace.frame.screens import page_of

AT_ONCE = 24


class Turn(IntEnum):
    """Where an event stands in the list."""

    COMING = 0
    RETURNING = 1
    OVER = 2


class EventIndexPage(WrittenPage):
    """What is on and what comes, then what returns each year, then what is over, page by page."""

    template = "cms/event_index.html"
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.EventPage"]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        events = in_turn(with_pictures(EventPage.objects.child_of(self)), timezone.localdate())
        page = page_of(request, events, AT_ONCE)
        for turn in Turn:
            context[turn.name.lower()] = [event for event in page if event.turn == turn]
        return context | {"events": page}


class EventPage(WrittenPage):
    template = "cms/event.html"
    schema = "Event"
    parent_page_types = ["cms.EventIndexPage"]
    subpage_types: list[str] = []
    village = models.ForeignKey(
        Village, models.SET_NULL, null=True, blank=True, related_name="events"
    )
    begins = models.DateField(_("First day"), null=True, blank=True)
    ends = models.DateField(
        _("Last day"), null=True, blank=True, help_text=_("Empty: it lasts one day.")
    )
    when = models.CharField(
        _("When, in words"),
        max_length=160,
        blank=True,
        help_text=_("What returns each year: “on the 15th of the second lunar month”."),
    )
    place = models.CharField(_("Place"), max_length=200, blank=True)
    content_panels = [
        *WrittenPage.content_panels[:1],
        FieldRowPanel([FieldPanel("begins"), FieldPanel("ends")]),
        FieldPanel("when"),
        FieldPanel("place"),
        FieldPanel("village"),
        *WrittenPage.content_panels[1:],
    ]

    def clean(self) -> None:
        super().clean()
        if self.ends and not self.begins:
            raise ValidationError({"begins": _("The last day needs a first one.")})
        if self.begins and self.ends and self.ends < self.begins:
            raise ValidationError({"ends": _("It would end before it begins.")})
        if not (self.begins or self.when):
            raise ValidationError({"when": _("Say when it is: by days or in words.")})

    def thing(self) -> dict[str, Any]:
        """Only what has a day: a machine cannot read "after the harvest"."""
        if not self.begins:
            return {}
        return super().thing() | {
            "startDate": self.begins.isoformat(),
            "endDate": (self.last_day or self.begins).isoformat(),
            "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
            "location": {
                "@type": "Place",
                "name": self.place or (self.village.name if self.village else ""),
                "address": {"@type": "PostalAddress", "addressCountry": "VN"},
            },
        }

    @property
    def last_day(self) -> date | None:
        return self.ends or self.begins

    @property
    def is_over(self) -> bool:
        return self.last_day is not None and self.last_day < timezone.localdate()


def over_by(today: date) -> Q:
    return Q(ends__lt=today) | Q(ends__isnull=True, begins__lt=today)


def in_turn(events: QuerySet[EventPage], today: date) -> QuerySet[EventPage]:
    """What comes, the soonest first; what returns, by name; what is over, the latest first."""
    turn = Case(
        When(begins__isnull=True, then=Turn.RETURNING),
        When(over_by(today), then=Turn.OVER),
        default=Turn.COMING,
        output_field=IntegerField(),
    )
    last_day = Coalesce("ends", "begins")
    return (
        events.alias(last_day=last_day)
        .annotate(turn=turn)
        .order_by(
            "turn",
            Case(When(turn=Turn.OVER, then="last_day")).desc(),
            "begins",
            "last_day",
            "title",
            "pk",
        )
    )


def with_pictures(pages: Any) -> QuerySet[EventPage]:
    found = shown(pages).select_related("picture", "village")
    return found.prefetch_related("picture__renditions")


def events_of(village: Village, language: str) -> list[EventPage]:
    """What a village invites to: what comes, then what returns each year."""
    events = with_pictures(
        EventPage.objects.filter(village=village, locale__language_code=language)
    )
    kept = events.exclude(over_by(timezone.localdate()))
    return list(kept.order_by(F("begins").asc(nulls_last=True), "title")[:6])
