"""What an application identifier may hold: characters, lengths, check digits, dates, order."""

import pytest

from catalogue.origin.gs1.application_identifiers import (
    KEYS,
    formats,
    is_date,
    is_known,
    is_value,
    may_follow,
    qualifiers_of,
)

GTIN = "09506000134352"
GLN = "9506000134352"


@pytest.mark.parametrize(
    ("ai", "value", "fits"),
    [
        ("01", GTIN, True),
        ("01", GTIN[:-1] + "3", False),  # its check digit
        ("01", GTIN[1:], False),
        ("01", GTIN + "0", False),
        ("01", "0950600013435x", False),
        ("10", "L", True),
        ("10", "L" * 20, True),
        ("10", "L" * 21, False),
        ("10", "", False),
        ("10", "!\"%&'()*+,-./:;<=>?_", True),
        ("10", "LÔ-1", False),
        ("10", "A B", False),
        ("10", "A#B", False),
        ("235", "x" * 28, True),
        ("235", "x" * 29, False),
        ("00", "1" * 18, False),
        ("00", "106141412345678908", True),
        ("20", "07", True),
        ("20", "7", False),
        ("20", "077", False),
        ("30", "12345678", True),
        ("30", "123456789", False),
        ("30", "-1", False),
        ("17", "261231", True),
        ("17", "260200", True),  # day 00: the last of the month
        ("17", "260230", False),
        ("17", "261301", False),
        ("253", GLN, True),
        ("253", GLN + "A" * 17, True),
        ("253", GLN + "A" * 18, False),
        ("253", GLN[:-1] + "3", False),
        ("255", GLN + "1" * 12, True),
        ("255", GLN + "A", False),
        ("421", "704", False),  # a country alone, without a postcode
        ("421", "704100000", True),
        ("421", "704" + "1" * 10, False),
        ("7007", "260101", True),
        ("7007", "260101260131", True),
        ("7007", "2601012601", False),
        ("7040", "1ABC", True),
        ("7040", "AABC", False),
        ("8008", "26010112", True),
        ("8008", "260101123045", True),
        ("8010", "893500A-Z/#1", True),
        ("8010", "893500a", False),
        ("8030", "Ab-_=9", True),
        ("8030", "A+b", False),
        ("91", "x" * 90, True),
        ("91", "x" * 91, False),
        ("3103", "001500", True),
        ("3103", "1500", False),
        ("3922", "1" * 15, True),
        ("3922", "1" * 16, False),
        ("3930", "704" + "1" * 15, True),
        ("3930", "70", False),
    ],
)
def test_a_value_fits_its_identifier(ai, value, fits):
    assert is_value(ai, value) is fits


@pytest.mark.parametrize("ai", ["99", "3105", "3695", "3949", "7239", "8200"])
def test_known_identifiers_reach_to_the_end_of_their_ranges(ai):
    assert is_known(ai) is (ai != "3949")


@pytest.mark.parametrize("ai", ["", "1", "03", "3106", "3175", "3944", "3956", "9", "100", "01 "])
def test_identifiers_that_gs1_has_not_given_are_unknown(ai):
    assert not is_known(ai)


@pytest.mark.parametrize(
    ("key", "qualifiers", "may"),
    [
        ("01", [], True),
        ("01", ["22"], True),
        ("01", ["22", "10", "21"], True),
        ("01", ["10", "21"], True),
        ("01", ["22", "21"], True),
        ("01", ["235"], True),
        ("01", ["21", "10"], False),  # the other way round
        ("01", ["10", "10"], False),
        ("01", ["10", "235"], False),  # they exclude each other
        ("01", ["254"], False),
        ("00", [], True),
        ("00", ["10"], False),
        ("414", ["254"], True),
        ("414", ["7040"], True),
        ("414", ["254", "7040"], False),
        ("8006", ["22", "10", "21"], True),
    ],
)
def test_qualifiers_follow_their_key_in_the_order_of_the_standard(key, qualifiers, may):
    assert may_follow(key, qualifiers) is may


def test_keys_and_qualifiers_are_identifiers_that_are_known():
    assert {ai for key in KEYS for ai in (key, *qualifiers_of(key)) if not is_known(ai)} == set()
    assert qualifiers_of("01") == {"22", "10", "21", "235"}
    assert qualifiers_of("00") == set()


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("240229", True),
        ("250229", False),
        ("990101", True),
        ("000100", True),
        ("260001", False),
        ("260132", False),
    ],
)
def test_a_date_is_of_this_century_with_a_day_or_none(text, is_one):
    assert is_date(text) is is_one


def test_formats_part_values_where_a_check_digit_or_a_date_ends():
    assert formats()["8003"].checked == (2,)
    assert formats()["8006"].checked == (1,)
    assert formats()["17"].dates == (1,)
    assert formats()["10"].checked == formats()["10"].dates == ()
