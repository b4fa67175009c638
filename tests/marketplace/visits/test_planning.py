"""Sessions follow schedules, closed days and the host's days away; what is booked stays."""

import datetime

import pytest
from django.utils import timezone

from marketplace.producers.models import Holiday
from marketplace.visits.models import ClosedDay, Schedule, Session
from marketplace.visits.planning import HORIZON, plan_all, plan_sessions, starts_of
from tests import visits

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 12, 1)  # a Tuesday
NOW = datetime.datetime(2026, 12, 1, 1, tzinfo=datetime.UTC)  # 08:00 in Hanoi
DAY = datetime.timedelta(days=1)


@pytest.fixture
def visit():
    return visits.make_visit()


def weekends(visit, **fields) -> Schedule:
    given = {
        "weekdays": [5, 6],
        "time": datetime.time(9),
        "first": datetime.date(2026, 12, 5),
        "last": datetime.date(2026, 12, 20),
        "capacity": 12,
    }
    return Schedule.objects.create(visit=visit, **given | fields)


def days_of(visit) -> list[int]:
    starts = visit.sessions.order_by("starts_at").values_list("starts_at", flat=True)
    return [timezone.localtime(start).day for start in starts]


def test_sessions_begin_on_hanois_clock_in_each_season(visit):
    schedule = weekends(visit, last=None)
    assert schedule.time == datetime.time(9)
    starts = starts_of(schedule, datetime.date(2027, 3, 20), datetime.date(2027, 4, 4))
    assert {start.astimezone(datetime.UTC).hour for start in starts} == {2}
    assert len(starts) == 6


def test_schedule_makes_sessions_but_on_days_off(visit):
    weekends(visit)
    ClosedDay.objects.create(visit=visit, day=datetime.date(2026, 12, 12))
    Holiday.objects.create(
        producer=visit.producer, first=datetime.date(2026, 12, 19), last=datetime.date(2027, 1, 2)
    )
    assert plan_sessions(visit, NOW) == 3
    assert days_of(visit) == [5, 6, 13]
    first = visit.sessions.earliest("starts_at")
    assert (first.capacity, first.left) == (12, 12)
    assert first.starts_at - first.closes_at == datetime.timedelta(hours=12)
    assert plan_sessions(visit, NOW) == 0


def test_day_that_has_begun_is_planned_from_its_hour_on(visit):
    weekends(visit, weekdays=[1], first=TODAY, last=TODAY, time=datetime.time(8))
    assert plan_sessions(visit, NOW) == 0
    assert plan_sessions(visit, NOW - datetime.timedelta(minutes=1)) == 1


def test_what_is_booked_stays_and_the_rest_follows(visit):
    schedule = weekends(visit)
    plan_sessions(visit, NOW)
    kept = visit.sessions.earliest("starts_at")
    Session.objects.filter(pk=kept.pk).update(taken=2)
    schedule.weekdays, schedule.capacity = [6], 1
    schedule.save()
    plan_sessions(visit, NOW)
    assert days_of(visit) == [5, 6, 13, 20]
    capacities = visit.sessions.order_by("starts_at").values_list("capacity", flat=True)
    assert list(capacities) == [12, 1, 1, 1]


def test_fewer_places_are_never_fewer_than_taken(visit):
    schedule = weekends(visit)
    plan_sessions(visit, NOW)
    Session.objects.filter(pk=visit.sessions.earliest("starts_at").pk).update(taken=5)
    schedule.capacity = 3
    schedule.save()
    plan_sessions(visit, NOW)
    capacities = visit.sessions.order_by("starts_at").values_list("capacity", flat=True)
    assert list(capacities)[:2] == [5, 3]


def test_the_clock_plans_what_is_not_planned_far_enough(visit):
    weekends(visit, first=timezone.localdate(), last=None, weekdays=list(range(7)))
    assert plan_all() >= HORIZON.days - 1
    assert plan_all() == 0
    assert plan_all(timezone.now() + 30 * DAY) == 30
