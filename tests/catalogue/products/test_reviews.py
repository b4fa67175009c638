"""Who may review, who may vote, and that each of it counts once."""

import pytest
from oscar.core.loading import get_model

from catalogue.products.reviews import (
    NotReceived,
    OwnReview,
    ReviewedBefore,
    VotedBefore,
    is_moderated,
    refusal_for,
    reviews_of,
    vote,
    votes_of,
    write_review,
)
from tests import factories
from tests.flows.sale import arrived, place

pytestmark = pytest.mark.django_db
SAID = {"score": 4, "title": "", "body": "Gói kỹ."}


@pytest.fixture
def received(product, buyer):
    arrived([(product, 1)], product.producer.memberships.get(role="owner").user, user=buyer)
    return product


@pytest.fixture
def product(owner):
    return factories.make_product(owner.memberships.get().producer, stock=9)


def test_who_received_it_reviews_it_once_and_its_mean_follows(received, buyer):
    review = write_review(product=received, by=buyer, **SAID)
    received.refresh_from_db()
    assert (received.rating, received.review_count) == (4.0, 1)
    assert list(reviews_of(received)) == [review]
    with pytest.raises(ReviewedBefore, match="Bạn đã viết đánh giá cho sản phẩm này rồi"):
        write_review(product=received, by=buyer, score=1, title="", body="Khác.")


def test_the_same_review_sent_twice_is_one(received, buyer):
    first = write_review(product=received, by=buyer, **SAID)
    assert write_review(product=received, by=buyer, **SAID) == first
    assert received.reviews.count() == 1


def test_who_did_not_receive_it_may_not(product, buyer, stranger, owner):
    place([(product, 1)], user=buyer)  # ordered, not delivered
    for person in (buyer, stranger, owner):
        with pytest.raises(
            NotReceived, match="Chỉ người mua đã nhận sản phẩm này mới viết được đánh giá"
        ):
            write_review(product=product, by=person, **SAID)
        assert isinstance(refusal_for(product, person), NotReceived)


def test_a_review_waits_for_a_moderator_where_the_setting_says_so(received, buyer, settings):
    settings.OSCAR_MODERATE_REVIEWS = True
    assert is_moderated()
    write_review(product=received, by=buyer, **SAID)
    received.refresh_from_db()
    assert (received.review_count, list(reviews_of(received))) == (0, [])


def test_each_reader_votes_once_and_never_on_its_own(product, buyer, stranger):
    review = get_model("reviews", "ProductReview").objects.create(
        product=product, user=buyer, status=1, **SAID
    )
    vote(review=review, by=stranger, is_useful=True)
    review.refresh_from_db()
    assert (review.num_up_votes, review.total_votes) == (1, 1)
    with pytest.raises(VotedBefore, match="Bạn đã bình chọn cho đánh giá này rồi"):
        vote(review=review, by=stranger, is_useful=False)
    with pytest.raises(OwnReview, match="Không ai tự bình chọn đánh giá của mình"):
        vote(review=review, by=buyer, is_useful=True)
    assert votes_of(stranger, [review]) == votes_of(buyer, [review]) == {review.pk}
    assert votes_of(factories.make_user(), [review]) == set()


def test_reviews_stand_best_or_newest_first(product, buyer, stranger):
    rows = get_model("reviews", "ProductReview").objects
    good = rows.create(product=product, user=buyer, status=1, **SAID)
    late = rows.create(product=product, user=stranger, status=1, **SAID | {"score": 2})
    assert list(reviews_of(product)) == [good, late]
    assert (
        list(reviews_of(product, "recency")) == list(reviews_of(product, "recency")) == [late, good]
    )
    assert list(reviews_of(product, "nonsense")) == [good, late]
