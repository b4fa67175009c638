"""What comes with a product's row is written down as its page shows it."""

import datetime

import pytest
from django.utils.translation import override

from catalogue.shop.product_page import read_product
from marketplace.files.models import WaitingPicture
from marketplace.reviews.page import moment, object_of, reviews_of_page
from marketplace.reviews.pictures import set_pictures, show_pictures
from marketplace.reviews.reading import answer_review
from tests.marketplace.reviews.said import bought, picture, reviewed, write

pytestmark = pytest.mark.django_db


def test_nothing_is_told_of_a_product_that_nobody_reviewed(product):
    assert reviews_of_page(read_product(product.pk)) == (None, [], [])


def test_sums_the_most_helpful_reviews_and_pictures_come_with_the_row(
    product, owner, buyer, django_assert_num_queries
):
    write(bought(product, owner, buyer), 4, "Chắc tay.", aspects={"packing": 3})
    best = reviewed(product, 5, "Tuyệt.", helpful=7)
    for _ in range(3):
        reviewed(product, 1, "Ẩn.", state="refused")
    reviewed(product, 5, "", helpful=9)
    set_pictures(best, [picture(), picture()], [])
    show_pictures(best)
    answer_review(review=best, text="Cảm ơn.", by=owner)
    assert reviews_of_page(read_product(product.pk)).pictures == []  # not drawn yet
    WaitingPicture.objects.all().delete()
    with django_assert_num_queries(1):
        told = reviews_of_page(read_product(product.pk))
    assert (told.sums.total, told.sums.aspects) == (3, [("Đóng gói", "3,0")])
    assert [(row.name, row.text, row.is_verified, row.answer) for row in told.rows] == [
        ("Lan", "Tuyệt.", False, "Cảm ơn."),
        ("Lan", "Chắc tay.", True, ""),
    ]
    assert told.rows[0].pictures == told.pictures and len(told.pictures) == 2
    assert told.rows[0].day == best.at and told.rows[0].language == ""
    with override("en"):
        assert reviews_of_page(read_product(product.pk)).rows[0].language == "vi"


def test_what_databases_write_into_json_is_read():
    assert object_of('{"taste": [4, 1]}') == object_of({"taste": [4, 1]}) == {"taste": [4, 1]}
    at = datetime.datetime(2026, 5, 2, 9, 30, tzinfo=datetime.UTC)
    assert moment("2026-05-02 09:30:00") == moment("2026-05-02T09:30:00+00:00") == at
