"""Signatures on what we state: Ed25519 (RFC 8032) over the very bytes of an answer.

    Ed25519-Signature: <key id>.<signature in base64url>

The public keys stand at /.well-known/origin-keys.json as JSON Web Keys (RFC 8037): the one that
signs first, then those that signed before, with their dates; a key that got out stands apart,
under "revoked". A signature proves that we said so, not that a pack is the original.
"""

import datetime
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.http import HttpResponse

from marketplace.keys import ring
from marketplace.keys.models import Key
from marketplace.keys.services import base64url

HEADER = "Ed25519-Signature"


@lru_cache(maxsize=4)
def private_key(secret: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(secret)


def day_of(moment: datetime.datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def web_key(key: ring.Held) -> dict[str, str]:
    """A public key as a JSON Web Key, with the days of its life as further members."""
    days = {"made_at": key.made_at, "retired_at": key.retired_at, "revoked_at": key.revoked_at}
    told = {name: text for name, moment in days.items() if (text := day_of(moment))}
    if key.is_revoked:
        told["reason"] = key.reason
    return {
        "kty": "OKP",
        "crv": "Ed25519",
        "alg": "EdDSA",
        "use": "sig",
        "kid": key.name,
        "x": key.public,
    } | told


def key_set() -> dict[str, list[dict[str, str]]]:
    """All public keys, the newest first; whoever reads only "keys" believes no revoked one."""
    keys = list(reversed(ring.keys_of(Key.Purpose.STATEMENTS).values()))
    return {
        "keys": [web_key(key) for key in keys if not key.is_revoked],
        "revoked": [web_key(key) for key in keys if key.is_revoked],
    }


def sign(response: HttpResponse) -> HttpResponse:
    """Put the signature of an answer's body into its header."""
    key = ring.newest(Key.Purpose.STATEMENTS)
    signature = private_key(key.secret).sign(response.content)
    response[HEADER] = f"{key.name}.{base64url(signature)}"
    return response
