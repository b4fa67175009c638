"""Digital Links: what is written first, and what a query may hold."""

import pytest

from catalogue.origin.gs1.digital_link import FIXED, NotADigitalLink, parse, write

GTIN = "12312312312333"


def test_identifiers_of_fixed_length_are_those_of_the_general_specifications():
    """Section 7.8.5: the first two digits of identifiers whose length is fixed."""
    assert sorted(FIXED) == [
        *("00", "01", "02", "03", "04", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20"),
        *("31", "32", "33", "34", "35", "36", "41"),
    ]


@pytest.mark.parametrize(
    ("ai", "value", "is_first"),
    [
        ("11", "261231", True),
        ("20", "01", True),
        ("3100", "000123", True),
        ("3690", "000123", True),
        ("400", "A", False),
        ("240", "A", False),
    ],
)
def test_fixed_lengths_are_written_first(ai, value, is_first):
    written = write([("01", GTIN), ("99", "X"), (ai, value)])
    pairs = [f"{ai}={value}", "99=X"] if is_first else ["99=X", f"{ai}={value}"]
    assert written == f"https://id.gs1.org/01/{GTIN}?" + "&".join(pairs)


def test_same_element_twice_is_one_and_two_values_are_refused():
    assert write([("01", GTIN), ("01", GTIN)], "https://a/") == f"https://a/01/{GTIN}"
    with pytest.raises(NotADigitalLink, match="10 twice"):
        write([("01", GTIN), ("10", "A"), ("10", "B")])
    with pytest.raises(NotADigitalLink, match="no key"):
        write([("10", "A")])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("9=1", None),
        ("89=1", [("89", "1")]),
        ("8999=1", [("8999", "1")]),
        ("89999=1", None),
        ("89=", None),
    ],
)
def test_unknown_identifiers_of_two_to_four_digits_may_pass(query, found):
    uri = f"https://a/01/{GTIN}?{query}"
    if found is None:
        with pytest.raises(NotADigitalLink):
            parse(uri, unknown_ais=True)
    else:
        assert parse(uri, unknown_ais=True)[1:] == found
    with pytest.raises(NotADigitalLink):
        parse(uri)


@pytest.mark.parametrize("short", ["12345670", "012345678905", "1234567890128"])
def test_short_numbers_are_filled_up_if_asked(short):
    uri = f"https://a/01/{short}"
    assert parse(uri, short_gtins=True) == [("01", short.zfill(14))]
    with pytest.raises(NotADigitalLink):
        parse(uri)
