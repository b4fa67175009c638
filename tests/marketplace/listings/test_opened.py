"""Openings of products' pages are added up by day and belong to their maker."""

import datetime

import pytest
from django.utils import timezone

from marketplace.listings.models import Opening
from marketplace.listings.opened import (
    KEPT,
    counted_since,
    forget_openings,
    keep,
    opened_by_product,
    product_at,
)
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def address(product, language: str = "vi") -> str:
    return f"/{language}/products/{product.slug}_{product.pk}/"


def test_addresses_of_products_are_known_in_every_language(product):
    assert [product_at(address(product, each)) for each in ("vi", "en", "id")] == [product.pk] * 3
    assert [product_at(path) for path in ("/vi/products/", "/vi/", "/none/x_1/")] == [None] * 3


def test_what_is_counted_is_added_to_its_day(product, django_assert_max_num_queries):
    today, other = str(TODAY()), factories.make_product(product.producer)
    gone = f"/vi/products/x_{product.pk + 999}/"
    first = {
        (today, address(product)): 2,
        (today, address(product, "en")): 1,
        (today, address(other)): 1,
        (today, gone): 9,
        (today, "/vi/villages/"): 9,
    }
    with django_assert_max_num_queries(3):
        keep(first)
    keep({(today, address(product)): 4})
    assert opened_by_product(product.producer, None) == {product.pk: 7, other.pk: 1}
    assert str(Opening.objects.get(product=product)) == f"{product.pk}, {today}: 7"
    assert opened_by_product(factories.make_producer("Lụa"), None) == {}


def test_a_time_begins_where_it_was_counted(product):
    day = datetime.timedelta(days=1)
    for ago in (40, 3):
        Opening.objects.create(product=product, day=TODAY() - ago * day, times=ago)
    producer = product.producer
    assert counted_since(producer, None) == TODAY() - 40 * day
    assert counted_since(producer, TODAY() - 30 * day) == TODAY() - 3 * day
    assert counted_since(producer, TODAY()) is None
    assert opened_by_product(producer, TODAY() - 30 * day) == {product.pk: 3}


def test_what_nobody_compares_is_forgotten(product):
    for days in (KEPT.days, KEPT.days + 1):
        Opening.objects.create(
            product=product, day=TODAY() - datetime.timedelta(days=days), times=1
        )
    assert forget_openings() == 1
    assert Opening.objects.count() == 1
