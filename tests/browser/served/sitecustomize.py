"""Serves a market to a browser's tests as users have it, but for what takes time alone.

It hides what the market's own requirements.txt does not install. A developer's environment has
more: stripe, for one, loads aiohttp wherever it finds it. What a market needs, and how much memory
it takes, is to be seen as a user's machine has it.

Passwords are hashed in a thousand rounds: a million take a third of a second at each sign-in.
"""

import hashlib
import os
import sys

HIDDEN = frozenset(os.environ.get("HIDDEN_LIBRARIES", "").split())


class Hidden:
    """A finder that stands first and finds none of them."""

    @staticmethod
    def find_spec(name: str, path=None, target=None) -> None:
        if name.partition(".")[0] in HIDDEN:
            raise ModuleNotFoundError(f"requirements.txt does not install {name}", name=name)


sys.meta_path.insert(0, Hidden)

hash_in_rounds = hashlib.pbkdf2_hmac


def hash_in_few(name: str, password: bytes, salt: bytes, rounds: int, length=None) -> bytes:
    return hash_in_rounds(name, password, salt, min(rounds, 1_000), length)


hashlib.pbkdf2_hmac = hash_in_few
