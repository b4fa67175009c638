"""Serials of unit codes: who does not hold the key cannot make one up.

A serial is 16 characters of Crockford's base 32 (no I, L, O, U):

    K RRRRRRRR MMMMMMM      K: key id, R: 40 random bits, M: 35 bits of the MAC

M is HMAC-SHA256(key K, "<anchor>|<lot>|K|RRRRRRRR") cut to 35 bits. The anchor is the key as
printed, "01/08930001234567" or "P/R000012"; so a serial under another product or lot fails.
Keys rotate (marketplace/keys): the newest mints, retired ones verify on. One guess in 2^35
(34 thousand million) passes; what passes still has to be in the database. A serial under a key
that was revoked is still told from a made-up one: it gets words of its own.

The hidden code under the scratch film, 8 characters, is cut from the same HMAC over
"hidden|<serial>", so that a reprint has it again; the database keeps only its hash.
"""

import hmac
import re
import secrets
from functools import lru_cache
from hashlib import sha256

from django.utils.crypto import salted_hmac

from marketplace.keys import ring
from marketplace.keys.models import Key

Purpose = Key.Purpose
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
WELL_FORMED = re.compile(f"[{ALPHABET}]{{{LENGTH}}}").fullmatch
READ_AS = str.maketrans("abcdefghjkmnpqrstvwxyzIiLlOo", "ABCDEFGHJKMNPQRSTVWXYZ111100")
PAIRS = tuple(a + b for a in ALPHABET for b in ALPHABET)  # by ten bits


def write(number: int) -> str:
    """Write 40 bits as eight characters."""
    return (
        PAIRS[number >> 30]
        + PAIRS[number >> 20 & 1023]
        + PAIRS[number >> 10 & 1023]
        + PAIRS[number & 1023]
    )


def normalised(text: str) -> str:
    """Read what a person typed: any case, I and L for 1, O for 0, dashes and spaces gone."""
    return text.replace("-", "").replace(" ", "").translate(READ_AS)


def is_well_formed(serial: str) -> bool:
    return WELL_FORMED(serial) is not None


class Mint:
    """Makes and checks the serials of one lot under one key."""

    def __init__(self, anchor: str, lot_number: str, key_id: str, key: bytes) -> None:
        self.key_id, self.key = key_id, key
        self.prefix = f"{anchor}|{lot_number}|{key_id}|".encode()

    def mac(self, random: str) -> str:
        keyed = hmac.digest(self.key, self.prefix + random.encode(), "sha256")
        return write(int.from_bytes(keyed[:5], "big"))[:7]

    def serial(self, random: int) -> str:
        text = write(random)
        return self.key_id + text + self.mac(text)


def mint(anchor: str, lot_number: str, count: int) -> list[str]:
    """Make `count` different serials under the newest key."""
    key = ring.newest(Purpose.LABELS)
    made = Mint(anchor, lot_number, key.name, key.secret)
    found: set[str] = set()
    while len(found) < count:
        drawn = secrets.token_bytes(5 * (count - len(found)))
        found.update(
            made.serial(int.from_bytes(drawn[i : i + 5], "big")) for i in range(0, len(drawn), 5)
        )
    return list(found)


@lru_cache(maxsize=1024)
def _mint_of(anchor: str, lot_number: str, key_id: str, key: bytes) -> Mint:
    return Mint(anchor, lot_number, key_id, key)


def is_ours(anchor: str, lot_number: str, serial: str) -> bool:
    """Tell whether we can have printed this serial for this lot. Asks nothing of the database."""
    if not is_well_formed(serial):
        return False
    key = ring.find(Purpose.LABELS, serial[0])
    if key is None:
        return False
    mac = _mint_of(anchor, lot_number, serial[0], key.secret).mac(serial[1:9])
    return hmac.compare_digest(mac, serial[9:])


def is_under_revoked_key(serial: str) -> bool:
    """Tell whether the key of a serial got out: others could have made serials like it."""
    key = ring.find(Purpose.LABELS, serial[0])
    return key is not None and key.is_revoked


def hidden_code(serial: str) -> str:
    """The code under the film of a label; only for printing."""
    key = ring.keys_of(Purpose.LABELS)[serial[0]]
    digest = hmac.new(key.secret, f"hidden|{serial}".encode(), sha256).digest()
    return write(int.from_bytes(digest[:5], "big"))


def hidden_hash(serial: str, code: str) -> str:
    """What the database keeps of a hidden code: useless without the key."""
    return _hidden_hash(ring.newest(Purpose.RECORDS), serial, code)


def is_hidden_code(serial: str, code: str, kept: str) -> bool:
    """Tell whether this is the code whose hash was kept, under whichever key that was."""
    return any(
        hmac.compare_digest(_hidden_hash(key, serial, code), kept)
        for key in ring.keys_of(Purpose.RECORDS).values()
        if not key.is_revoked
    )


def _hidden_hash(key: ring.Held, serial: str, code: str) -> str:
    return salted_hmac(
        "hidden-code", f"{serial}|{code}", secret=key.secret, algorithm="sha256"
    ).hexdigest()
