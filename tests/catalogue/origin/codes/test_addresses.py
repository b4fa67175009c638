"""Addresses of codes: written as printed, read as typed, refused when they are none."""

from types import SimpleNamespace

import pytest
from django.conf import settings

from catalogue.origin.codes import addresses, serials
from catalogue.origin.codes.addresses import Address, Malformed

GTIN = "08930001234567"
SERIAL = "0A1B2C3D4E5F6G7H"
CODED = SimpleNamespace(code="R000012", gtin=None)
SOLD = SimpleNamespace(code="R000012", gtin=GTIN)


@pytest.mark.parametrize(
    ("address", "path"),
    [
        (Address("P", "R1"), "/P/R1"),
        (Address("P", "R1", "L-1"), "/P/R1/L/L-1"),
        (Address("P", "R1", "L-1", SERIAL), f"/P/R1/L/L-1/S/{SERIAL}"),
        (Address("P", "R1", "", SERIAL), f"/P/R1/S/{SERIAL}"),
        (Address("01", GTIN, "L-1", SERIAL), f"/01/{GTIN}/10/L-1/21/{SERIAL}"),
    ],
)
def test_path_of_an_address_is_read_back(address, path):
    assert address.path == path
    assert addresses.parse_code(path[1:]) == address
    assert addresses.parse_code(path[1:] + "/") == address
    assert address.anchor == f"{address.key}/{address.code}"


def test_paths_of_products_and_labels():
    assert addresses.anchor_of(CODED) == "P/R000012"
    assert addresses.anchor_of(SOLD) == f"01/{GTIN}"
    assert addresses.origin_path(CODED) == "/P/R000012"
    assert addresses.origin_path(SOLD, "L-1") == f"/01/{GTIN}/10/L-1"
    assert addresses.label_path("P/R1", "L-1", SERIAL) == f"/P/R1/L/L-1/S/{SERIAL}"


@pytest.mark.parametrize(
    ("path", "query", "why"),
    [
        (f"01/{GTIN[:-1]}0", "", "value of 01"),
        (f"01/{GTIN}/10/L/22/V", "", "qualifiers or their order"),
        (f"01/{GTIN}/235/U", "", "key"),
        (f"01/{GTIN}/414/4012345666663", "", "key"),
        (f"01/{GTIN}", "10=L", "10 belongs into the path"),
        (f"01/{GTIN}", "37=25", "01 with 37"),
        (f"01/{GTIN}", "3100=000500&3101=000500", "3100 with 3101"),
        (f"01/{GTIN}", "3920=1500", "3920 without 01+30"),
        (f"01/{GTIN}", "17=261231&17=261231", "17 twice"),
        (f"01/{GTIN}", "01=" + GTIN, "01 twice"),
        (f"01/{GTIN}", "17=261399", "value of 17"),
        (f"01/{GTIN}", "21=A", "21 belongs into the path"),
        (f"01/{GTIN}", "8200=x", "8200 is no attribute"),
        (f"01/{GTIN}", "12345=x", "unknown identifier 12345"),
        (f"01/{GTIN}/01/{GTIN}", "", "key"),
        (f"01/{GTIN}/10/L-7/10/L-7", "", "order"),
        (f"01/{GTIN}/21/A/22/B", "", "order"),
        (f"01/{GTIN}/235/U/21/S", "", "order"),
        (f"01//{GTIN}", "", "no key"),
        (f"01/{GTIN}//", "", "no key"),
        (f"01/{GTIN}/10/L/", "17=", "value of 17"),
        (f"01/{GTIN[:-1]}%00", "", "value of 01"),
        (f"01/{GTIN}/10/%D0%90", "", "value of 10"),
        (f"01/%20{GTIN}", "", "value of 01"),
        (f"%30%31/{GTIN}", "", "grammar"),
        (f"gtin/{GTIN}", "", "grammar"),
        ("01/02000000000009", "", "value of 01"),
        ("P/", "", "grammar"),
        ("P/-R1", "", "grammar"),
        ("P/" + "R" * 41, "", "grammar"),
        ("P/R1/L/" + "1" * 21, "", "grammar"),
        ("P/R1/S/1/L/1", "", "grammar"),
        ("Q/R1", "", "grammar"),
        ("", "", "grammar"),
    ],
)
def test_parse_code_says_why_it_is_none(path, query, why):
    with pytest.raises(Malformed) as wrong:
        addresses.parse_code(path, query)
    assert why in str(wrong.value)


def test_parse_code_refuses_restricted_numbers_and_reads_serials_kindly():
    with pytest.raises(Malformed, match="restricted"):
        addresses.parse_code("01/02000000000008")
    assert addresses.parse_code("P/R1/S/oI1-ab").serial == "011AB"
    assert addresses.parse_code("P/" + "R" * 40).code == "R" * 40
    assert addresses.parse_code("P/R1/L/%41") == Address("P", "R1", "A")
    for query in (
        "717=ABC",
        "3100=000500&17=261231",
        "3920=1500&3103=000500",
        "8013=1987654Ad4X4bL5ttr2310c2K",
        "7003=2612311259&423=704418",
        "utm_source=poster&17=261200&&=&x",
        "linkType=pip&99=a%2Fb",
    ):
        assert addresses.parse_code(f"01/{GTIN}", query) == Address("01", GTIN)
    lot_of_others = addresses.parse_code(f"01/{GTIN}/10/a%2fb%3F")
    assert (lot_of_others.lot, lot_of_others.path) == ("a/b?", f"/01/{GTIN}/10/a%2Fb%3F")
    assert addresses.parse_code(f"01/{GTIN}/22/V/10/L-1/21/oi") == Address("01", GTIN, "L-1", "01")


@pytest.mark.parametrize(
    ("uri", "address"),
    [
        (f"{settings.SITE_URL}/P/R1/L/L-1", Address("P", "R1", "L-1")),
        (f"{settings.SITE_URL}/P/R1/S/{SERIAL}", Address("P", "R1", "", SERIAL)),
        (f"https://example.com/01/{GTIN}/10/L", Address("01", GTIN, "L")),
        (f"https://example.com/01/{GTIN}", Address("01", GTIN)),
        (f"https://example.com/01/{GTIN}/10/L%28a)", Address("01", GTIN, "L(a)")),
        ("urn:epc:class:lgtin:4012345.011111.L-7", Address("01", "04012345111118", "L-7")),
        ("https://example.com/P/R1", None),
        (f"{settings.SITE_URL}/P/R1/X/1", None),
        (f"{settings.SITE_URL}/place/V/x", None),
        ("urn:x:1", None),
    ],
)
def test_read_uri_of_events(uri, address):
    assert addresses.read_uri(uri) == address


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "00000000"),
        (31, "0000000Z"),
        (32, "00000010"),
        (2**40 - 1, "ZZZZZZZZ"),
        (0x0123456789, "04HMASW9"),
        (1 << 30, "01000000"),
        (1 << 20, "00010000"),
    ],
)
def test_serials_are_written_in_base_32(number, text):
    assert serials.write(number) == text


def test_serials_hold_key_random_part_and_mac():
    made = serials.Mint("P/R1", "L-1", "0", b"k" * 32)
    serial = made.serial(2**40 - 1)
    assert serial[:9] == "0ZZZZZZZZ"
    assert serial[9:] == made.mac("ZZZZZZZZ")
    assert (len(serial), len(made.mac("ZZZZZZZZ"))) == (16, 7)
    assert serials.is_well_formed(serial)
    for wrong in (serial[:-1], serial + "0", serial[:-1] + "U", serial.lower() + "a"):
        assert not serials.is_well_formed(wrong)
    assert len(set(serials.mint("P/R1", "L-1", 40))) == 40
    assert serials.mint("P/R1", "L-1", 0) == []


def test_hidden_codes_differ_by_serial_and_their_hash_by_both():
    one, two = serials.mint("P/R1", "L-1", 2)
    assert serials.hidden_code(one) == serials.hidden_code(one) != serials.hidden_code(two)
    assert len(serials.hidden_code(one)) == 8
    hashes = {serials.hidden_hash(s, c) for s in (one, two) for c in ("A", "B")}
    assert len(hashes) == 4
    assert {len(text) for text in hashes} == {64}


@pytest.mark.parametrize(
    ("typed", "read"), [("o0-iI lL1", "0011111"), ("abz", "ABZ"), ("u", "u"), ("", "")]
)
def test_normalised_reads_what_people_type(typed, read):
    assert serials.normalised(typed) == read
