"""Facts in a table are read as the form reads them, and written so that they come back the same."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from marketplace.listings.content import named_words
from marketplace.listings.imports.facts import cells_of, read_cell, read_facts
from marketplace.listings.imports.known import Known
from tests import factories

pytestmark = pytest.mark.django_db
TOLD = {
    "material": ["shell", "lacquer"],
    "height": "12.5",
    "net_volume": "1500",
    "contents": {"vi": "1 ấm", "en": "1 teapot"},
    "food_safety": {"vi": "12/2026"},
}


@pytest.fixture
def words():
    return Known(factories.make_producer()).words


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Men ngọc; Men rạn", ["crackle", "celadon"]),
        ("men rạn, celadon", ["crackle", "celadon"]),
        ("Crackle glaze", ["crackle"]),
        ("glasir retak\nSeladon", ["crackle", "celadon"]),
    ],
)
def test_words_are_known_by_their_names_in_any_language(words, text, codes):
    assert read_cell("fact_glaze", text, words) == codes


def test_a_name_with_a_comma_is_one_word(words):
    assert read_cell("fact_material", "Vỏ trai, vỏ ốc", words) == ["shell"]
    assert read_cell("fact_material", "Sơn ta; Vỏ trai, vỏ ốc", words) == ["shell", "lacquer"]


def test_a_word_that_is_not_there_is_refused_in_words(words):
    with override("en"), pytest.raises(ValidationError) as refusal:
        read_cell("fact_glaze", "Men ngọc; Men hồng", words)
    assert refusal.value.messages == [
        "“Men hồng” is none of the words to choose from: they stand in the template."
    ]


def test_an_empty_cell_leaves_what_is_told_and_a_dash_takes_it_away(words):
    cells = {"fact_height": "-", "fact_contents_en": "–", "fact_width": "3", "fact_material": ""}
    assert read_facts(cells, TOLD, words) == (
        {
            "material": ["shell", "lacquer"],
            "width": "3",
            "net_volume": "1500",
            "contents": {"vi": "1 ấm"},
            "food_safety": {"vi": "12/2026"},
        },
        [],
    )


def test_what_is_wrong_is_said_by_column_and_changes_nothing(words):
    with override("en"):
        facts, problems = read_facts({"fact_height": "tall"}, {"height": "9"}, words)
    assert facts == {"height": "9"}
    assert problems == [("fact_height", "Write a number, such as 12,5.")]


@pytest.mark.parametrize("language", ["vi", "en", "id"])
def test_what_a_table_tells_reads_as_nothing_changed(words, language):
    with override(language):
        cells = {name: str(value) for name, value in cells_of(TOLD, named_words()).items()}
    assert cells["fact_height"] == "12.5" and cells["fact_net_volume"] == "1500"
    assert read_facts(cells, {}, words) == (TOLD, [])
