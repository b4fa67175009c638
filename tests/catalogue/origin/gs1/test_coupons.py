"""Coupons of North America: fields behind their lengths, in order, and dates that are days."""

import pytest

from catalogue.origin.gs1.coupons import is_coupon, is_offer

SHORTEST = "012345612345611110123"


@pytest.mark.parametrize(
    "text",
    [
        SHORTEST,
        "106141416543213500110000310123196000",
        "106141411234562891101201212085010048000214025610048000310123191000",
        SHORTEST + "101101239",  # a second purchase of the same maker
        SHORTEST + "101101230123456",  # of another
        SHORTEST + "2110123" + "9",  # a third
        SHORTEST + "511234567",
        SHORTEST + "611234567",
        SHORTEST + "3260131" + "4260131",
        SHORTEST + "9" + "6201",
    ],
)
def test_a_coupon_is_its_fields_with_the_optional_ones_in_order(text):
    assert is_coupon(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        SHORTEST[:-1],
        SHORTEST + "0",
        SHORTEST[:-1] + "x",
        "7" + SHORTEST[1:],
        "012345612345611115123",
        "012345612345601110123",
        SHORTEST + "3260230",
        SHORTEST + "3260130" + "4260131",  # ends before it begins
        SHORTEST + "4260131" + "3260131",  # the other way round
        SHORTEST + "9" + "3201",
        SHORTEST + "810",
    ],
)
def test_a_coupon_cut_off_or_with_more_or_ending_before_it_begins_is_none(text):
    assert not is_coupon(text)


def test_an_offer_is_format_funder_offer_and_serial():
    right = [
        "001234561234560123456",
        "101234561234560123456",
        "061234567890121234569123456789012345",
    ]
    wrong = [
        "",
        "0",
        "201234561234560123456",
        "0712345678901234561234560123456",
        "00123456123456012345",
        "0012345612345601234567",
        "00123456123456012345a",
    ]
    assert [text for text in right if not is_offer(text)] == []
    assert [text for text in wrong if is_offer(text)] == []
