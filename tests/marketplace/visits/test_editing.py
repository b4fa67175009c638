"""A host's decisions: terms, days, places; what was sold holds."""

import datetime

import pytest
from django.utils import timezone
from django.utils.translation import override

from marketplace.visits.editing import (
    PlacesAreTaken,
    add_schedule,
    close_day,
    end_schedule,
    open_day,
    save_terms,
    set_capacity,
)
from marketplace.visits.models import ClosedDay, Session
from tests import factories, visits

pytestmark = pytest.mark.django_db
TERMS = {
    "kind": "tour",
    "languages": ["vi"],
    "duration_minutes": 60,
    "meeting_point_vi": "Đình làng",
    "party_least": 1,
    "party_most": 4,
    "cutoff_hours": 2,
}


@pytest.fixture
def visit():
    return visits.make_visit()


def daily(visit, **fields):
    given = {
        "weekdays": list(range(7)),
        "time": datetime.time(9),
        "first": timezone.localdate() + visits.DAY,
        "last": timezone.localdate() + 10 * visits.DAY,
        "capacity": 6,
    }
    return add_schedule(visit=visit, **given | fields)


def test_terms_are_written_and_written_anew():
    product = factories.make_product(set_number=26, stock=0)
    save_terms(product=product, terms=TERMS, fares={"adult": 9_000, "child": 0}, steps={24: 100})
    visit = save_terms(product=product, terms=TERMS, fares={"adult": 8_000}, steps={48: 50})
    assert list(visit.fares.values_list("guest", "price")) == [("adult", 8_000)]
    assert list(visit.refund_steps.values_list("hours_before", "percent")) == [(48, 50)]
    product.refresh_from_db()
    assert (product.needs_delivery, product.price) == (False, 8_000)


def test_cut_off_follows_for_coming_sessions(visit):
    daily(visit)
    save_terms(product=visit.product, terms=TERMS, fares={"adult": 1}, steps={})
    first = visit.sessions.earliest("starts_at")
    assert first.starts_at - first.closes_at == datetime.timedelta(hours=2)


def test_schedule_said_twice_is_one(visit):
    assert daily(visit) == daily(visit)
    assert visit.sessions.count() == 10


def test_schedule_that_ends_leaves_what_is_booked(visit):
    schedule = daily(visit)
    kept = visit.sessions.order_by("starts_at")[1]  # in the evening the first is closed already
    visits.booked(kept)
    end_schedule(schedule=schedule)
    assert list(visit.sessions.all()) == [kept]


def test_closed_day_takes_free_sessions_away_and_names_the_booked(visit):
    daily(visit)
    first, second = visit.sessions.order_by("starts_at")[:2]
    visits.booked(second)
    days = [timezone.localdate(each.starts_at) for each in (first, second)]
    assert [close_day(visit=visit, day=day) for day in days] == [0, 1]
    assert visit.sessions.count() == 9
    open_day(closed=ClosedDay.objects.get(day=days[0]))
    assert visit.sessions.count() == 10


@pytest.mark.parametrize(("capacity", "holds"), [(2, True), (1, False)])
def test_places_are_never_fewer_than_sold(visit, capacity, holds):
    session = visits.make_session(visit)
    visits.booked(session, adult=2)
    if holds:
        set_capacity(session=session, capacity=capacity)
        assert Session.objects.get().capacity == 2
        return
    with pytest.raises(PlacesAreTaken) as refusal:
        set_capacity(session=session, capacity=capacity)
    with override("en"):
        assert str(refusal.value) == "2 places are taken already: there cannot be fewer."


def test_one_place_that_is_sold_is_named_as_one(visit):
    session = visits.make_session(visit)
    visits.booked(session, adult=1)
    with pytest.raises(PlacesAreTaken) as refusal, override("en"):
        set_capacity(session=session, capacity=0)
    with override("en"):
        assert str(refusal.value) == "1 place is taken already: there cannot be fewer."
