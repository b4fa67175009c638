"""What is typed and what is written meet: marks, letters and what nobody sees are folded away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.frame.folding import fold


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
