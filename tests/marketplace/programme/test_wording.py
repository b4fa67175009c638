"""Words around the sheets: none is missing for what the data names."""

from django.utils import translation

from marketplace.programme import wording
from marketplace.programme.assessing import FACTS
from marketplace.programme.sheets.reading import NUMBERS, sheet_of
from marketplace.programme.sheets.sheet import PARTS


def test_whatever_the_sheets_name_has_words():
    sheets = [sheet_of(number) for number in NUMBERS]
    named = {
        "CORRECTIONS": {each.reason for sheet in sheets for each in sheet.corrections},
        "DOUBTS": {each.reason for sheet in sheets for each in sheet.doubts},
        "VARIANTS": {name for sheet in sheets for name in sheet.variants},
        "FACTS_ASKED": {line.applies_if for sheet in sheets for line in sheet} - {""},
        "PARTS": set(PARTS),
    }
    assert {name: set(getattr(wording, name)) for name in named} == named
    assert set(FACTS) == named["FACTS_ASKED"]


def test_a_text_is_said_in_the_reader_s_language():
    words = sheet_of(21).find("3.5").words
    for language in ("vi", "en", "id"):
        with translation.override(language):
            assert wording.said(words) == words[language]
    with translation.override(None):
        assert wording.said(words) == words["vi"]
    assert len(set(words.values())) == 3
