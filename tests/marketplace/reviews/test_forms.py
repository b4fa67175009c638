"""The forms: stars one to five, aspects that may be left out, what is chosen and decided."""

import pytest

from marketplace.reviews.forms import ChooseForm, DecideForm, ReportForm, ReviewForm, stars_asked
from marketplace.reviews.models import Aspect, AspectScore
from marketplace.reviews.reading import Chosen
from marketplace.reviews.writing import Said
from tests.marketplace.reviews.said import reviewed

ASKED = [Aspect.PACKING, Aspect.TASTE]


def form_of(data: dict | None = None, **more) -> ReviewForm:
    return ReviewForm(
        data,
        None if data is None else {},
        aspects=ASKED,
        is_guest=more.pop("is_guest", False),
        **more,
    )


def test_what_is_said_is_given_to_the_service():
    form = form_of({"score": "4", "text": "Ngon", "aspect_taste": "5", "aspect_packing": ""})
    assert form.is_valid()
    assert form.said() == Said(4, "Ngon", {"taste": 5}, [], [], "", False)
    assert [field.label for field in form.aspect_fields()] == ["Đóng gói", "Hương vị"]


@pytest.mark.parametrize("score", ["", "0", "6", "-1", "1.5", "²", "٣", "1e400", "nan", "\x00"])
def test_a_score_is_one_to_five(score):
    for name in ("score", "aspect_packing"):
        form = form_of({"score": "5"} | {name: score})
        assert form.is_valid() == (name != "score" and score == "")
        assert list(form.errors) == ([] if form.is_valid() else [name])


@pytest.mark.parametrize(
    ("asked", "stars"), [("4", 4), ("1", 1), ("0", None), ("6", None), ("x", None), ("", None)]
)
def test_stars_of_an_address_are_chosen_before(asked, stars):
    assert stars_asked(asked) == stars
    assert form_of(stars=asked)["score"].value() == stars


@pytest.mark.django_db
def test_what_was_said_before_stands_in_the_form(product):
    known = reviewed(product, 2, "Vỡ.")
    AspectScore.objects.create(review=known, aspect="packing", score=1)
    form = form_of(known=known, is_guest=True)
    assert [form[name].value() for name in ("score", "text", "aspect_packing")] == [2, "Vỡ.", 1]
    tapped = form_of(known=known, stars="5")
    assert [tapped[name].value() for name in ("score", "text")] == [5, "Vỡ."]
    assert "name" in form.fields and "name" not in form_of().fields


@pytest.mark.parametrize(
    ("query", "chosen"),
    [
        ({}, Chosen()),
        (
            {"stars": "5", "pictures": "on", "language": "en", "sort": "newest"},
            Chosen(5, True, "en", "newest"),
        ),
        ({"stars": "9", "language": "xx", "sort": "zz"}, Chosen()),
        ({"stars": "\x00", "sort": ""}, Chosen()),
    ],
)
def test_what_an_address_chooses(query, chosen):
    assert ChooseForm(query).chosen() == chosen


@pytest.mark.parametrize(
    ("data", "fits"),
    [
        ({"decision": "publish"}, True),
        ({"decision": "refuse", "words": " "}, False),
        ({"decision": "refuse", "words": "Thô"}, True),
        ({}, False),
    ],
)
def test_a_refusal_gives_its_reason(data, fits):
    assert DecideForm(data).is_valid() == fits


def test_a_report_says_what_is_wrong():
    assert ReportForm({"reason": "spam"}).is_valid()
    assert not ReportForm({"reason": "x"}).is_valid()
