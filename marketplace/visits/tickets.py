"""Codes of tickets: short enough to be typed at a door, too many to be guessed."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is read as another
LENGTH = 10  # 30**10 are 5.9e14


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read_code(text: str) -> str:
    """Give the code that somebody typed, or that stands last in a scanned address; "" for none."""
    last = text.strip().rstrip("/").rpartition("/")[2].upper()
    code = "".join(sign for sign in last if sign.isalnum())
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""
