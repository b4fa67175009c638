"""What the page of a visit says: its terms, a month of its sessions, what a guest pays.

At most six queries, however many sessions the month has.
"""

import calendar
import datetime
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from catalogue.models import Publication
from marketplace.frame.money import format_dong
from marketplace.visits.models import Session, Visit
from marketplace.visits.terms import steps_said
from marketplace.visits.words import (
    WEEKDAYS,
    clock,
    day_of,
    how_long,
    languages_of,
    party_said,
)

FEW_LEFT = 5
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


class FareRow(NamedTuple):
    """What one guest of a kind pays."""

    guest: str
    label: str
    price: str


class SessionRow(NamedTuple):
    """A session in the list: at what time, how many places are left, whether it can be booked."""

    pk: int
    time: str
    left: int
    says: str
    can_book: bool
    is_full: bool
    wait_url: str


class DayRow(NamedTuple):
    """A day with sessions."""

    anchor: str
    label: str
    sessions: list[SessionRow]


class DayCell(NamedTuple):
    """A day of the calendar; 0 is one of another month, `left` None where nothing takes place."""

    number: int
    anchor: str
    left: int | None


@dataclass(frozen=True)
class Offer:
    """A visit as its page shows it in one month."""

    visit: Visit
    kind: str
    duration: str
    languages: str
    party: str
    fares: list[FareRow]
    terms: list[str]
    month: str
    earlier: str  # the addresses' `month` before and after, empty where there is none
    later: str
    weekdays: list[tuple[str, str]]  # name, and short
    weeks: list[list[DayCell]]
    days: list[DayRow]
    book_url: str
    can_book: bool


def month_of(text: str, today: datetime.date) -> datetime.date | None:
    """Read "2026-12" as its first day; None for what is none or is over."""
    found = MONTH.fullmatch(text)
    if not found:
        return None
    first = datetime.date(int(found[1]), int(found[2]), 1)
    return first if first >= today.replace(day=1) else None


def next_month(first: datetime.date) -> datetime.date:
    return (first + datetime.timedelta(days=31)).replace(day=1)


def midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time.min, tzinfo=timezone.get_default_timezone())


def visit_offer(product_id: int, asked: str = "") -> Offer | None:
    """Give what a visit's page shows of the month that is asked for, else of its next sessions."""
    visit = Visit.objects.select_related("product__producer").filter(product=product_id).first()
    if visit is None:
        return None
    now = timezone.now()
    today = timezone.localdate(now)
    coming = Session.objects.filter(visit=visit, starts_at__gt=now)
    bounds = list(coming.order_by("starts_at").values_list("starts_at", flat=True)[:1])
    bounds += coming.order_by("-starts_at").values_list("starts_at", flat=True)[:1]
    months = [timezone.localdate(each).replace(day=1) for each in bounds]
    first = month_of(asked, today) or (months[0] if months else today.replace(day=1))
    after = next_month(first)
    rows = coming.filter(starts_at__gte=midnight(first), starts_at__lt=midnight(after))
    sessions = list(rows.order_by("starts_at"))
    product = visit.product
    is_sold = (
        product.publication == Publication.PUBLISHED
        and product.is_public
        and product.producer.may_sell
    )
    days = days_with(sessions, now, is_sold)
    language = get_language() or "vi"
    return Offer(
        visit=visit,
        kind=str(visit.get_kind_display()),
        duration=how_long(visit.duration_minutes),
        languages=languages_of(visit),
        party=party_said(visit),
        fares=[
            FareRow(fare.guest, str(fare), format_dong(fare.price, language) if fare.price else "")
            for fare in visit.fares.all()
        ],
        terms=steps_said(visit.refund_steps.all()),
        month=date_format(first, "F Y"),
        earlier=f"{(first - datetime.timedelta(days=1)):%Y-%m}" if first > today else "",
        later=f"{after:%Y-%m}" if months and after <= months[-1] else "",
        weekdays=[(str(each), short(str(each))) for each in WEEKDAYS],
        weeks=weeks_of(first, sessions, now),
        days=days,
        book_url=reverse("basket:book", args=[product.pk]),
        can_book=any(row.can_book for day in days for row in day.sessions),
    )


def short(weekday: str) -> str:
    """Shorten a day's name for a column: Mon, Sen; "Thứ Hai" is Hai, "Chủ Nhật" CN."""
    first, _blank, second = weekday.partition(" ")
    if not second:
        return first[:3]
    return second if first == "Thứ" else f"{first[0]}{second[0]}"


def anchor_of(day: datetime.date) -> str:
    return f"day-{day:%Y-%m-%d}"


def days_with(sessions: list[Session], now: datetime.datetime, is_sold: bool) -> list[DayRow]:
    """Group sessions by their day in Hanoi."""
    by_day: dict[datetime.date, list[Session]] = defaultdict(list)
    for session in sessions:
        by_day[timezone.localdate(session.starts_at)].append(session)
    return [
        DayRow(
            anchor_of(day),
            day_of(of_day[0].starts_at),
            [row_of(session, now, is_sold) for session in of_day],
        )
        for day, of_day in by_day.items()
    ]


def row_of(session: Session, now: datetime.datetime, is_sold: bool) -> SessionRow:
    may = session.may_be_booked(now) and is_sold
    return SessionRow(
        pk=session.pk,
        time=clock(session.starts_at),
        left=session.left,
        says=says(session, may),
        can_book=may and session.left > 0,
        is_full=may and not session.left,
        wait_url=reverse("visits:wait", args=[session.pk]),
    )


def says(session: Session, may_be_booked: bool) -> str:
    """Say how many places are left, or why it cannot be booked."""
    if session.is_cancelled:
        return _("Cancelled by the host")
    if not may_be_booked:
        return _("No longer booked")
    if not session.left:
        return _("Full")
    text = ngettext("%(count)d place left", "%(count)d places left", session.left)
    return text % {"count": session.left}


def weeks_of(
    first: datetime.date, sessions: list[Session], now: datetime.datetime
) -> list[list[DayCell]]:
    """Lay a month out in weeks from Monday, each day with the places that can be booked."""
    left: dict[int, int] = defaultdict(int)
    for session in sessions:
        may = session.may_be_booked(now)
        left[timezone.localdate(session.starts_at).day] += session.left if may else 0
    return [
        [
            DayCell(
                day,
                anchor_of(first.replace(day=day)) if day in left else "",
                left.get(day),
            )
            if day
            else DayCell(0, "", None)
            for day in week
        ]
        for week in calendar.monthcalendar(first.year, first.month)
    ]
