"""What buyers say of a product, in Oscar's rows: who may write, who may vote, what counts.

A person writes one review of a product that arrived, and is asked by no rule of Oscar's form: a
score from 1 to 5, words, and a title if it likes. `Product.rating` follows in the same moment.
"""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from catalogue.models import Product, ReviewAnswer
from catalogue.search.services import touch
from marketplace.accounts.models import User

SCORES = {
    1: _("Bad"),
    2: _("So so"),
    3: _("Fair"),
    4: _("Good"),
    5: _("Excellent"),
}
ORDERS = {"score": ("-score", "-date_created"), "recency": ("-date_created",)}


class ReviewRefused(Exception):
    """A base: a review or a vote that is not taken; `str()` says why."""

    text: Any = ""

    def __str__(self) -> str:
        return str(self.text)


class ReviewedBefore(ReviewRefused):
    text = _("You have already reviewed this product.")


class NotReceived(ReviewRefused):
    text = _("Only a buyer who has received this product can review it.")


class OwnReview(ReviewRefused):
    text = _("Nobody votes on a review of their own.")


class VotedBefore(ReviewRefused):
    text = _("You have already voted on this review.")


def reviews_of(product: Product, order: str = "score") -> QuerySet:
    """Give the reviews of a product that everybody reads, best or newest first."""
    reviews = get_model("reviews", "ProductReview").objects.approved().filter(product=product)
    return reviews.select_related("user", "answer").order_by(*ORDERS.get(order, ORDERS["score"]))


def write_review(*, product: Product, by: User, score: int, title: str, body: str) -> Any:
    """Keep a review; whoever sends the same one twice gets the first.

    It waits for a moderator where OSCAR_MODERATE_REVIEWS says so. Raises ReviewedBefore,
    NotReceived.
    """
    said = {"score": score, "title": title, "body": body}
    with transaction.atomic():
        product = Product.objects.select_for_update().get(pk=product.pk)
        earlier = product.reviews.filter(user=by).first()
        if earlier and said == {name: getattr(earlier, name) for name in said}:
            return earlier
        if earlier:
            raise ReviewedBefore
        if not product.is_review_permitted(by):
            raise NotReceived
        return product.reviews.create(user=by, **said)


@transaction.atomic
def answer_review(*, review: Any, text: str, by: User) -> None:
    """Set what the maker says to a review; no text takes it away. The product's page follows."""
    list(review._meta.model.objects.select_for_update().filter(pk=review.pk))
    if text:
        ReviewAnswer.objects.update_or_create(review=review, defaults={"text": text, "by": by})
    else:
        ReviewAnswer.objects.filter(review=review).delete()
    touch("product", [review.product_id])


def refusal_for(product: Product, user: User) -> ReviewRefused | None:
    """Tell why a person cannot review a product; nothing where it can."""
    if product.is_review_permitted(user):
        return None
    return ReviewedBefore() if product.has_review_by(user) else NotReceived()


def vote(*, review: Any, by: User, is_useful: bool) -> None:
    """Count a reader's yes or no. Raises OwnReview, VotedBefore."""
    with transaction.atomic():
        review = review._meta.model.objects.select_for_update().get(pk=review.pk)
        if review.user_id == by.pk:
            raise OwnReview
        if review.votes.filter(user=by).exists():
            raise VotedBefore
        (review.vote_up if is_useful else review.vote_down)(by)


def votes_of(user: User, reviews: list[Any]) -> set[int]:
    """Give those of `reviews` that a person may not vote on (any more)."""
    rows = get_model("reviews", "Vote").objects.filter(user=user.pk, review__in=reviews)
    voted = set(rows.values_list("review_id", flat=True))
    return voted | {each.pk for each in reviews if each.user_id == user.pk}


def is_moderated() -> bool:
    """Tell whether a review is read by somebody before it shows."""
    return bool(settings.OSCAR_MODERATE_REVIEWS)
