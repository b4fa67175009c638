"""A product's reviews as everybody reads them: chosen, sorted, found helpful, answered."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Case, F, Prefetch, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import Product
from catalogue.search.services import touch
from marketplace.accounts.models import User
from marketplace.files.sizes import waiting_names
from marketplace.reviews.models import Helpful, Review, ReviewPicture
from marketplace.reviews.refusals import NotShown, OwnReview
from marketplace.talks.questions import names_of
from marketplace.talks.texts import sent_text

State = Review.State
SAYS_NOTHING = Case(When(text="", then=1), default=0)
SORTS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "helpful": (_("Most helpful first"), ("-helpful", SAYS_NOTHING, "-at", "-pk")),
    "newest": (_("Newest first"), ("-at", "-pk")),
    "best": (_("Best first"), ("-score", "-at", "-pk")),
    "worst": (_("Worst first"), ("score", "-at", "-pk")),
}


class Chosen(NamedTuple):
    """What of a product's reviews a reader wants to see; 0, False and "" choose nothing."""

    stars: int = 0
    pictures: bool = False
    language: str = ""
    sort: str = "helpful"


ALL = Chosen()


def shown_pictures() -> QuerySet[ReviewPicture]:
    """Pictures that everybody may see and whose sizes are drawn."""
    return ReviewPicture.objects.exclude(shown="").exclude(shown__in=waiting_names())


def shown_reviews() -> QuerySet[Review]:
    """Public reviews with all that a page shows of them."""
    return (
        Review.objects.filter(state=State.PUBLIC)
        .select_related("user", "product")
        .prefetch_related(Prefetch("pictures", shown_pictures()), "aspects")
    )


def reviews_of(product: Product, chosen: Chosen = ALL) -> QuerySet[Review]:
    """Give the reviews of a product that everybody reads, as they are chosen."""
    found = shown_reviews().filter(product=product)
    if chosen.stars:
        found = found.filter(score=chosen.stars)
    if chosen.pictures:
        found = found.filter(pk__in=shown_pictures().values("review"))
    if chosen.language:
        found = found.filter(language=chosen.language)
    _title, order = SORTS[chosen.sort]
    return found.order_by(*order)


@transaction.atomic
def find_helpful(*, review: Review, by: User, is_helpful: bool = True) -> None:
    """Note that a review helped a reader, or that it did not after all; said twice, it is once.

    Raises NotShown, OwnReview.
    """
    found = Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
    if not found.is_public:
        raise NotShown
    if found.author == by:
        raise OwnReview
    if is_helpful:
        _row, is_changed = Helpful.objects.get_or_create(review=found, user=by)
    else:
        is_changed = bool(Helpful.objects.filter(review=found, user=by).delete()[0])
    if is_changed:
        step = 1 if is_helpful else -1
        Review.objects.filter(pk=found.pk).update(helpful=F("helpful") + step)
        touch("product", [found.product_id])


def helped_by(user: User, reviews: Iterable[Review]) -> set[int]:
    """Give the keys of those reviews that a reader found helpful."""
    rows = Helpful.objects.filter(user=user, review__in=list(reviews))
    return set(rows.values_list("review", flat=True))


@transaction.atomic
def answer_review(*, review: Review, text: str, by: User) -> None:
    """Set what the maker says to a review; no text takes it away. The product's page follows.

    Raises NotShown, and what a text of the talks is refused for.
    """
    kept = Review.objects.select_for_update(of=("self",)).select_related("product")
    found = kept.get(pk=review.pk)
    if not found.is_public:
        raise NotShown
    changes: dict[str, Any] = {"answer": "", "answered_by": None, "answered_at": None}
    if text.strip():
        plain = sent_text(text, allowed=names_of(found.product))
        at = found.answered_at or timezone.now()
        changes = {"answer": plain, "answered_by": by, "answered_at": at}
    Review.objects.filter(pk=found.pk).update(**changes)
    touch("product", [found.product_id])
