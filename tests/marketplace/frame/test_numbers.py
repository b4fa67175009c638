"""Numbers as people write them: one table of examples for the server and the browser."""

import json
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from marketplace.frame import numbers
from marketplace.frame.numbers import LONGEST, NotANumber, Unclear, grouped

EXAMPLES = json.loads((Path(__file__).parents[2] / "data" / "numbers.json").read_text())
READERS = {
    "dong": numbers.read_dong,
    "count": numbers.read_count,
    "gram": numbers.read_grams,
}


def read(text: str, kind: str) -> int | list[int] | None:
    try:
        return READERS[kind](text)
    except Unclear as doubt:
        return list(doubt.readings)
    except NotANumber:
        return None


@pytest.mark.parametrize(
    ("kind", "text", "number"),
    [(kind, text, number) for kind, rows in EXAMPLES.items() for text, number in rows],
)
def test_a_number_is_read_as_people_write_it(kind, text, number):
    assert read(text, kind) == number


@given(st.integers(min_value=-(10**15), max_value=10**15), st.sampled_from(["vi", "en", "id"]))
def test_what_the_market_writes_it_reads(number, language):
    with translation.override(language):
        assert numbers.read_dong(grouped(number)) == number
        assert numbers.read_count(grouped(number)) == number
        assert numbers.read_grams(f"{grouped(number)} g") == number


@given(st.text(max_size=70), st.sampled_from(sorted(READERS)))
def test_any_text_is_a_number_or_none(text, kind):
    found = read(text, kind)
    assert found is None or isinstance(found, int | list)


@pytest.mark.parametrize(("digits", "is_read"), [(LONGEST, True), (LONGEST + 1, False)])
def test_a_text_longer_than_a_line_is_no_number(digits, is_read):
    assert (read("9" * digits, "dong") is not None) is is_read


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("87,5", "87.5"),
        ("87.5", "87.5"),
        ("87", "87"),
        (" 12,25 % ", "12.25"),
        ("１２", "12"),
        ("-1", "-1"),
    ],
)
def test_marks_have_a_point_or_a_comma(text, share):
    assert str(numbers.read_share(text)) == share


@pytest.mark.parametrize("text", ["", "a", "1.000,5", "--1", "NaN", "1e3", "1,2,3"])
def test_what_is_no_share_is_refused(text):
    with pytest.raises(NotANumber):
        numbers.read_share(text)
