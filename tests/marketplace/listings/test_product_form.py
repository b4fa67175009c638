"""What is said of a product: what is needed, bounds of numbers, no look-alike of a picture."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from marketplace.listings.product_form import MOST_DONG, NewProductForm, TextsForm

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


@pytest.mark.parametrize("field", ["title_vi", "summary_vi"])
def test_only_vietnamese_is_needed(field):
    words = {"title_vi": "Bình gốm", "summary_vi": "Một câu"}
    assert errors_of(TextsForm(words)) == {}
    assert errors_of(TextsForm(words | {field: " "})) == {field: ["This field is required."]}


@pytest.mark.parametrize(
    ("kind", "most"), [("title", 255), ("summary", 255), ("story", 6000), ("unit_vi", 40)]
)
def test_words_have_so_many_letters_at_most(kind, most):
    said = {"title_vi": "x", "summary_vi": "x"}
    for name in (name for name in TextsForm.base_fields if name.startswith(kind)):
        assert errors_of(TextsForm(said | {name: "ố" * most})) == {}
        assert list(errors_of(TextsForm(said | {name: "ố" * (most + 1)}))) == [name]


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
        ({"price": 999, "stock": -1}, ["price", "stock"]),
        ({"price": MOST_DONG + 1, "stock": 1_000_001}, ["price", "stock"]),
        ({"price": 1000, "stock": 0, "weight_g": 0}, []),
        ({"price": MOST_DONG, "stock": 1_000_000, "weight_g": 1_000_000}, []),
    ],
)
def test_each_mistake_is_told_by_its_field(changes, wrong):
    assert list(errors_of(NewProductForm(NEW | changes))) == wrong


def test_a_new_product_begins_with_none_of_unknown_weight_sent_anywhere():
    empty = NewProductForm()
    assert [empty[name].initial for name in ("stock", "weight_g", "delivery_reach")] == [0, 0, 3]
