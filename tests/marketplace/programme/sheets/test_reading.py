"""The 26 sheets as they lie in the project: whole, in three languages, read when asked for."""

import subprocess
import sys

import pytest

from marketplace.programme.sheets import reading
from marketplace.programme.sheets.reading import NUMBERS, made_of, read, sheet_of

REASONS_OF = {
    4: [("1.2", "run_together", True), ("7", "over_maximum", True)],
    7: [("1.2", "run_together", True), ("3.1", "unlike_others", True), ("7", "line_lost", True)],
    10: [("1.2", "run_together", True)],
    11: [
        ("1.2", "run_together", True),
        ("6.1", "over_maximum", True),
        ("6.1", "several_in_one", True),
        ("6.2", "several_in_one", True),
    ],
    13: [("6.1", "several_in_one", True), ("6.2", "several_in_one", True)],
    16: [("6", "footnote", True)],
    23: [("6.2", "same_points", False)],
    26: [("8", "two_lists", True), ("9", "two_lists", True), ("15", "two_lists", True)],
}


@pytest.mark.parametrize("number", NUMBERS)
def test_a_sheet_names_what_of_it_was_mended(number):
    rows = [(each.code, each.reason, each.is_certain) for each in sheet_of(number).corrections]
    assert rows == REASONS_OF.get(number, [])


@pytest.mark.parametrize("number", NUMBERS)
def test_a_sheet_is_of_its_number_and_law(number):
    sheet = sheet_of(number)
    assert (sheet.number, sheet.law, len(sheet.digest)) == (number, "26/2026/QĐ-TTg", 64)


@pytest.mark.parametrize("number", [0, 27])
def test_there_are_no_others(number):
    with pytest.raises(KeyError):
        sheet_of(number)


def test_every_text_is_used_and_every_line_has_one():
    texts, keys = set(), set()
    for number in NUMBERS:
        for line in read(f"{number:02}")["criteria"]:
            keys.add(line["key"])
            lists = [line.get("options", []), *line.get("variants", {}).values()]
            texts |= {row["text"] for rows in lists for row in rows}
    assert texts == set(read("options"))
    assert keys == set(read("criteria"))


def test_texts_of_options_differ_within_a_line_in_each_language():
    for number in NUMBERS:
        sheet = sheet_of(number)
        for line in sheet.choices:
            for variant in sheet.variants or [""]:
                options = sheet.options_of(line, variant)
                for language in ("vi", "en", "id"):
                    words = [option.words[language] for option in options]
                    assert len(set(words)) == len(words), (number, line.code, language)


def test_another_word_or_figure_is_another_version():
    table = read("21")
    before = made_of(table).digest
    assert before == sheet_of(21).digest
    table["criteria"][1]["options"][0]["text"] = "small_for_your_area"
    words = made_of(table).digest
    table = read("21")
    table["doubts"] = []
    assert len({before, words, made_of(table).digest}) == 3


def test_a_start_of_the_market_reads_no_sheet():
    """They are 360 kB that most processes never need."""
    code = (
        "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'marketplace.settings';"
        "django.setup(); import marketplace.urls;"
        "from marketplace.programme.sheets import reading;"
        "print(reading.sheet_of.cache_info().currsize, reading.words_of.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split()[-2:] == ["0", "0"]


def test_a_sheet_is_read_once():
    assert sheet_of(3) is sheet_of(3)
    assert reading.words_of("options") is reading.words_of("options")
