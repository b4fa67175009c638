"""Texts of several scripts are set in the fonts that have them."""

import pytest

from catalogue.origin.labels.lettering import DRAWN, pieces, runs, width_of
from catalogue.origin.labels.sheets import REGULAR, register_fonts, wrap


@pytest.fixture(autouse=True)
def fonts():
    register_fonts()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Gốm", [(REGULAR, "Gốm")]),
        ("Gốm 王", [(REGULAR, "Gốm "), ("wqy-microhei", "王")]),
        ("ส a", [("NotoSansThai[wght]", "ส"), (REGULAR, " a")]),
        ("a䶮𠮷", [(REGULAR, "a"), (DRAWN, "䶮𠮷")]),
        ("𝓛𝓪𝓷", [(REGULAR, "Lan")]),
        ("𓀀", [("wqy-microhei", "□")]),
        ("Gốm\nBát", [(REGULAR, "Gốm Bát")]),
        ("a\u200d\u200cb", [(REGULAR, "ab")]),
        ("\u200d", []),
        ("", []),
    ],
)
def test_a_text_is_parted_by_the_fonts_that_have_it(text, parts):
    assert runs(text, REGULAR) == parts


def test_a_text_is_as_wide_as_its_parts():
    whole = width_of("Gốm 王", REGULAR, 10)
    assert whole == pytest.approx(width_of("Gốm ", REGULAR, 10) + width_of("王", REGULAR, 10))


def test_drawn_signs_are_as_wide_as_they_are_high():
    assert width_of("䶮𠮷", REGULAR, 10) == 20


def test_lines_end_between_words_and_between_han():
    assert list(pieces("Gốm 王小 a")) == [("", "Gốm"), (" ", "王"), ("", "小"), (" ", "a")]
    lines = wrap("北京市朝阳区建国门外", REGULAR, 10, 45, 3)
    assert ("".join(lines), len(lines)) == ("北京市朝阳区建国门外", 3)
