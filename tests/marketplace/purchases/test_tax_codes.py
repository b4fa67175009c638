"""Vietnamese tax codes: the check digit, branches, personal numbers."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.purchases.tax_codes import WEIGHTS, read_tax_code


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


@given(st.text("0123456789", min_size=9, max_size=9))
def test_one_tenth_digit_at_most_fits_nine(nine):
    """The check is a remainder of eleven: where it would be ten or none, no code exists."""
    check = 10 - sum(int(d) * w for d, w in zip(nine, WEIGHTS, strict=True)) % 11
    for digit in range(10):
        if digit == check:
            assert read_tax_code(f"{nine}{digit}") == f"{nine}{digit}"
        else:
            with pytest.raises(ValueError, match=nine):
                read_tax_code(f"{nine}{digit}")


@pytest.mark.parametrize(
    "text", ["0300588569-0001", "0300588569--001", "00109901234", "0010990124450", "0300588569-"]
)
def test_one_digit_more_or_less_is_no_code(text):
    with pytest.raises(ValueError, match=text):
        read_tax_code(text)
