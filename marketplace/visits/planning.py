"""Sessions are made of schedules some weeks ahead: by the clock, and when a schedule changes.

A schedule "Saturdays and Sundays 09:00 from 5 December, 12 places" and a closed day, 12 December:

    5, 6, 13, 19 … December 2026, each at 09:00 in Hanoi (02:00 UTC, which has no summer time)

What is planned anew keeps every session that somebody booked, as it was; the others follow.
"""

import datetime

from dateutil.rrule import DAILY, rrule
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from marketplace.producers.models import Holiday
from marketplace.visits.models import ClosedDay, Schedule, Session, Visit
from marketplace.visits.places import sync_places

HORIZON = datetime.timedelta(days=120)
MOST_PLANNED = 2_000  # sessions of one visit that are planned ahead


def starts_of(schedule: Schedule, first: datetime.date, last: datetime.date) -> list:
    """Give when sessions of a schedule begin, from day to day (the last included)."""
    first = max(first, schedule.first)
    last = min(last, schedule.last) if schedule.last else last
    if first > last or not schedule.weekdays:
        return []
    zone = timezone.get_default_timezone()
    days = rrule(
        DAILY,
        byweekday=[int(day) for day in schedule.weekdays],
        dtstart=datetime.datetime.combine(first, schedule.time),
        until=datetime.datetime.combine(last, datetime.time.max),
    )
    return [day.replace(tzinfo=zone) for day in days]


def days_off(visit: Visit) -> set[datetime.date]:
    """The days on which a visit does not take place: its own closed ones and its host's away."""
    found = set(ClosedDay.objects.filter(visit=visit).values_list("day", flat=True))
    away = Holiday.objects.filter(
        producer=visit.product.producer_id, last__gte=timezone.localdate()
    )
    for first, last in away.values_list("first", "last"):
        for number in range(min((last - first).days, HORIZON.days) + 1):
            found.add(first + datetime.timedelta(days=number))
    return found


def planned(visit: Visit, now: datetime.datetime) -> dict[datetime.datetime, Schedule]:
    """Give when a visit takes place from now to the horizon, and by which schedule."""
    today = timezone.localdate(now)
    off = days_off(visit)
    found: dict[datetime.datetime, Schedule] = {}
    for schedule in visit.schedules.all():
        for start in starts_of(schedule, today, today + HORIZON):
            if start > now and start.date() not in off:
                found.setdefault(start, schedule)
    return dict(sorted(found.items())[:MOST_PLANNED])


@transaction.atomic
def plan_sessions(visit: Visit, now: datetime.datetime | None = None) -> int:
    """Make the sessions that a visit's schedules say and take away what they no longer say.

    A session that was booked, or that was made by hand, stays. Gives how many are new.
    """
    now = now or timezone.now()
    Visit.objects.select_for_update().get(pk=visit.pk)
    wanted = planned(visit, now)
    coming = visit.sessions.select_for_update().filter(starts_at__gt=now).order_by("pk")
    known = {session.starts_at: session for session in coming}
    stale = [
        session.pk
        for start, session in known.items()
        if session.schedule_id and start not in wanted and not session.taken
        if session.is_open and not session.bookings.exists()
    ]
    Session.objects.filter(pk__in=stale).delete()
    cutoff = datetime.timedelta(hours=visit.cutoff_hours)
    new = [
        Session(
            visit=visit,
            schedule=schedule,
            starts_at=start,
            closes_at=start - cutoff,
            capacity=schedule.capacity,
        )
        for start, schedule in wanted.items()
        if start not in known
    ]
    Session.objects.bulk_create(new)
    for start, session in known.items():
        keep_up(session, wanted.get(start), start - cutoff)
    sync_places([visit.product_id])
    return len(new)


def keep_up(session: Session, schedule: Schedule | None, closes_at: datetime.datetime) -> None:
    """Let a coming session follow its schedule: never fewer places than are taken."""
    capacity = session.capacity
    if schedule and session.schedule_id == schedule.pk:
        capacity = max(schedule.capacity, session.taken)
    if (capacity, closes_at) != (session.capacity, session.closes_at):
        Session.objects.filter(pk=session.pk).update(capacity=capacity, closes_at=closes_at)


def plan_all(now: datetime.datetime | None = None) -> int:
    """Plan every visit that sells anew; a job of the clock. Gives how many sessions are new."""
    now = now or timezone.now()
    far = now + HORIZON - datetime.timedelta(days=7)
    planned_far = Session.objects.filter(starts_at__gt=far).values("visit")
    last = timezone.localdate(far)
    going_on = Q(schedules__last=None, schedules__isnull=False) | Q(schedules__last__gte=last)
    due = Visit.objects.filter(going_on).exclude(pk__in=planned_far).distinct()
    return sum(plan_sessions(visit, now) for visit in due.select_related("product"))
