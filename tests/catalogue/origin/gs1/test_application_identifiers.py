"""What an application identifier may hold: characters, lengths, check digits, dates, order."""

import pytest

from catalogue.origin.gs1.application_identifiers import (
    KEYS,
    clash,
    identifiers,
    is_known,
    is_value,
    may_be_in_query,
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
        ("7007", "260100", False),  # its day has to be named
        ("7007", "260101260132", False),
        ("7003", "2601011259", True),
        ("7003", "2601011260", False),
        ("7003", "2601012400", False),
        ("7003", "2602301200", False),
        ("7011", "260101", True),
        ("7011", "2601010830", True),
        ("7011", "260101083", False),
        ("7011", "2613010830", False),
        ("7006", "260131", True),
        ("7006", "260132", False),
        ("7040", "1ABC", True),
        ("7040", "AABC", False),
        ("8008", "26010112", True),
        ("8008", "260101123045", True),
        ("8008", "2601011230", True),
        ("8008", "26010124", False),
        ("8008", "260101126045", False),
        ("8008", "26010112304", False),
        ("8008", "26013212", False),
        ("422", "704", True),
        ("422", "999", False),
        ("423", "704", True),
        ("423", "704418764360156", True),
        ("423", "704" * 6, False),
        ("423", "7044", False),  # half a country
        ("423", "704001", False),
        ("425", "704418", True),
        ("425", "70441", False),
        ("4307", "VN", True),
        ("4307", "VV", False),
        ("4309", "1109700001234567890", False),
        ("4309", "11097000012858000000", True),
        ("4309", "18000000012858000000", False),  # past the north pole
        ("4302", "S%E1%BB%91%201", True),
        ("4302", "50%", False),
        ("4321", "2", False),
        ("4324", "2601000830", True),
        ("4330", "000850-", True),
        ("4330", "000850+", False),
        ("7030", "999ABC", True),
        ("7041", "PX", True),
        ("7041", "Q0", False),
        ("7241", "01", True),
        ("7241", "20", False),
        ("7250", "19800229", True),
        ("7250", "19810229", False),
        ("7252", "9", True),
        ("7252", "3", False),
        ("7258", "2/3", True),
        ("7258", "3/2", False),
        ("8001", "00010000100110", True),
        ("8001", "00010000100120", False),  # wound in no known way
        ("8001", "00000000100110", False),
        ("8003", "0" + GLN + "S1", True),
        ("8003", "1" + GLN + "S1", False),
        ("8004", "9506ABC", True),
        ("8004", "950AABC", False),  # no company prefix
        ("8006", GTIN + "0203", True),
        ("8006", GTIN + "0302", False),
        ("8007", "FR7630006000011234567890189", True),
        ("8007", "FR7630006000011234567890188", False),
        ("8011", "12", True),
        ("8011", "012", False),
        ("8013", "1987654Ad4X4bL5ttr2310c2K", True),
        ("8013", "1987654Ad4X4bL5ttr2310c2X", False),  # its check pair
        ("8014", "1987654Ad4X4bL5ttr2310c2K", True),
        ("8110", "106141416543213500110000310123196000", True),
        ("8112", "001234561234560123456", True),
        ("8112", "201234561234560123456", False),
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


@pytest.mark.parametrize(
    "ai",
    [
        "03",
        "716",
        "717",
        "7021",
        "7022",
        "7023",
        "7041",
        "7250",
        "7251",
        "7252",
        "7253",
        "7254",
        "7255",
        "7256",
        "7257",
        "7258",
        "7259",
        "8014",
        "8040",
        "8041",
        "8042",
        "8043",
    ],
)
def test_newer_identifiers_are_known(ai):
    assert is_known(ai)


@pytest.mark.parametrize(
    ("ai", "may"),
    [
        ("10", True),
        ("17", True),
        ("3103", True),
        ("717", True),
        ("8013", True),
        ("03", False),
        ("21", False),
        ("22", False),
        ("235", False),
        ("254", False),
        ("7040", False),
        ("8011", False),
        ("8014", False),
        ("8019", False),
        ("8020", False),
        ("8040", False),
        ("8200", False),
    ],
)
def test_attributes_of_a_link_are_those_that_the_dictionary_flags(ai, may):
    assert may_be_in_query(ai) is may


@pytest.mark.parametrize(
    ("together", "wrong"),
    [
        (["01", "17", "10"], None),
        (["01", "37"], "01 with 37"),
        (["00", "02", "37"], None),
        (["00", "37"], "37 without 00+02"),
        (["01", "3100"], None),
        (["01", "3100", "3101"], "3100 with 3101"),
        (["01", "3100", "3110"], None),
        (["01", "3920", "3103"], None),
        (["01", "3920"], "3920 without 01+30"),
        (["01", "3920", "30"], None),
        (["01", "7022"], "7022 without 01+7021"),
        (["01", "7022", "7021"], None),
        (["01", "250"], "250 without 01+21"),
        (["01", "250", "21"], None),
        (["01", "21", "235"], "21 with 235"),
        (["01", "12"], "12 without 8020"),
        (["01", "422", "426"], "422 with 426"),
        (["01", "91", "92", "99"], None),  # of a range that nothing excludes
        (["8018", "7250", "7251"], "7250 with 7251"),
        (["01", "8999"], None),
        (["01"], None),
    ],
)
def test_identifiers_that_exclude_or_need_each_other_are_told(together, wrong):
    assert clash(together) == wrong
    assert clash(reversed(together)) == wrong


@pytest.mark.parametrize("ai", ["", "1", "04", "3106", "3175", "3944", "3956", "9", "100", "01 "])
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


def test_checks_stand_behind_the_parts_that_they_are_about():
    def parts(ai: str) -> list[int]:
        return [group for group, _check in identifiers()[ai].format.checks]

    assert parts("10") == []
    assert parts("17") == [1]
    assert parts("8003") == [1, 2, 2]
    assert parts("8006") == [1, 1, 2]
    assert parts("423") == [1, 2, 3, 4, 5]
