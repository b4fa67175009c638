"""Facts as fields: those that a set is asked for, read and refused in words."""

import pytest
from django.utils.translation import override

from catalogue.facts.kinds import FACTS
from marketplace.listings.facts_form import FactsForm, as_fields, as_values, names_of

pytestmark = pytest.mark.django_db
TOLD = {
    "glaze": ["celadon"],
    "height": "12.5",
    "contents": {"vi": "1 ấm", "en": "1 teapot"},
    "food_safety": {"vi": "12/2026"},
}


def form_of(number: int, **data) -> FactsForm:
    with override("en"):
        return FactsForm(
            {f"fact_{name}": value for name, value in data.items()}, number=number, told={}
        )


def errors_of(number: int, **data) -> dict[str, list[str]]:
    with override("en"):
        return {
            name: list(map(str, errors)) for name, errors in form_of(number, **data).errors.items()
        }


def test_a_form_asks_what_its_set_is_asked_and_marks_what_the_law_asks():
    form = form_of(14)
    assert {"fact_net_volume", "fact_alcohol", "fact_storage_vi"} <= set(form.fields)
    assert "fact_glaze" not in form.fields
    assert [form.is_by_law(name) for name in ("fact_alcohol", "fact_storage_vi")] == [True, False]
    assert form.has_other_languages and not form.others_refused
    assert "fact_storage_en" in form.others


def test_a_long_list_of_words_is_folded_and_a_short_one_is_not():
    form = form_of(21)
    names = ("fact_material", "fact_glaze", "fact_height")
    assert [form.is_long(name) for name in names] == [True, False, False]


def test_what_is_told_already_stays_in_the_form_of_another_set():
    with override("vi"):
        form = FactsForm(None, number=11, told=TOLD)
    assert form["fact_glaze"].value() == ["celadon"]
    assert ("celadon", "Men ngọc") in form.fields["fact_glaze"].choices
    assert 'value="12,5"' in str(form["fact_height"])


def test_what_is_written_is_read_as_facts():
    form = form_of(
        21,
        height="0,4 m",
        glaze=["celadon", "crackle"],
        contents_vi=" 1 ấm ",
        contents_en="1 teapot",
        width="",
    )
    assert form.is_valid()
    assert form.content() == {
        "glaze": ["celadon", "crackle"],
        "height": "40",
        "contents": {"vi": "1 ấm", "en": "1 teapot"},
    }


@pytest.mark.parametrize(
    ("number", "name", "value", "sentence"),
    [
        (21, "height", "tall", "Write a number, such as 12,5."),
        (21, "height", "0", "More than nothing, please."),
        (21, "height", "21 m", "At most 2000, please."),
        (21, "height", "1" + "0" * 29, "At most 2000, please."),
        (21, "height", "20 m", None),
        (14, "alcohol", "97", "At most 96, please."),
        (11, "shelf_life", "1,5", "Write a number, such as 12,5."),
        (11, "net_weight", "1.250 kg", "Do you mean 1,250,000 or 1250? Write it without points."),
        (11, "allergens", ["none", "milk"], "Choose “none of these” or some, not both."),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(number, name, value, sentence):
    said = {f"fact_{name}": [sentence]} if sentence else {}
    assert errors_of(number, **{name: value}) == said


def test_facts_and_fields_are_the_same_told_twice():
    assert as_values(as_fields(TOLD)) == TOLD
    assert as_values(as_fields({"aura": "9"})) == {}
    assert len({name for fact in FACTS for name in names_of(fact)}) > len(FACTS)


def test_days_are_whole_ones():
    assert "fact_shelf_life" not in errors_of(11, shelf_life="30 ngày")
    assert errors_of(11, shelf_life="2,5 ngày")["fact_shelf_life"] == [
        "Write a number, such as 12,5."
    ]
