"""What is typed and what is written meet: marks, letters and what nobody sees are folded away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.frame.folding import as_code, cleaned, fold, spelled


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Gốm ĐÔNG", "gom dong"),
        ("đường Đội Cấn", "duong doi can"),
        ("Nguyễn Thị Thưởng", "nguyen thi thuong"),
        ("ne\u0301t ve\u0303", "net ve"),  # marks that stand apart
        ("bát\u200btràng", "battrang"),  # a zero-width space of copied text
        ("tre\u00adnứa", "trenua"),  # a soft hyphen
        ("\u200flụa\u200e", "lua"),  # marks of direction
        ("STRASSE 12", "strasse 12"),
        ("ガラス 1,5 l", "カラス 1,5 l"),
        ("", ""),
    ],
)
def test_text_is_folded(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once_and_case_never_counts(text):
    assert fold(fold(text)) == fold(text)
    assert fold(text.lower()) == fold(text)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("\u200b Hoàn\u00a0 Kiếm\u200f ", "Hoàn Kiếm"),
        ("Ho\u0061\u0300n", "Hoàn"),
        ("Ｈà\u3000Nội", "Hà Nội"),
        ("a\x00b\tc", "ab c"),
        ("Ea H’leo – Cư M`gar", "Ea H'leo - Cư M'gar"),
    ],
)
def test_what_nobody_sees_is_left_out(text, clean):
    assert cleaned(text) == clean


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Hoà Bình", "hòa  bình", True),
        ("Thuỷ", "THỦY", True),
        ("Nguyễn Uý", "Nguyễn Úy", True),
        ("Văn Lang", "Văn Lăng", False),
        ("Sơn Hà", "Sơn Hạ", False),
        ("Đan", "Dan", False),
    ],
)
def test_tones_may_stand_in_either_place(one, other, is_same):
    assert (spelled(one) == spelled(other)) is is_same


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (" ocop 20. ", "OCOP20"),
        ("d00202", "D00202"),
        ("D00202.", "D00202"),
        ("\u202dD00202\u202c", "D00202"),
        ("Ｄ００２０２", "D00202"),
        ("tết-2026;", "TẾT-2026"),
    ],
)
def test_a_code_is_read_as_it_is_kept(typed, code):
    assert as_code(typed) == code


@given(st.text(max_size=40))
def test_cleaning_and_codes_change_nothing_the_second_time(text):
    assert cleaned(cleaned(text)) == cleaned(text)
    assert as_code(as_code(text)) == as_code(text)
