"""Facts of one review, and what its table refuses."""

import pytest
from django.db import IntegrityError, transaction

from marketplace.reviews.models import Review, ReviewSums
from tests.marketplace.reviews.said import bought, reviewed, write

pytestmark = pytest.mark.django_db


def test_its_author_is_the_account_or_the_guest_s_since(product, owner, buyer, stranger):
    old = reviewed(product, user=buyer)
    assert (old.author, old.is_verified, old.shown_name) == (buyer, False, "Lan")
    guest = write(bought(product, owner))
    assert (guest.author, guest.is_verified, guest.shown_name) == (None, True, "")
    old.user = None
    assert (old.author, old.shown_name) == (None, "")
    assert ReviewSums(product=product, fives=2, ones=1).counts == [1, 0, 0, 0, 2]


@pytest.mark.parametrize(("score", "fits"), [(0, False), (1, True), (5, True), (6, False)])
def test_a_score_is_one_to_five_in_the_table_too(product, score, fits):
    if fits:
        assert reviewed(product, score).score == score
        return
    with pytest.raises(IntegrityError), transaction.atomic():
        reviewed(product, score)


def test_an_account_has_one_review_of_a_product(product, buyer):
    reviewed(product, user=buyer)
    with pytest.raises(IntegrityError), transaction.atomic():
        reviewed(product, user=buyer)
    assert Review.objects.count() == 1
