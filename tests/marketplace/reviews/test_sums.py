"""A product's sums are those of its public reviews, whatever happens to one."""

import pytest

from catalogue.search.models import Waiting
from marketplace.reviews.models import ReviewSums
from marketplace.reviews.sums import count_reviews, lock_product
from tests.marketplace.reviews.said import bought, picture, reviewed, write

pytestmark = pytest.mark.django_db


def test_only_public_reviews_are_counted(product, owner, buyer):
    write(bought(product, owner, buyer), 4, aspects={"packing": 5}, pictures=[picture()])
    reviewed(product, 5)
    reviewed(product, 5, language="en")
    reviewed(product, 1, state="waiting")
    reviewed(product, 1, state="refused")
    sums = ReviewSums.objects.get()
    assert sums.counts == [0, 0, 0, 1, 2]
    assert (sums.with_pictures, sums.languages) == (1, {"vi": 2, "en": 1})
    assert sums.aspects == {"packing": [5, 1]}
    assert (product.rating, product.review_count) == (pytest.approx(14 / 3), 3)


def test_without_a_public_review_there_is_no_mean(product):
    review = reviewed(product, 2)
    review.delete()
    assert count_reviews(lock_product(product.pk).pk).counts == [0, 0, 0, 0, 0]
    product.refresh_from_db()
    assert (product.rating, product.review_count) == (None, 0)


def test_the_product_waits_for_the_index_with_each_count(product):
    Waiting.objects.all().delete()
    reviewed(product)
    assert Waiting.objects.filter(kind="product", object_pk=product.pk).exists()
