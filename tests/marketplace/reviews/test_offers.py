"""A page offers a review to who may write or change one, and to nobody else; one query."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from marketplace.reviews.models import Review
from marketplace.reviews.offers import review_offer
from tests.marketplace.reviews.said import bought, write

pytestmark = pytest.mark.django_db


def test_who_received_it_is_offered_to_write_and_then_to_change(
    product, owner, buyer, stranger, django_assert_num_queries
):
    line = bought(product, owner, buyer)
    bought(product, owner, owner)
    with django_assert_num_queries(1):
        assert review_offer(buyer, product.pk) == "write"
    with django_assert_num_queries(0):
        assert review_offer(AnonymousUser(), product.pk) == ""
    assert [review_offer(user, product.pk) for user in (stranger, owner)] == ["", ""]
    write(line)
    assert review_offer(buyer, product.pk) == "change"
    Review.objects.update(at=timezone.now() - timedelta(days=30, minutes=1))
    assert review_offer(buyer, product.pk) == ""
