"""The shelf is read once, then follows every change, and the calendar."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from catalogue.listing import shelf as shelves
from catalogue.listing.state import ListingFilter
from catalogue.models import Product
from catalogue.search.services import rebuild
from catalogue.shop.views import selection_of
from tests import factories
from tests.offers import set_price_and_stock

pytestmark = pytest.mark.django_db


def price_on(shelf, product: Product) -> int:
    return shelf.columns.price[shelf.slot_of(product.pk)]


def test_the_shelf_is_read_once_and_then_followed(goods, django_assert_num_queries):
    shelves.current()
    with django_assert_num_queries(1):
        before = shelves.current()
    set_price_and_stock(product=goods[0], price=1_000, in_stock=3)
    with django_assert_num_queries(2):
        after = shelves.current()
    assert price_on(before, goods[0]) != 1_000
    assert price_on(after, goods[0]) == 1_000
    with django_assert_num_queries(1):
        assert shelves.current() is after


def test_a_rebuild_or_a_gap_in_the_log_reads_everything_anew(goods):
    shelves.current()
    Product.objects.filter(pk=goods[0].pk).update(price=777)  # past all that tells of changes
    assert price_on(shelves.current(), goods[0]) != 777
    rebuild()
    assert price_on(shelves.current(), goods[0]) == 777


def test_stars_end_at_midnight_without_any_job(goods):
    today = timezone.localdate()
    product = factories.make_product(goods[0].producer)
    factories.make_certificate(
        product,
        stars=5,
        issued_on=today - datetime.timedelta(days=1000),
        expires_on=today,
    )
    stars5 = ListingFilter(stars=("5",))
    assert product.pk in selection_of(stars5).page(0, 99)
    tomorrow = datetime.datetime.combine(
        today + datetime.timedelta(days=1), datetime.time(0, 0, 1), timezone.get_current_timezone()
    )
    with time_machine.travel(tomorrow):
        assert product.pk not in selection_of(stars5).page(0, 99)
