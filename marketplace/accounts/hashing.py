"""Passwords are hashed as Django does and, over that, with a key that is not among the hashes.

Who steals the table of people has no key to try passwords with: it lies closed in another table,
under KEYS_SECRET of the environment (marketplace/keys). ASVS 4.0.3, 2.4.5; NIST SP 800-63B,
5.1.1.2: one iteration more of the key derivation, with a secret salt.

    keyed_pbkdf2_sha256 $ 1000000 $ <salt> $ 1:<PBKDF2(hash, key 1, one iteration)>

A new key is taken at the next sign-in; the ones before it go on opening what they closed, also a
revoked one: then a hash is worth as much as Django's own.
"""

import base64
from typing import Any

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.utils.crypto import constant_time_compare, pbkdf2

from marketplace.keys import ring
from marketplace.keys.models import Key

PURPOSE = Key.Purpose.PASSWORDS


class KeyedHasher(PBKDF2PasswordHasher):
    algorithm = "keyed_pbkdf2_sha256"

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        return keyed(super().encode(password, salt, iterations), ring.newest(PURPOSE))

    def verify(self, password: str, encoded: str) -> bool:
        kept: dict[str, Any] = self.decode(encoded)
        name, _colon, _hash = kept["hash"].partition(":")
        key = ring.find(PURPOSE, name)
        if key is None:
            return False
        plain = super().encode(password, kept["salt"], kept["iterations"])
        return constant_time_compare(encoded, keyed(plain, key))

    def must_update(self, encoded: str) -> bool:
        kept: dict[str, Any] = self.decode(encoded)
        name, _colon, _hash = kept["hash"].partition(":")
        return name != ring.newest(PURPOSE).name or super().must_update(encoded)


def keyed(encoded: str, key: Any) -> str:
    """Derive the last part of a hash once more, with a key as salt."""
    rest, _dollar, made = encoded.rpartition("$")
    derived = pbkdf2(made, key.secret, 1)
    return f"{rest}${key.name}:{base64.b64encode(derived).decode('ascii')}"
