"""Close a secret so that only who has another one opens it: AES-256-GCM (NIST SP 800-38D).

What is closed says for what it is (`context`): moved to another row it does not open. The key
is derived from a secret of the environment by HKDF-SHA256 (RFC 5869).
"""

import base64
import os
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12


class DoesNotOpen(Exception):
    """What is closed was closed with another secret, or for another place, or was changed."""


@lru_cache(maxsize=8)
def key_from(secret: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"keys at rest").derive(secret.encode())


def mark_of(secret: str) -> str:
    """Name a secret without telling it: which one closed this?"""
    return sha256(b"mark" + key_from(secret)).hexdigest()[:8]


def close(plain: bytes, key: bytes, context: str) -> str:
    """Close with 32 bytes; base64 of nonce and cipher."""
    nonce = os.urandom(NONCE)
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, plain, context.encode())).decode()


def open_closed(closed: str, key: bytes, context: str) -> bytes:
    """Open again. Raises DoesNotOpen."""
    try:
        data = base64.b64decode(closed, validate=True)
        return AESGCM(key).decrypt(data[:NONCE], data[NONCE:], context.encode())
    except (InvalidTag, ValueError) as error:
        raise DoesNotOpen from error
