"""Vietnamese tax codes: the check digit, branches, personal numbers."""

import re

import pytest

from marketplace.purchases.tax_codes import read_tax_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0300588569", "0300588569"),
        (" 0100109106 ", "0100109106"),
        ("0101.248.141", "0101248141"),
        ("0300588569-001", "0300588569-001"),
        ("0300588569001", "0300588569-001"),
        ("001099012345", "001099012345"),
    ],
)
def test_codes_as_people_write_them(text, code):
    assert read_tax_code(text) == code


@pytest.mark.parametrize(
    "text",
    [" ", "0300588568", "0300588596", "030058856", "0300588569-01", "03005885690", "abc", "٠" * 12],
)
def test_what_is_no_code(text):
    with pytest.raises(ValueError, match=re.escape(text)):
        read_tax_code(text)
