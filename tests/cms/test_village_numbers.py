"""Baskets and bookings of a village's goods in the last weeks, and of no other's."""

from datetime import timedelta

import pytest
from django.utils import timezone
from oscar.core.loading import get_model

from cms.village_numbers import DAYS, Numbers, numbers_of
from marketplace.visits.models import Booking
from tests import factories, visits

pytestmark = pytest.mark.django_db


def test_baskets_of_the_last_weeks(django_assert_num_queries):
    mine, other = factories.make_village(), factories.make_village()
    Line = get_model("basket", "Line")
    basket = get_model("basket", "Basket").objects.create()
    for village, ago in ((mine, 0), (mine, DAYS), (mine, DAYS - 1), (other, 0)):
        product = factories.make_product(factories.make_producer(village=village))
        stock = product.stockrecords.get()
        line = Line.objects.create(
            basket=basket, product=product, stockrecord=stock, line_reference=str(product.pk)
        )
        at = timezone.now() - timedelta(days=ago)
        Line.objects.filter(pk=line.pk).update(date_created=at)
    with django_assert_num_queries(2):
        assert numbers_of([mine.pk], 7) == Numbers(7, 2, 0, 0)
    assert numbers_of([mine.pk, other.pk], 0).baskets == 3
    assert numbers_of([], 0) == Numbers(0, 0, 0, 0)


def test_bookings_that_were_paid_with_their_guests():
    mine = factories.make_village()
    session = visits.make_session(visits.make_visit(factories.make_producer(village=mine)))
    visits.booked(session, adult=2, child=1)
    visits.place(session, adult=3)  # holds seats and is not paid
    gone = visits.booked(session, adult=1)
    Booking.objects.filter(pk=gone.pk).update(state=Booking.State.CANCELLED)
    old = visits.booked(session, adult=1)
    before = timezone.now() - timedelta(days=DAYS)
    type(old.order).objects.filter(pk=old.order_id).update(date_placed=before)
    found = numbers_of([mine.pk], 0)
    assert (found.bookings, found.guests) == (1, 3)
