"""Facts of a product: who may review it, what its reviews come to, what the table refuses."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from oscar.core.loading import get_model

from catalogue.models import Product
from tests import factories
from tests.flows.sale import arrived, paid

pytestmark = pytest.mark.django_db


def review(product, score: int, user, status: int = 1):
    return get_model("reviews", "ProductReview").objects.create(
        product=product, user=user, score=score, title="T", body="B", status=status
    )


def test_only_who_received_it_may_review_it_and_once(product, owner, buyer, stranger):
    arrived([(product, 1)], owner, user=buyer)
    assert product.is_review_permitted(buyer)
    assert not product.is_review_permitted(stranger)
    assert not product.is_review_permitted(AnonymousUser())
    review(product, 5, buyer)
    assert not product.is_review_permitted(buyer)


def test_what_is_still_on_its_way_is_not_reviewed(product, buyer):
    paid([(product, 1)], user=buyer)
    assert not product.is_review_permitted(buyer)


def test_a_maker_does_not_review_its_own(product, owner):
    arrived([(product, 1)], owner, user=owner)
    helper = factories.make_member(product.producer, role="seller")
    arrived([(product, 1)], owner, user=helper)
    assert [product.is_review_permitted(user) for user in (owner, helper)] == [False, False]


def test_rating_is_the_mean_of_approved_reviews(product, buyer, stranger, staff):
    product.update_rating()
    assert (product.rating, product.review_count) == (None, 0)
    review(product, 5, buyer)
    review(product, 2, stranger)
    review(product, 1, staff, status=2)  # rejected
    product.update_rating()
    product.refresh_from_db()
    assert (product.rating, product.review_count) == (3.5, 2)


@pytest.mark.parametrize(
    ("fields", "fits"),
    [
        ({"ocop_stars": 2}, False),
        ({"ocop_stars": 3}, True),
        ({"ocop_stars": 5}, True),
        ({"ocop_stars": 6}, False),
        ({"ocop_stars": 4, "ocop_valid_until": None}, False),
        ({"price": -1}, False),
        ({"price": 0}, True),
    ],
)
def test_the_table_holds_stars_with_a_date_and_prices_from_nothing(product, fields, fits):
    values = {"ocop_valid_until": datetime.date(2026, 1, 1)} | fields
    if fits:
        Product.objects.filter(pk=product.pk).update(**values)
        assert Product.objects.filter(pk=product.pk, **values).exists()
        return
    with pytest.raises(IntegrityError), transaction.atomic():
        Product.objects.filter(pk=product.pk).update(**values)
