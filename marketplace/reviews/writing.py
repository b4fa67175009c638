"""A buyer says how a product is, and says it anew within its days.

    fits the rules                     everybody reads it at once
    a rule finds something             refused, unless sent as it is: then it waits for the market
    written anew, was refused, waits   waits: a person has looked at it, a person looks again

The product's sums follow in the same transaction.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from catalogue.models import Product
from marketplace.files.pictures import Picture
from marketplace.frame.folding import cleaned
from marketplace.frame.states import may_move, move
from marketplace.order.models import Line
from marketplace.reviews.models import (
    LONGEST,
    LONGEST_NAME,
    Aspect,
    AspectAsked,
    AspectScore,
    Review,
)
from marketplace.reviews.pictures import hide_pictures, set_pictures, show_pictures
from marketplace.reviews.refusals import LookedAtFirst, NotReceived
from marketplace.reviews.rights import arrived_lines, refusal_for, review_of_buyer
from marketplace.reviews.sums import count_reviews, lock_product
from marketplace.talks.muting import refuse_muted
from marketplace.talks.patterns import Hit
from marketplace.talks.questions import names_of
from marketplace.talks.texts import blocked_in, plain_text

State = Review.State


class Said(NamedTuple):
    """What a buyer's form says; `aspects` stars by aspect, `name` of who has no account.

    `dropped`: keys of pictures to take away. `as_it_is`: send it though a rule finds something.
    """

    score: int
    text: str = ""
    aspects: Mapping[str, int] = MappingProxyType({})
    pictures: Iterable[Picture] = ()
    dropped: Iterable[int] = ()
    name: str = ""
    as_it_is: bool = False


def aspects_asked(product: Product) -> list[Aspect]:
    """List the aspects that buyers of a product's kind are asked for, in their order."""
    rows = AspectAsked.objects.filter(ocop_group=product.ocop_group_id)
    return [Aspect(code) for code in rows.values_list("aspect", flat=True)]


@transaction.atomic
def write_review(*, line: Line, said: Said, language: str) -> Review:
    """Keep what the buyer of a sale says, or what it says instead; the sums follow.

    Raises NotReceived, OwnGoods, TooLate, LookedAtFirst, TooManyPictures, and Muted of the talks.
    """
    product = lock_product(line.product_id)
    sale = arrived_lines().filter(pk=line.pk).first()
    known = review_of_buyer(sale) if sale else None
    if refusal := refusal_for(sale, known):
        raise refusal
    if sale is None:
        raise NotReceived
    refuse_muted(sale.order.user, sale.order.purchase.email)
    text = plain_text(said.text, LONGEST)
    name = "" if sale.order.user_id else cleaned(said.name)[:LONGEST_NAME]
    hit = blocked_in("\n".join((name, text)), allowed=names_of(product))
    if hit and not said.as_it_is:
        raise LookedAtFirst(found=hit.found)
    values = {"score": said.score, "text": text, "name": name, "language": language}
    review = renewed(known, values, hit) if known else begun(sale, values, hit)
    keep_aspects(review, said.aspects)
    set_pictures(review, said.pictures, said.dropped)
    (show_pictures if review.is_public else hide_pictures)(review)
    count_reviews(product.pk)
    return review


def told_by(hit: Hit | None) -> dict[str, Any]:
    return {"found": hit.found if hit else "", "why": hit.why if hit else ""}


def begun(sale: Line, values: dict[str, Any], hit: Hit | None) -> Review:
    """Make a sale's review, in the state that the rules give it."""
    return Review.objects.create(
        product_id=sale.product_id,
        line=sale,
        user=sale.order.user,
        state=State.WAITING if hit else State.PUBLIC,
        at=timezone.now(),
        **values,
        **told_by(hit),
    )


def renewed(known: Review, values: dict[str, Any], hit: Hit | None) -> Review:
    """Say a review anew; where it does not stay public it waits."""
    review = Review.objects.select_for_update().get(pk=known.pk)
    values = values | told_by(hit) | {"changed_at": timezone.now()}
    if (hit or not review.is_public) and may_move(review, State.WAITING):
        move(review, State.WAITING, **values)
        return review
    for name, value in values.items():
        setattr(review, name, value)
    review.save(update_fields=list(values))
    return review


def keep_aspects(review: Review, told: Mapping[str, int]) -> None:
    """Set the stars of a review's aspects; those that are not told are gone."""
    review.aspects.all().delete()
    AspectScore.objects.bulk_create(
        AspectScore(review=review, aspect=aspect, score=score) for aspect, score in told.items()
    )
