"""What a producer fills in of a product: bounds of prices and stock, words, the reach."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from marketplace.sell.forms import MOST_DONG, NewProductForm, PriceForm, StockForm, TextsForm

NEW = {
    "title_vi": "Bình gốm",
    "summary_vi": "Một câu",
    "ocop_set": 21,
    "price": 150_000,
    "stock": 3,
    "weight_g": 800,
}


def errors_of(form) -> dict[str, list[str]]:
    with translation.override("en"):
        return {name: [str(one) for one in said] for name, said in form.errors.items()}


@pytest.mark.parametrize(
    ("price", "said"),
    [
        (999, ["Ensure this value is greater than or equal to 1000."]),
        (1_000, None),
        (MOST_DONG, None),
        (MOST_DONG + 1, [f"Ensure this value is less than or equal to {MOST_DONG}."]),
        ("", ["This field is required."]),
        ("12,5", ["Write a whole number, such as 1.250.000."]),
    ],
)
def test_a_price_is_from_a_thousand_dong_to_what_a_record_holds(price, said):
    assert errors_of(PriceForm({"price": price, "key": uuid4()})).get("price") == said
    assert MOST_DONG == 9_999_999_999


@pytest.mark.parametrize(
    ("count", "fits"), [(-1, False), (0, True), (1_000_000, True), (1_000_001, False)]
)
def test_a_stock_is_from_none_to_a_million(count, fits):
    answer = {"count": count, "seen": 3, "way": "counted", "key": uuid4()}
    assert StockForm(answer).is_valid() is fits


@pytest.mark.parametrize("field", ["title_vi", "summary_vi"])
def test_only_vietnamese_is_needed(field):
    words = {"title_vi": "Bình gốm", "summary_vi": "Một câu"}
    assert errors_of(TextsForm(words)) == {}
    assert errors_of(TextsForm(words | {field: " "})) == {field: ["This field is required."]}


@pytest.mark.parametrize(("length", "fits"), [(255, True), (256, False)])
def test_a_title_has_255_letters_at_most(length, fits):
    assert TextsForm({"title_vi": "ố" * length, "summary_vi": "x"}).is_valid() is fits


def test_what_is_no_picture_is_refused_beside_its_field():
    file = SimpleUploadedFile("a.png", b"<svg/>")
    form = TextsForm({"title_vi": "x", "summary_vi": "y"}, {"picture": file})
    assert list(errors_of(form)) == ["picture"]


@pytest.mark.django_db
def test_a_new_product_is_handed_on_as_plain_values():
    form = NewProductForm(NEW)
    assert errors_of(form) == {}
    assert form.content() == {
        "title_vi": "Bình gốm",
        "summary_vi": "Một câu",
        "story_vi": "",
        "unit_vi": "",
        "title_en": "",
        "summary_en": "",
        "story_en": "",
        "title_ind": "",
        "summary_ind": "",
        "ocop_set": 21,
        "price": 150_000,
        "stock": 3,
        "weight_g": 800,
        "made_to_order": False,
        "delivery_reach": 3,
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"ocop_set": 27}, ["ocop_set"]),
        ({"delivery_reach": "1"}, []),
        ({"delivery_reach": "4"}, ["delivery_reach"]),
        ({"weight_g": -1}, ["weight_g"]),
        ({"weight_g": 1_000_001}, ["weight_g"]),
        ({"price": 0, "stock": -1}, ["price", "stock"]),
    ],
)
def test_each_mistake_is_told_by_its_field(changes, wrong):
    assert list(errors_of(NewProductForm(NEW | changes))) == wrong
