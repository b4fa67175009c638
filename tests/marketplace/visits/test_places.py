"""What the shop says of a visit follows its sessions: from what price, and whether there are any."""

import pytest

from catalogue.models import Availability
from marketplace.visits.models import Fare, Session
from marketplace.visits.places import bookable, follow_places, sync_places
from tests import factories, visits
from tests.flows.sale import stock

pytestmark = pytest.mark.django_db


def test_places_that_are_left_are_the_stock():
    visit = visits.make_visit(adult=450_000)
    visits.make_session(visit, capacity=5)
    full = visits.make_session(visit, capacity=3, starts_in=11 * visits.DAY)
    Session.objects.filter(pk=full.pk).update(taken=3)
    assert sync_places([visit.product_id]) == 1
    assert stock(visit.product) == (5, 0)
    visit.product.refresh_from_db()
    assert (visit.product.price, visit.product.availability) == (450_000, Availability.IN_STOCK)


def test_without_adults_the_lowest_fare_is_the_price():
    visit = visits.make_visit()
    visit.fares.all().delete()
    Fare.objects.create(visit=visit, guest="student", price=80_000)
    Fare.objects.create(visit=visit, guest="child", price=50_000)
    sync_places([visit.product_id])
    visit.product.refresh_from_db()
    assert visit.product.price == 50_000


def test_visit_without_a_stock_record_gets_one():
    visit = visits.make_visit()
    visit.product.stockrecords.all().delete()
    assert sync_places([visit.product_id]) == 1
    assert visit.product.stockrecords.count() == 1


def test_the_clock_sees_that_sessions_closed():
    session = visits.make_session(capacity=5)
    factories.make_product()
    visits.move_session(session, starts_in=visits.HOUR)
    assert follow_places() == 1
    assert follow_places() == 0
    session.visit.product.refresh_from_db()
    assert session.visit.product.availability == Availability.SOLD_OUT
    assert not bookable().exists()


def test_nothing_is_nothing():
    assert sync_places([]) == 0
