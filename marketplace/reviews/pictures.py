"""Pictures of reviews: kept privately, copied to where everybody may fetch them while public."""

from collections.abc import Iterable

from django.core.files.storage import Storage, default_storage
from django.db import transaction

from catalogue.search.services import touch
from marketplace.files.pictures import Picture, as_kept
from marketplace.files.sizes import await_sizes, variant_names, when_drawn
from marketplace.files.storage import private_storage
from marketplace.reviews.models import MOST_PICTURES, Review, ReviewPicture
from marketplace.reviews.refusals import TooManyPictures


def set_pictures(review: Review, new: Iterable[Picture], dropped: Iterable[int]) -> None:
    """Take pictures off a locked review by their keys, and put new ones behind the rest.

    Raises TooManyPictures.
    """
    new = list(new)
    rows = review.pictures.all()
    gone = list(rows.filter(pk__in=list(dropped)))
    left = rows.exclude(pk__in=[row.pk for row in gone])
    if left.count() + len(new) > MOST_PICTURES:
        raise TooManyPictures(count=MOST_PICTURES)
    for row in gone:
        hide_picture(row)
        forget(private_storage(), [str(row.kept.name)])
        row.delete()
    last = left.order_by("-place").values_list("place", flat=True).first() or 0
    for place, picture in enumerate(new, last + 1):
        ReviewPicture.objects.create(review=review, place=place, kept=picture)


def show_pictures(review: Review) -> None:
    """Let everybody see a review's pictures; the queue draws their sizes."""
    for row in review.pictures.filter(shown=""):
        with row.kept.open() as file:
            row.shown = as_kept(file)
            row.save(update_fields=["shown"])
        await_sizes(str(row.shown.name))


@when_drawn
def touch_product(name: str) -> None:
    """A picture whose sizes are there comes onto its product's page."""
    rows = ReviewPicture.objects.filter(shown=name)
    touch("product", list(rows.values_list("review__product", flat=True)))


def hide_pictures(review: Review) -> None:
    """Take a review's pictures away from where everybody may fetch them."""
    for row in review.pictures.exclude(shown=""):
        hide_picture(row)
        row.save(update_fields=["shown"])


def hide_picture(row: ReviewPicture) -> None:
    if name := row.shown.name:
        forget(default_storage, [name, *variant_names(name)])
    row.shown = ""


def forget(storage: Storage, names: Iterable[str]) -> None:
    """Delete stored files once what no longer names them is committed."""
    names = list(names)

    def delete() -> None:
        for name in names:
            if storage.exists(name):
                storage.delete(name)

    transaction.on_commit(delete, robust=True)
