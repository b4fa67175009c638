"""A review and a product's sums as plain values, for the pages that show them.

    five reviews, three of them with five stars      Bar(stars=5, count=3, share=60)

Templates print these and compute nothing.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from catalogue.models import Product
from catalogue.products.pictures import variant_url
from marketplace.reviews.models import Aspect, Review, ReviewSums


class Picture(NamedTuple):
    """A picture of a review: large, small, what it shows in words."""

    url: str
    small_url: str
    alt: str


class Told(NamedTuple):
    """A review as its component shows it."""

    pk: int
    score: int
    name: str
    day: datetime.datetime
    text: str
    is_verified: bool
    aspects: list[tuple[str, int]]
    pictures: list[Picture]
    answer: str
    helpful: int
    is_changed: bool
    language: str  # of the text, where it is not the reader's


@dataclass(frozen=True)
class Bar:
    """How many reviews gave so many stars, and how many of a hundred that is."""

    stars: int
    count: int
    share: int


class Sums(NamedTuple):
    """What a product's reviews come to, in words and bars."""

    total: int
    mean: str
    said: str
    bars: list[Bar]
    aspects: list[tuple[str, str]]
    with_pictures: int


def pictures_of(names: Sequence[str], *, name: str, title: str) -> list[Picture]:
    """Give the pictures of one review by their stored names."""
    said = _("%(title)s in a picture of %(name)s, %(number)s")
    return [
        Picture(
            variant_url(file, 1200),
            variant_url(file, 320),
            said % {"title": title, "name": name or _("a buyer"), "number": number},
        )
        for number, file in enumerate(names, 1)
    ]


def shown_review(review: Review, title: str) -> Told:
    """Write down a review read by `shown_reviews`."""
    name = review.shown_name
    names = [row.shown.name or "" for row in review.pictures.all()]
    return Told(
        pk=review.pk,
        score=review.score,
        name=name or _("A buyer"),
        day=review.at,
        text=review.text,
        is_verified=review.is_verified,
        aspects=[(str(Aspect(row.aspect).label), row.score) for row in review.aspects.all()],
        pictures=pictures_of(names, name=name, title=title),
        answer=review.answer,
        helpful=review.helpful,
        is_changed=review.changed_at is not None,
        language=other_language(review.language),
    )


def other_language(language: str) -> str:
    """Name the language of a text that is not in the reader's; "" where it is."""
    return language if language != get_language() else ""


def told_sums(sums: ReviewSums | None, product: Product) -> Sums | None:
    """Write down a product's sums; nothing where nobody reviewed it."""
    return sums_in_words(sums.counts, sums.aspects, sums.with_pictures) if sums else None


def sums_in_words(
    counts: Sequence[int], aspects: Mapping[str, Any], with_pictures: int
) -> Sums | None:
    """Say what counts of one to five stars come to; nothing of none."""
    total = sum(counts)
    if not total:
        return None
    mean = sum(stars * count for stars, count in enumerate(counts, 1)) / total
    said = ngettext("%(count)s review", "%(count)s reviews", total)
    bars = [Bar(stars, count, round(100 * count / total)) for stars, count in enumerate(counts, 1)]
    return Sums(
        total=total,
        mean=mean_text(mean),
        said=said % {"count": number_format(total, force_grouping=True)},
        bars=bars[::-1],
        aspects=[
            (str(each.label), mean_text(aspects[each][0] / aspects[each][1]))
            for each in Aspect
            if each in aspects
        ],
        with_pictures=with_pictures,
    )


def mean_text(value: float) -> str:
    return str(number_format(round(value, 1), 1))
