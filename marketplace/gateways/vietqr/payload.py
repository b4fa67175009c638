"""VietQR: a bank transfer as an EMVCo payload (NAPAS247, specification 1.5.2).

Tag, length in two digits, value; nested where a value is itself such a list:

    00 02 01                  payload format
    01 02 12                  12: made for one payment (11: for many)
    38 ..                     NAPAS: 00 = A000000727, 01 = (00 bank, 01 account), 02 = service
    53 03 704  54 .. amount   dong, no decimals
    58 02 VN   62 (08 purpose)
    63 04 CRC                 CRC-16/CCITT-FALSE over all before it, "6304" included
"""

import binascii
import unicodedata
from dataclasses import dataclass

AID = "A000000727"
TO_ACCOUNT, TO_CARD = "QRIBFTTA", "QRIBFTTC"
MAX_PURPOSE = 25


def field(tag: str, value: str) -> str:
    if len(value) > 99:
        raise ValueError(f"tag {tag} is longer than 99 characters")
    return f"{tag}{len(value):02d}{value}"


def crc(text: str) -> str:
    return f"{binascii.crc_hqx(text.encode('ascii'), 0xFFFF):04X}"


def fold_purpose(text: str) -> str:
    """Fold to what every bank shows: ASCII letters, digits, blanks; 25 at most."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    kept = "".join(
        c if c.isascii() and c.isalnum() else " " for c in plain if not unicodedata.combining(c)
    )
    return " ".join(kept.split())[:MAX_PURPOSE]


def build_payload(
    *,
    bank_bin: str,
    account: str,
    amount_vnd: int | None = None,
    purpose: str = "",
    bill: str = "",
    to_card: bool = False,
) -> str:
    """Write the text of a VietQR code; `amount_vnd` whole dong, None to leave it open.

    Raises ValueError for a bank code, account or amount that cannot be.
    """
    if not (len(bank_bin) == 6 and bank_bin.isascii() and bank_bin.isdigit()):
        raise ValueError("the bank's BIN has six digits")
    if not (account.isascii() and account.isalnum() and 1 <= len(account) <= 19):
        raise ValueError("the account has 1 to 19 letters or digits")
    if amount_vnd is not None and not 0 < amount_vnd < 10**13:
        raise ValueError("the amount must be a positive number of dong")
    beneficiary = field("00", bank_bin) + field("01", account)
    napas = (
        field("00", AID)
        + field("01", beneficiary)
        + field("02", TO_CARD if to_card else TO_ACCOUNT)
    )
    parts = [
        field("00", "01"),
        field("01", "11" if amount_vnd is None else "12"),
        field("38", napas),
    ]
    parts.append(field("53", "704"))
    if amount_vnd is not None:
        parts.append(field("54", str(amount_vnd)))
    parts.append(field("58", "VN"))
    more = (field("01", bill) if bill else "") + (field("08", purpose) if purpose else "")
    if more:
        parts.append(field("62", more))
    body = "".join(parts) + "6304"
    return body + crc(body)


@dataclass(frozen=True)
class Transfer:
    """What a payload asks for."""

    bank_bin: str
    account: str
    amount_vnd: int | None
    purpose: str


def parse_fields(text: str) -> dict[str, str]:
    """Split a list of fields. Raises ValueError when a length does not fit."""
    fields, at = {}, 0
    while at < len(text):
        tag, size = text[at : at + 2], text[at + 2 : at + 4]
        if not size.isdigit() or at + 4 + int(size) > len(text):
            raise ValueError("a field's length does not fit")
        fields[tag] = text[at + 4 : at + 4 + int(size)]
        at += 4 + int(size)
    return fields


def parse_payload(text: str) -> Transfer:
    """Read a payload. Raises ValueError for a wrong checksum or shape."""
    if not text.isascii() or len(text) < 8 or crc(text[:-4]) != text[-4:].upper():
        raise ValueError("the checksum is wrong")
    fields = parse_fields(text[:-8])
    napas = parse_fields(fields.get("38", ""))
    to = parse_fields(napas.get("01", ""))
    if napas.get("00") != AID or "00" not in to or "01" not in to:
        raise ValueError("not a VietQR transfer")
    amount = fields.get("54")
    return Transfer(
        bank_bin=to["00"],
        account=to["01"],
        amount_vnd=int(amount) if amount else None,
        purpose=parse_fields(fields.get("62", "")).get("08", ""),
    )
