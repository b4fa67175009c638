"""The order of the Vietnamese alphabet, the same in Python, on SQLite and on PostgreSQL.

    a ă â b c d đ e ê f g h i j k l m n o ô ơ p q r s t u ư v w x y z      letters first,
    ma  mà  mả  mã  má  mạ                                                 then tones,
    an  An                                                                 then small and capital

That is CLDR's collation "vi": PostgreSQL has it as "vi-x-icu"; SQLite is taught one of this name
when a connection opens, by the key below.
"""

import unicodedata
from functools import lru_cache
from typing import Any

from django.db.models import F
from django.db.models.functions import Collate

COLLATION = "vi-x-icu"
LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng
BEFORE_LETTERS = " _-–—,;:!?.'‘’\"“”()[]{}@*/\\&#%`^+<=>|~$0123456789"  # as CLDR has them
RANKS = {sign: rank for rank, sign in enumerate(BEFORE_LETTERS + LETTERS)}


def in_order(field: str) -> Collate:
    """Give an expression that orders rows by a column as the alphabet does."""
    return Collate(F(field), COLLATION)


@lru_cache(maxsize=512)
def alphabet_key(text: str) -> tuple:
    """Give a key to sort names by: letters, then tones, then capitals, then the text as it is."""
    letters: list[str] = []
    tones: list[int] = []
    capitals: list[bool] = []
    for sign in unicodedata.normalize("NFD", text):
        if sign in TONES:
            tones.append(TONES.index(sign) + 1)
        elif unicodedata.combining(sign) and letters:
            letters[-1] = with_mark(letters[-1], sign)
        else:
            letters.append(sign.lower())
            tones.append(0)
            capitals.append(sign.isupper())
    ranks = tuple(RANKS.get(each, len(RANKS) + ord(each[0])) for each in letters)
    return ranks, tuple(tones), tuple(capitals), text


def with_mark(letter: str, mark: str) -> str:
    """Put the mark that makes a letter of its own on it: a and the breve are ă."""
    composed = unicodedata.normalize("NFC", letter + mark)
    return composed if composed in RANKS else letter


def compare(one: str, other: str) -> int:
    """Tell which of two texts comes first: -1, 0 or 1."""
    if one == other:
        return 0
    return -1 if alphabet_key(one) < alphabet_key(other) else 1


def teach_sqlite(connection: Any, **_signal: Any) -> None:
    """Give a new SQLite connection the collation; a receiver of connection_created."""
    if connection.vendor == "sqlite":
        connection.connection.create_collation(COLLATION, compare)
