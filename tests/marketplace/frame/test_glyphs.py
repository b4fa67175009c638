"""What of a text is a sign, which font has it, and what becomes of one that none has."""

import pytest
from reportlab.pdfbase.ttfonts import TTFont

from marketplace.frame.documents import FONTS
from marketplace.frame.glyphs import (
    cleaned,
    covered_by,
    fallback_files,
    font_of,
    in_texts,
    signs_of,
    writable,
)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Gốm ₫ “x”", "Gốm ₫ “x”"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("a\x00b\x07c\u200bd\u202ee\ufefff", "abcdef"),
        ("a\ud800b", "ab"),
        ("a\u0378b\ufdd0c\ue000d", "a□b□c□d"),
        ("a\tb\rc\u3000d", "a b c d"),
        ("a\nb\u2028c", "a\nb\nc"),
        ("👨\u200d👩", "👨\u200d👩"),
        ("王小明 😀 สมชาย", "王小明 😀 สมชาย"),
        ("❤\ufe0f 葛\U000e0100", "❤ 葛"),
    ],
)
def test_only_what_is_no_sign_goes_and_what_is_not_assigned_is_a_box(text, kept):
    assert cleaned(text) == kept


@pytest.mark.parametrize(
    ("sign", "file"),
    [
        ("王", "wqy-microhei.ttc"),
        ("さ", "wqy-microhei.ttc"),
        ("김", "wqy-microhei.ttc"),
        ("ส", "NotoSansThai[wght].ttf"),
        ("ж", "wqy-microhei.ttc"),
        ("न", "NotoSansDevanagari[wght].ttf"),
        ("😀", "NotoEmoji[wght].ttf"),
        ("䶮", "NotoSansCJK-VF.otf.ttc"),
    ],
)
def test_signs_of_other_scripts_have_a_font(sign, file):
    assert font_of(sign).name == file


def test_a_sign_of_no_font_has_none():
    assert font_of("𓀀") is None


@pytest.mark.parametrize("path", [*sorted(FONTS.glob("*.ttf")), *fallback_files()[:3]])
def test_what_a_font_covers_is_read_as_others_read_it(path):
    face = TTFont("t", str(path)).face
    assert covered_by(path) >= set(face.charToGlyph) - {0xFFFF}


def test_every_syllable_kana_and_thai_sign_is_readable():
    signs = [*range(0xAC00, 0xD7A4), *range(0x3041, 0x3095), *range(0x30A1, 0x30F7)]
    signs += [*range(0xE01, 0xE3B), *range(0xE3F, 0xE5C)]
    assert [chr(sign) for sign in signs if font_of(chr(sign)) is None] == []
    han = [chr(sign) for sign in range(0x4E00, 0x9FA6) if font_of(chr(sign)) is None]
    assert han == []
    rare = [chr(sign) for sign in range(0x3400, 0x4DB6) if font_of(chr(sign)) is None]
    assert rare == []


@pytest.mark.parametrize(
    ("text", "written"),
    [("Lan 王", "Lan 王"), ("𝓛𝓪𝓷", "Lan"), ("𓀀\n", "□\n"), ("a\u200db", "a\u200db")],
)
def test_what_no_font_has_is_written_as_what_it_stands_for(text, written):
    assert writable(text, covered_by(sorted(FONTS.glob("*.ttf"))[0])) == written


def test_texts_are_changed_wherever_they_stand_and_names_are_not():
    values = {"a": ["x", 1, {"x": "x"}], "n": None}
    assert in_texts(values, str.upper) == {"a": ["X", 1, {"x": "X"}], "n": None}
    assert signs_of(values) == {"x"}
