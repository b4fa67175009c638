"""VietQR texts: limits of each field, and what is no transfer."""

import pytest

from marketplace.gateways.vietqr.payload import (
    Transfer,
    build_payload,
    crc,
    field,
    fold_purpose,
    parse_fields,
    parse_payload,
)

RIGHT = {"bank_bin": "970436", "account": "0011002233"}


@pytest.mark.parametrize(
    ("changed", "passes"),
    [
        ({}, True),
        ({"bank_bin": "97043"}, False),
        ({"bank_bin": "9704360"}, False),
        ({"bank_bin": "97043x"}, False),
        ({"bank_bin": "97043٦"}, False),
        ({"account": ""}, False),
        ({"account": "A" * 19}, True),
        ({"account": "A" * 20}, False),
        ({"account": "12-3"}, False),
        ({"account": "é"}, False),
        ({"amount_vnd": 1}, True),
        ({"amount_vnd": 0}, False),
        ({"amount_vnd": -1}, False),
        ({"amount_vnd": 10**13 - 1}, True),
        ({"amount_vnd": 10**13}, False),
    ],
)
def test_code_is_built_of_what_can_be(changed, passes):
    asked = RIGHT | changed
    if not passes:
        with pytest.raises(ValueError, match="the "):
            build_payload(**asked)
        return
    assert parse_payload(build_payload(**asked)) == Transfer(
        asked["bank_bin"], asked["account"], asked.get("amount_vnd"), ""
    )


def test_code_says_for_how_many_payments_and_to_what_it_is():
    assert build_payload(**RIGHT).startswith("000201010211")
    assert build_payload(**RIGHT, amount_vnd=5).startswith("000201010212")
    assert "0208QRIBFTTA" in build_payload(**RIGHT)
    assert "0208QRIBFTTC" in build_payload(**RIGHT, to_card=True)
    assert "53037045802VN6304" in build_payload(**RIGHT)
    assert "53037045401" + "5" + "5802VN" in build_payload(**RIGHT, amount_vnd=5)
    assert "62110102HD0801x6304" in build_payload(**RIGHT, bill="HD", purpose="x")
    assert "62050801x6304" in build_payload(**RIGHT, purpose="x")


@pytest.mark.parametrize("size", [0, 9, 10, 99])
def test_field_tells_its_length_in_two_digits(size):
    assert field("08", "x" * size) == f"08{size:02d}" + "x" * size
    assert parse_fields(field("08", "x" * size) + field("09", "y")) == {"08": "x" * size, "09": "y"}


def test_field_that_is_too_long_or_cut_is_refused():
    with pytest.raises(ValueError, match="99"):
        field("08", "x" * 100)
    for text in ("0802x", "08", "08x1y", "0801"):
        with pytest.raises(ValueError, match="length"):
            parse_fields(text)


def sealed(body: str) -> str:
    return body + "6304" + crc(body + "6304")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "checksum"),
        ("é" * 9, "checksum"),
        (build_payload(**RIGHT)[:-1] + "!", "checksum"),
        (sealed("000201"), "VietQR"),
        (sealed(field("38", field("00", "A000000728"))), "VietQR"),
        (sealed(field("38", field("00", "A000000727") + field("01", field("00", "1")))), "VietQR"),
        (sealed(field("38", field("00", "A000000727") + field("01", field("01", "1")))), "VietQR"),
    ],
)
def test_text_that_is_no_transfer_is_refused(text, why):
    with pytest.raises(ValueError, match=why):
        parse_payload(text)


def test_checksum_is_read_in_either_case():
    text = build_payload(**RIGHT, amount_vnd=544_000, purpose="OCOP")
    assert parse_payload(text[:-4] + text[-4:].lower()).purpose == "OCOP"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đặt hàng: đồ gốm", "Dat hang do gom"),
        ("  a -- b ", "a b"),
        ("x" * 30, "x" * 25),
        ("日本", ""),
    ],
)
def test_purpose_is_folded_to_what_every_bank_shows(text, folded):
    assert fold_purpose(text) == folded
