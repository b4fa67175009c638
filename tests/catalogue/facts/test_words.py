"""Facts are said in the reader's language; where a text is not written in it, that is marked."""

import pytest
from django.utils.translation import override

from catalogue.facts.kinds import BY_CODE
from catalogue.facts.words import Said, say, spoken_in


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("vi", Said("Mát.")),
        ("en", Said("Cool.")),
        ("id", Said("Mát.", "vi")),
    ],
)
def test_a_text_that_is_not_written_in_a_language_is_marked(language, said):
    assert spoken_in({"vi": "Mát.", "en": "Cool."}, language) == said


def test_english_stands_for_all_where_nothing_else_is_written():
    assert [spoken_in({"en": "Cool."}, "vi"), spoken_in({}, "vi")] == [
        Said("Cool.", "en"),
        Said(""),
    ]


def test_each_type_of_fact_is_said():
    names = {"celadon": "Men ngọc", "crackle": "Men rạn"}
    with override("vi"):
        assert say(BY_CODE["glaze"], ["celadon", "crackle"], names) == Said("Men ngọc, men rạn")
        assert say(BY_CODE["height"], "12.5", {}) == Said("12,5 cm")
        assert say(BY_CODE["food_safety"], {"vi": "1/2026"}, {}) == Said("1/2026")
        assert say(BY_CODE["storage"], {"en": "Cool."}, {}) == Said("Cool.", "en")
        assert say(BY_CODE["storage"], {}, {}) == Said("")


def test_names_of_feasts_keep_their_capitals_within_a_sentence():
    names = {"wedding": "Wedding", "mid-autumn": "Mid-Autumn Festival", "tet": "Tết"}
    said = say(BY_CODE["occasion"], ["tet", "mid-autumn", "wedding"], names)
    assert said == Said("Tết, Mid-Autumn Festival, wedding")
