"""GTINs: read as people write them, told from numbers of shops, coupons and examples."""

import pytest

from catalogue.origin.gs1.gtins import Use, is_gtin, is_restricted, is_within, read, shown, use_of

GTIN = "08930001234567"


@pytest.mark.parametrize(
    ("written", "gtin"),
    [
        ("8930001234567", GTIN),
        (GTIN, GTIN),
        ("893 0001 23456 7", GTIN),
        (" 8930001-23456-7. ", GTIN),
        ("8930001\u201323456\u20117", GTIN),  # dashes of a word processor
        ("(01)08930001234567", GTIN),
        ("(01) 8930001234567", GTIN),
        ("８９３０００１２３４５６７", GTIN),
        ("893\u200b0001234567", GTIN),
        ("96385074", "00000096385074"),
        ("036000291452", "00036000291452"),
        ("123", "123"),
        ("89300012345678901", "89300012345678901"),
        ("893000123456x", "893000123456x"),
        ("", ""),
    ],
)
def test_a_gtin_is_read_as_people_write_it(written, gtin):
    assert read(written) == gtin


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (GTIN, True),
        (GTIN[:-1] + "8", False),
        (GTIN[1:], False),
        ("0893000123456x", False),
        ("٠٨٩٣٠٠٠١٢٣٤٥٦٧", False),
        ("", False),
    ],
)
def test_a_gtin_is_kept_as_14_digits_that_agree(text, is_one):
    assert is_gtin(text) is is_one


@pytest.mark.parametrize(
    ("prefix", "use"),
    [
        ("019", None),
        ("020", Use.SHOP),
        ("029", Use.SHOP),
        ("030", None),
        ("039", None),
        ("040", Use.SHOP),
        ("049", Use.SHOP),
        ("050", Use.RESERVED),
        ("059", Use.RESERVED),
        ("060", None),
        ("199", None),
        ("200", Use.SHOP),
        ("299", Use.SHOP),
        ("300", None),
        ("893", None),
        ("951", None),
        ("952", Use.EXAMPLE),
        ("953", None),
        ("977", None),
        ("978", None),
        ("979", None),
        ("980", Use.REFUND),
        ("981", Use.COUPON),
        ("984", Use.COUPON),
        ("985", Use.RESERVED),
        ("989", Use.RESERVED),
        ("990", Use.COUPON),
        ("999", Use.COUPON),
    ],
)
def test_prefixes_say_what_a_number_is_kept_for(prefix, use):
    assert use_of(f"0{prefix}0012345670"[:14]) == use
    assert use_of(f"9{prefix}0012345670"[:14]) == (use or Use.MEASURED)
    goods = use in (None, Use.EXAMPLE)
    assert is_restricted(f"0{prefix}0012345670"[:14]) is not goods
    assert is_restricted(f"9{prefix}0012345670"[:14]) is not goods


@pytest.mark.parametrize(
    ("first", "use"), [("0", Use.SHOP), ("1", None), ("2", Use.SHOP), ("3", None), ("9", None)]
)
def test_gtin_8_is_told_by_its_own_first_digit(first, use):
    assert use_of(f"000000{first}0012345"[:14]) == use
    assert use_of(f"100000{first}0012345"[:14]) == use  # a case of them


def test_a_gtin_stands_within_the_prefix_that_it_begins_with():
    assert is_within(GTIN, "8930001")
    assert is_within("1" + GTIN[1:], "8930001")  # the packing's digit is not the prefix's
    assert is_within(GTIN, GTIN[1:])
    assert not is_within(GTIN, "8930002")
    assert not is_within(GTIN, "0893")
    assert is_within("00000096385074", "9638507")
    assert not is_within("00000096385074", "9638508")
    assert is_within("00036000291452", "0036000")


def test_a_gtin_is_shown_as_it_stands_under_the_bars():
    assert shown(GTIN) == "8930001234567"
    assert shown("1" + GTIN[1:]) == "1" + GTIN[1:]
    assert shown("00000096385074") == "96385074"
    assert shown("00036000291452") == "0036000291452"
    assert shown("") == ""
