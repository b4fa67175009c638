"""Codes of the post, by UPU S10."""

import pytest

from marketplace.shipping.carriers.vnpost import check_digit, is_s10


@pytest.mark.parametrize(
    "code",
    ["RR473124829GB", "EE471108151FR", "RB123456785GB", "EB000717595HK", "EE 473 124 829 VN"],
)
def test_identifiers_that_the_standard_and_its_users_print_are_right(code):
    assert is_s10(code)


@pytest.mark.parametrize(
    "code", ["RR473124828GB", "EB000717594HK", "VN7", "", "RR47312482GB", "R1473124829GB"]
)
def test_a_slip_of_a_digit_or_another_form_is_seen(code):
    assert not is_s10(code)


def test_remainders_of_ten_and_eleven_have_digits_of_their_own():
    assert (check_digit("96633102"), check_digit("00071759")) == (0, 5)
