"""Signatures on what we state: Ed25519 (RFC 8032) over the very bytes of an answer.

    Ed25519-Signature: <key id>.<signature in base64url>

The public key stands at /.well-known/origin-keys.json as a JSON Web Key (RFC 8037). The key
comes from ORIGIN_SIGNING_KEY, else it is made once and kept in var/, outside the tree.
A signature proves that we said so, not that a pack is the original.
"""

import base64
import os
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse

HEADER = "Ed25519-Signature"
KEY_FILE = "origin-signing.key"


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def private_key() -> Ed25519PrivateKey:
    return _key(settings.ORIGIN_SIGNING_KEY, settings.VAR_DIR / KEY_FILE)


@lru_cache(maxsize=4)
def _key(given: str, path: Path) -> Ed25519PrivateKey:
    seed = read_seed(given) if given else kept_seed(path)
    return Ed25519PrivateKey.from_private_bytes(seed)


def read_seed(text: str) -> bytes:
    try:
        seed = base64.b64decode(text, validate=True)
    except ValueError:
        seed = b""
    if len(seed) != 32:
        raise ImproperlyConfigured("ORIGIN_SIGNING_KEY must be 32 bytes in base64.")
    return seed


def kept_seed(path: Path) -> bytes:
    """Read the key of this installation; make it the first time, readable to us alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(f".{os.getpid()}")
    if not path.exists():
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(base64.b64encode(os.urandom(32)))
        try:
            os.link(new, path)  # whoever comes first wins; the others read that one
        except FileExistsError:
            pass
        finally:
            new.unlink()
    return base64.b64decode(path.read_bytes())


def public_bytes() -> bytes:
    return private_key().public_key().public_bytes_raw()


def key_id() -> str:
    """Name the key by its own hash."""
    return base64url(sha256(public_bytes()).digest()[:9])


def key_set() -> dict[str, object]:
    """The public key as a JSON Web Key set."""
    return {
        "keys": [
            {
                "kty": "OKP",
                "crv": "Ed25519",
                "alg": "EdDSA",
                "use": "sig",
                "kid": key_id(),
                "x": base64url(public_bytes()),
            }
        ]
    }


def sign(response: HttpResponse) -> HttpResponse:
    """Put the signature of an answer's body into its header."""
    signature = private_key().sign(response.content)
    response[HEADER] = f"{key_id()}.{base64url(signature)}"
    return response
