"""What buyers wrote into Oscar's rows is in ours, with its sale, answer, votes and sums."""

import importlib

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from marketplace.reviews.models import Helpful, Review, ReviewSums
from tests import factories
from tests.marketplace.reviews.said import bought

take_in = importlib.import_module("marketplace.reviews.migrations.0002_from_oscar").take_in
ANSWERS = """CREATE TABLE catalogue_reviewanswer (id integer PRIMARY KEY, text text NOT NULL,
at timestamp with time zone NOT NULL, changed_at timestamp with time zone NOT NULL, by_id bigint, review_id bigint NOT NULL)"""


@pytest.fixture
def before(db):
    """The models as they were when Oscar's rows held the reviews."""
    with connection.cursor() as cursor:
        cursor.execute(ANSWERS)
    leaves = [("catalogue", "0044_variants"), ("product_reviews", "0001_reviews")]
    return MigrationLoader(connection).project_state(leaves).apps


def test_reviews_come_over_with_all_that_belongs_to_them(
    before, product, owner, buyer, stranger, monkeypatch
):
    monkeypatch.setattr("marketplace.reviews.migrations.0002_from_oscar.PORTION", 2)
    line = bought(product, owner, buyer)
    theirs = before.get_model("reviews", "ProductReview").objects
    guest = factories.make_user(language="en")
    rows = [
        theirs.create(product_id=product.pk, user_id=buyer.pk, score=4, title="Đẹp", body="Gói kỹ.", status=1),
        theirs.create(product_id=product.pk, user_id=guest.pk, score=0, title="", body="Bad", status=1),
        theirs.create(product_id=product.pk, user_id=stranger.pk, score=5, title="X", body="", status=2),
        theirs.create(product_id=product.pk, name="Mai", email="m@example.vn", score=5, title="", body="Y", status=0),
        theirs.create(product_id=None, score=5, title="Z", body="Z", status=1),
    ]  # fmt: skip
    vote = before.get_model("reviews", "Vote").objects
    vote.create(review=rows[0], user_id=stranger.pk, delta=1)
    vote.create(review=rows[0], user_id=owner.pk, delta=-1)
    before.get_model("catalogue", "ReviewAnswer").objects.create(
        pk=1, review_id=rows[0].pk, text="Cảm ơn.", by_id=owner.pk, at=timezone.now()
    )
    take_in(before, None)
    assert [
        (each.user, each.line, each.score, each.text, each.state, each.language, each.name)
        for each in Review.objects.order_by("pk")
    ] == [
        (buyer, line, 4, "Đẹp\n\nGói kỹ.", "public", "vi", ""),
        (guest, None, 1, "Bad", "public", "en", ""),
        (stranger, None, 5, "X", "refused", "vi", ""),
        (None, None, 5, "Y", "waiting", "vi", "Mai"),
    ]
    first = Review.objects.get(user=buyer)
    assert (first.answer, first.answered_by, first.helpful) == ("Cảm ơn.", owner, 1)
    assert Helpful.objects.get().user == stranger
    assert ReviewSums.objects.get().counts == [1, 0, 0, 1, 0]
    product.refresh_from_db()
    assert (product.rating, product.review_count) == (2.5, 2)
    assert not theirs.exists()
