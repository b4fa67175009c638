"""A review and its product's sums in words: bars add up, a mean has one digit."""

import pytest

from marketplace.reviews.models import AspectScore, ReviewSums
from marketplace.reviews.reading import shown_reviews
from marketplace.reviews.shown import (
    Bar,
    mean_text,
    other_language,
    pictures_of,
    shown_review,
    sums_in_words,
    told_sums,
)
from tests.marketplace.reviews.said import bought, reviewed, write


def test_bars_stand_from_five_to_one_with_their_share():
    sums = sums_in_words([1, 0, 0, 1, 2], {"packing": [9, 2]}, 1)
    assert (sums.total, sums.mean, sums.said) == (4, "3,8", "4 đánh giá")
    assert sums.bars == [Bar(5, 2, 50), Bar(4, 1, 25), Bar(3, 0, 0), Bar(2, 0, 0), Bar(1, 1, 25)]
    assert (sums.aspects, sums.with_pictures) == ([("Đóng gói", "4,5")], 1)
    assert sums_in_words([0] * 5, {}, 0) is None
    assert mean_text(4) == "4,0"


def test_a_picture_says_whose_it_is():
    (picture,) = pictures_of(["reviews/3f.jpg"], name="", title="Ấm")
    assert picture.alt == "Ấm trong ảnh của một người mua, ảnh 1"
    assert picture.url.endswith("3f.w1200.webp") and picture.small_url.endswith("3f.w320.webp")


@pytest.mark.django_db
def test_a_review_tells_its_sale_its_name_and_its_aspects(product, owner):
    AspectScore.objects.create(review=reviewed(product), aspect="packing", score=2)
    write(bought(product, owner))
    guest, old = (shown_review(each, "Ấm") for each in shown_reviews().order_by("-pk"))
    assert (old.name, old.is_verified, old.aspects) == ("Lan", False, [("Đóng gói", 2)])
    assert (guest.name, guest.is_verified, guest.is_changed) == ("Một người mua", True, False)
    assert told_sums(ReviewSums.objects.get(), product).total == 2
    assert told_sums(None, product) is None
    assert (other_language("vi"), other_language("id")) == ("", "id")
