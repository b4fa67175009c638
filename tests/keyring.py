"""Keys of tests: the same in each run, in memory, so that no test pays for reading them."""

import math
from hashlib import sha256

import pytest
from django.utils import timezone

from marketplace.keys import ring, services
from marketplace.keys.models import Key


def held(purpose: str, name: str, secret: bytes, **more) -> ring.Held:
    """A key in memory, as if it had been read."""
    closed = services.closed(secret, purpose, name)
    return ring.Held(purpose, name, made_at=timezone.now(), **closed, **more)


def first_keys() -> ring.Keys:
    keys: ring.Keys = {}
    for purpose in Key.Purpose.values:
        secret = sha256(purpose.encode()).digest()
        public = services.public_of(secret) if purpose == Key.Purpose.STATEMENTS else b""
        name = services.name_of_public(public) if public else "0"
        keys[purpose] = {name: held(purpose, name, secret, public=services.base64url(public))}
    return keys


def hold() -> None:
    """Go by the keys of tests, and read none by the clock."""
    ring.KEPT = ring.ASKED_AGAIN = math.inf
    ring.hold(first_keys())


@pytest.fixture
def keys_of_database(db, monkeypatch):
    """Let the ring read the database, as outside of tests; the keys of tests come back after."""
    kept = ring._read
    monkeypatch.setattr(ring, "KEPT", 30.0)
    monkeypatch.setattr(ring, "ASKED_AGAIN", 5.0)
    ring.forget()
    yield
    monkeypatch.undo()
    ring.hold(kept[1])
