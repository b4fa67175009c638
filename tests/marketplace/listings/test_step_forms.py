"""The steps' forms ask what the page with all fields asks, a few at a time."""

import pytest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import override

from marketplace.listings.drafts import MOST_PICTURES
from marketplace.listings.product_form import NewProductForm
from marketplace.listings.step_forms import (
    AddPicturesForm,
    KindForm,
    NameForm,
    PictureForm,
    PriceStepForm,
    StoryForm,
    missing_text,
)
from tests.marketplace.sell.test_views_of_products import picture

pytestmark = pytest.mark.django_db
PARTS = (NameForm, KindForm, PriceStepForm, StoryForm)


def test_the_steps_ask_together_what_the_one_page_asks():
    asked = [name for form in PARTS for name in form().fields]
    assert sorted(asked) == sorted(set(NewProductForm.base_fields) - {"picture"})


def test_what_is_needed_is_needed_only_to_go_on():
    with override("en"):
        assert NameForm({"title_vi": "Ấm"}).errors == {"summary_vi": ["This field is required."]}
        assert NameForm({"title_vi": "Ấm"}, goes_on=False).is_valid()


def test_a_step_gives_what_a_proposal_holds():
    kind = KindForm({"ocop_set": "21"})
    assert kind.is_valid() and kind.content() == {"ocop_set": 21}
    price = PriceStepForm({"price": "90k", "stock": "", "weight_g": "1,2 kg"}, goes_on=False)
    assert price.is_valid()
    assert price.content() == {
        "price": 90_000,
        "weight_g": 1200,
        "made_to_order": False,
        "delivery_reach": 3,
    }


def test_texts_that_other_languages_lack_are_counted():
    with override("en"):
        assert NameForm(initial={"title_en": "Pot"}).lacks_text == "3 texts are missing"
        assert missing_text(1) == "1 text is missing"
        whole = dict.fromkeys(NameForm.OTHERS, "x")
        assert NameForm(initial=whole).lacks_text == ""
    long = NameForm({"title_vi": "a", "summary_vi": "b", "title_en": "x" * 256})
    assert long.others_refused and not NameForm({"title_vi": ""}).others_refused


def test_pictures_are_counted_with_those_that_are_there():
    def errors_of(there: int, new: int) -> dict:
        files = MultiValueDict({"pictures": [picture() for _n in range(new)]})
        with override("en"):
            errors = AddPicturesForm({}, files, there=there).errors
            return {name: list(map(str, each)) for name, each in errors.items()}

    assert errors_of(MOST_PICTURES - 2, 2) == {}
    assert errors_of(MOST_PICTURES - 2, 3) == {"pictures": ["At most 8 pictures, please."]}


def test_a_caption_is_as_long_as_its_column():
    assert PictureForm({"caption": "ố" * 200}).is_valid()
    assert list(PictureForm({"caption": "ố" * 201}).errors) == ["caption"]
