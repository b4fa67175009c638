"""Check digits of GS1 keys: what they weigh, and what has none."""

import pytest

from catalogue.origin.gs1.check_digits import check_digit, is_checked


@pytest.mark.parametrize(
    ("digits", "digit"), [("0893500121234", "8"), ("629104150021", "3"), ("0", "0"), ("1", "7")]
)
def test_check_digit_weighs_from_the_right(digits, digit):
    assert check_digit(digits) == digit
    assert is_checked(digits + digit)
    assert not is_checked(digits + str((int(digit) + 1) % 10))


@pytest.mark.parametrize("text", ["", "0", "x0", "१७", "12 3"])
def test_what_is_no_number_has_no_check_digit(text):
    assert not is_checked(text)


def test_letters_are_refused():
    with pytest.raises(ValueError, match="12x"):
        check_digit("12x")
