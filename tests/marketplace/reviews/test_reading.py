"""What everybody reads: chosen, sorted, with the maker's answer, found helpful once a reader."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue.search.models import Waiting
from marketplace.files.models import WaitingPicture
from marketplace.reviews.models import Review
from marketplace.reviews.pictures import set_pictures, show_pictures
from marketplace.reviews.reading import (
    Chosen,
    answer_review,
    find_helpful,
    helped_by,
    reviews_of,
    shown_pictures,
    shown_reviews,
)
from marketplace.reviews.refusals import NotShown, OwnReview
from marketplace.talks.refusals import OwnContact
from tests import factories
from tests.marketplace.reviews.said import picture, reviewed

pytestmark = pytest.mark.django_db


def test_reviews_are_chosen_by_stars_pictures_and_language(product):
    five = reviewed(product, 5)
    four = reviewed(product, 4, language="en")
    reviewed(product, 5, state="waiting")
    reviewed(factories.make_product(), 5)
    set_pictures(four, [picture()], [])
    show_pictures(four)
    assert list(reviews_of(product, Chosen(pictures=True))) == []  # its sizes are not drawn
    WaitingPicture.objects.all().delete()
    assert list(reviews_of(product, Chosen(pictures=True))) == [four]
    assert list(shown_pictures()) == [four.pictures.get()]
    assert list(reviews_of(product, Chosen(stars=5))) == [five]
    assert list(reviews_of(product, Chosen(language="en"))) == [four]
    assert set(reviews_of(product)) == {five, four}


def test_reviews_are_sorted(product):
    now = timezone.now()
    old = reviewed(product, 5, at=now - timedelta(days=2), helpful=3)
    new = reviewed(product, 1, at=now)
    mid = reviewed(product, 3, at=now - timedelta(days=1))
    bare = reviewed(product, 4, "", at=now + timedelta(days=1))
    found = {
        sort: list(reviews_of(product, Chosen(sort=sort)))
        for sort in ("helpful", "newest", "best", "worst")
    }
    assert found == {
        "helpful": [old, new, mid, bare],
        "newest": [bare, new, mid, old],
        "best": [old, bare, mid, new],
        "worst": [new, mid, bare, old],
    }


def test_a_review_is_helpful_once_a_reader_and_never_to_its_author(product, buyer, stranger):
    review = reviewed(product, user=buyer)
    Waiting.objects.all().delete()
    for _ in range(2):
        find_helpful(review=review, by=stranger)
    review.refresh_from_db()
    assert (review.helpful, helped_by(stranger, [review])) == (1, {review.pk})
    assert Waiting.objects.filter(kind="product", object_pk=product.pk).exists()
    for _ in range(2):
        find_helpful(review=review, by=stranger, is_helpful=False)
    review.refresh_from_db()
    assert (review.helpful, helped_by(stranger, [review])) == (0, set())
    with pytest.raises(OwnReview, match="Không ai tự bình chọn đánh giá của mình"):
        find_helpful(review=review, by=buyer)
    Review.objects.update(state="refused")
    with pytest.raises(NotShown, match="Đánh giá này không còn hiện nữa"):
        find_helpful(review=review, by=stranger)
    assert not shown_reviews().exists()


def test_an_answer_is_set_changed_and_taken_away(product, owner):
    review = reviewed(product)
    answer_review(review=review, text=" Cảm ơn bạn. ", by=owner)
    review.refresh_from_db()
    first = review.answered_at
    assert (review.answer, review.answered_by) == ("Cảm ơn bạn.", owner)
    answer_review(review=review, text="Hẹn gặp lại.", by=owner)
    review.refresh_from_db()
    assert (review.answer, review.answered_at) == ("Hẹn gặp lại.", first)
    with pytest.raises(OwnContact):
        answer_review(review=review, text="Gọi 0912345678", by=owner)
    answer_review(review=review, text=" ", by=owner)
    review.refresh_from_db()
    assert (review.answer, review.answered_by, review.answered_at) == ("", None, None)
    Review.objects.update(state="refused")
    with pytest.raises(NotShown):
        answer_review(review=review, text="Cảm ơn.", by=owner)
