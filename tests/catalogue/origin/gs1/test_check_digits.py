"""Numbers of restricted circulation, at the edges of each range."""

import pytest

from catalogue.origin.gs1.check_digits import check_digit, is_checked, is_restricted


@pytest.mark.parametrize(
    ("prefix", "restricted"),
    [
        ("019", False),
        ("020", True),
        ("029", True),
        ("030", False),
        ("039", False),
        ("040", True),
        ("049", True),
        ("050", False),
        ("199", False),
        ("200", True),
        ("299", True),
        ("300", False),
    ],
)
def test_prefixes_of_restricted_circulation(prefix, restricted):
    assert is_restricted(f"0{prefix}0012345670"[:14]) is restricted
    assert is_restricted(f"9{prefix}0012345670"[:14]) is restricted


@pytest.mark.parametrize(
    ("first", "restricted"), [("0", True), ("1", False), ("2", True), ("3", False)]
)
def test_gtin_8_is_restricted_by_its_first_digit(first, restricted):
    assert is_restricted(f"000000{first}0012345"[:14]) is restricted


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
