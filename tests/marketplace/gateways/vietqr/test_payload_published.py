"""VietQR against published payloads, byte for byte, and against bad input."""

import pytest

from marketplace.gateways.vietqr.payload import (
    build_payload,
    crc,
    field,
    fold_purpose,
    parse_payload,
)

PUBLISHED = [  # NAPAS, QR code format for transfers, version 1.5.2, and its examples
    "00020101021138570010A00000072701270006970403011300110123456780208QRIBFTTA53037045802VN63049E6F",
    "00020101021138600010A00000072701300006970403011697040311012345670208QRIBFTTC53037045802VN63044F52",
    "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802VN62340107NPS68690819thanh toan don hang63042E2E",
    "00020101021238600010A00000072701300006970403011697040311012345670208QRIBFTTC530370454061800005802VN62340107NPS68690819thanh toan don hang6304A203",
    "00020101021238530010A0000007270123000697041601092576788590208QRIBFTTA5303704540410005802VN62150811Chuyen tien6304BBB8",
    "00020101021238540010A00000072701240006970436011010175956000208QRIBFTTA530370454061800005802VN62230819thanh toan don hang630470FA",
]


@pytest.mark.parametrize("text", PUBLISHED)
def test_checksum_of_published_payloads(text):
    assert crc(text[:-4]) == text[-4:]
    changed = text[:30] + ("1" if text[30] != "1" else "2") + text[31:]
    with pytest.raises(ValueError):
        parse_payload(changed)


@pytest.mark.parametrize(
    ("text", "bank_bin", "account", "amount_vnd", "purpose"),
    [
        (PUBLISHED[4], "970416", "257678859", 1000, "Chuyen tien"),
        (PUBLISHED[5], "970436", "1017595600", 180_000, "thanh toan don hang"),
    ],
)
def test_built_byte_for_byte(text, bank_bin, account, amount_vnd, purpose):
    built = build_payload(
        bank_bin=bank_bin, account=account, amount_vnd=amount_vnd, purpose=purpose
    )
    assert built == text
    read = parse_payload(text)
    assert (read.bank_bin, read.account, read.amount_vnd) == (bank_bin, account, amount_vnd)


def test_purpose_is_folded_and_bad_input_refused():
    assert fold_purpose("Đơn hàng gốm") == "Don hang gom"
    for wrong in ({"bank_bin": "97"}, {"account": ""}, {"amount_vnd": 0}, {"amount_vnd": -1}):
        with pytest.raises(ValueError):
            build_payload(
                **({"bank_bin": "970436", "account": "1", "amount_vnd": 1, "purpose": "x"} | wrong)
            )
    with pytest.raises(ValueError, match="99"):
        field("62", "x" * 100)
