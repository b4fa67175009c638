"""The reviews on a product's page, of the JSON that came with its row: no query of its own.

    review_sums      [[0, 0, 1, 2, 7, 3, {"packing": [48, 10]}]]     ones … fives, with pictures
    reviews          [[9, 5, "Đẹp.", "2026-05-02 …", "", "Lan", 77, "Cảm ơn.", 4, null, "vi"], …]
    review_pictures  [[9, "reviews/3f….jpg"], …]

Nothing here asks the database.
"""

import datetime
import json
from typing import Any, NamedTuple, Protocol

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from marketplace.reviews.shown import (
    Picture,
    Sums,
    Told,
    other_language,
    pictures_of,
    sums_in_words,
)

MOST_PICTURES = 6  # in the strip above the reviews


class Row(Protocol):
    """What is read of the product's row (catalogue/shop/product_page.py)."""

    title: str
    review_sums: str | None
    reviews: str | None
    review_pictures: str | None


class ReviewsOfPage(NamedTuple):
    """What a product's page shows of its reviews."""

    sums: Sums | None
    rows: list[Told]
    pictures: list[Picture]


def reviews_of_page(product: Row) -> ReviewsOfPage:
    """Write down what came with a product's row."""
    sums = json.loads(product.review_sums or "[]")
    if not sums:
        return ReviewsOfPage(None, [], [])
    *counts, with_pictures, aspects = sums[0]
    files: dict[int, list[str]] = {}
    for pk, file in json.loads(product.review_pictures or "[]"):
        files.setdefault(pk, []).append(file)
    rows = json.loads(product.reviews or "[]")
    names = {row[0]: row[4] or row[5] or "" for row in rows}
    pictures = {
        pk: pictures_of(found, name=names.get(pk, ""), title=product.title)
        for pk, found in files.items()
    }
    return ReviewsOfPage(
        sums=sums_in_words(counts, object_of(aspects), with_pictures),
        rows=[told(row, pictures.get(row[0], [])) for row in rows],
        pictures=[each for found in pictures.values() for each in found][:MOST_PICTURES],
    )


def told(row: list[Any], pictures: list[Picture]) -> Told:
    pk, score, text, at, name, first_name, line, answer, helpful, changed_at, language = row
    return Told(
        pk=pk,
        score=score,
        name=name or first_name or _("A buyer"),
        day=moment(at),
        text=text,
        is_verified=line is not None,
        aspects=[],
        pictures=pictures,
        answer=answer,
        helpful=helpful,
        is_changed=changed_at is not None,
        language=other_language(language),
    )


def object_of(value: Any) -> dict[str, Any]:
    """Read a JSON column within JSON: PostgreSQL gives it as it is, SQLite as a text."""
    return json.loads(value) if isinstance(value, str) else value


def moment(text: str) -> datetime.datetime:
    """Read a moment as a database writes it into JSON; SQLite keeps UTC without saying so."""
    found = parse_datetime(text.replace(" ", "T"))
    assert found is not None  # noqa: S101 - the database wrote it
    return found if timezone.is_aware(found) else found.replace(tzinfo=datetime.UTC)
