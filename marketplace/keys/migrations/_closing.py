"""Close secrets as marketplace/keys did when its table was made. Frozen, as migrations are."""

import base64
import os
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def key_from(secret):
    return HKDF(SHA256(), 32, salt=None, info=b"keys at rest").derive(secret.encode())


def mark_of(secret):
    return sha256(b"mark" + key_from(secret)).hexdigest()[:8]


def close(plain, key, context):
    nonce = os.urandom(12)
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, plain, context.encode())).decode()


def columns(secret, purpose, name, keys_secret):
    """The two columns of a closed secret."""
    sealed = close(secret, key_from(keys_secret), f"{purpose}|{name}")
    return {"sealed": sealed, "sealed_by": mark_of(keys_secret)}
