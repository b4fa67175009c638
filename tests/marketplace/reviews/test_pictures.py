"""Pictures of a review lie where everybody may fetch them only while it is public."""

import pytest
from django.core.files.storage import default_storage

from catalogue.search.models import Waiting
from marketplace.files.models import WaitingPicture
from marketplace.files.sizes import draw_sizes, variant_names
from marketplace.files.storage import private_storage
from marketplace.reviews.pictures import (
    forget,
    hide_picture,
    hide_pictures,
    set_pictures,
    show_pictures,
    touch_product,
)
from marketplace.reviews.refusals import TooManyPictures
from tests.marketplace.reviews.said import bought, picture, reviewed, write

pytestmark = pytest.mark.django_db


def test_a_public_review_shows_copies_and_a_hidden_one_takes_them_away(
    product, django_capture_on_commit_callbacks
):
    review = reviewed(product)
    set_pictures(review, [picture(), picture(9)], [])
    show_pictures(review)
    names = [row.shown.name for row in review.pictures.all()]
    assert len(names) == WaitingPicture.objects.filter(name__in=names).count() == 2
    assert all(default_storage.exists(name) for name in names)
    Waiting.objects.all().delete()
    draw_sizes.func(names[0])
    assert Waiting.objects.filter(kind="product", object_pk=product.pk).exists()
    sizes = variant_names(names[0])
    assert all(default_storage.exists(name) for name in sizes)
    show_pictures(review)  # again: nothing more is copied
    assert [row.shown.name for row in review.pictures.all()] == names
    with django_capture_on_commit_callbacks(execute=True):
        hide_pictures(review)
    assert [row.shown.name for row in review.pictures.all()] == ["", ""]
    assert not any(default_storage.exists(name) for name in [*names, *sizes])
    assert all(private_storage().exists(row.kept.name) for row in review.pictures.all())


@pytest.mark.parametrize(("more", "fits"), [(2, True), (3, False)])
def test_a_review_has_four_pictures_at_most(product, more, fits):
    review = reviewed(product)
    set_pictures(review, [picture(), picture()], [])
    if fits:
        set_pictures(review, [picture()] * more, [])
        assert [row.place for row in review.pictures.all()] == [1, 2, 3, 4]
        return
    with pytest.raises(TooManyPictures, match="Nhiều nhất 4 ảnh"):
        set_pictures(review, [picture()] * more, [])


def test_one_taken_away_makes_room_and_another_review_s_is_left_alone(
    product, django_capture_on_commit_callbacks
):
    review, other = reviewed(product), reviewed(product)
    set_pictures(review, [picture()] * 4, [])
    set_pictures(other, [picture()], [])
    gone, kept = review.pictures.first(), other.pictures.get()
    with django_capture_on_commit_callbacks(execute=True):
        set_pictures(review, [picture()], [gone.pk, kept.pk])
    assert [row.place for row in review.pictures.all()] == [2, 3, 4, 5]
    assert not private_storage().exists(gone.kept.name)
    assert other.pictures.get() == kept


def test_a_picture_that_never_showed_hides_without_a_file(
    product, owner, buyer, django_capture_on_commit_callbacks
):
    review = write(bought(product, owner, buyer), pictures=[picture()])
    row = review.pictures.get()
    row.shown = ""
    hide_picture(row)
    assert row.shown.name == ""
    with django_capture_on_commit_callbacks(execute=True):
        forget(default_storage, ["reviews/none.jpg"])
    touch_product("reviews/none.jpg")
