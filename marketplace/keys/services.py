"""Make, retire and revoke keys, and close them under a new secret."""

import base64
import logging
import secrets
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from marketplace.keys import ring, sealing
from marketplace.keys.models import Key

logger = logging.getLogger(__name__)

Purpose = Key.Purpose
# A label's first character names its key: Crockford's base 32.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class NoNameLeft(Exception):
    """All thirty-two characters that may begin a serial name a key already."""


class MakesAlone(Exception):
    """This key makes: another one takes its place before it retires."""


class UnknownKey(Exception):
    """There is no such key, or it is revoked already."""


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def name_of_public(public: bytes) -> str:
    """Name a key of signatures by its own hash."""
    return base64url(sha256(public).digest()[:9])


def public_of(secret: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def name_for(purpose: str, secret: bytes) -> str:
    """Name a new key. Raises NoNameLeft."""
    if purpose == Purpose.STATEMENTS:
        return name_of_public(public_of(secret))
    taken = set(Key.objects.filter(purpose=purpose).values_list("name", flat=True))
    if purpose == Purpose.LABELS:
        free = [letter for letter in LETTERS if letter not in taken]
        if not free:
            raise NoNameLeft
        return free[0]
    return str(len(taken) + 1)


def closed(secret: bytes, purpose: str, name: str) -> dict[str, str]:
    """The columns of a secret, closed under KEYS_SECRET."""
    key = sealing.key_from(settings.KEYS_SECRET)
    return {
        "sealed": sealing.close(secret, key, ring.place_of(purpose, name)),
        "sealed_by": sealing.mark_of(settings.KEYS_SECRET),
    }


def read_anew() -> None:
    """Let this process read the keys again, now and when the others can see them, too."""
    ring.forget()
    transaction.on_commit(ring.forget)


@transaction.atomic
def make_key(purpose: str) -> Key:
    """Make the key that makes from now on; the one before retires. Raises NoNameLeft."""
    secret = secrets.token_bytes(32)
    name = name_for(purpose, secret)
    for before in Key.objects.select_for_update().filter(
        purpose=purpose, retired_at=None, revoked_at=None
    ):
        retire(before)
    key = Key.objects.create(
        purpose=purpose,
        name=name,
        public=base64url(public_of(secret)) if purpose == Purpose.STATEMENTS else "",
        **closed(secret, purpose, name),
    )
    logger.warning("key %s made", key)
    read_anew()
    return key


def retire(key: Key) -> None:
    """Let a key make nothing any more; of one for signatures only the public half is left."""
    key.retired_at = timezone.now()
    if key.purpose == Purpose.STATEMENTS:
        key.sealed = key.sealed_by = ""
    key.save(update_fields=["retired_at", "sealed", "sealed_by"])
    logger.warning("key %s retired", key)


@transaction.atomic
def revoke_key(*, purpose: str, name: str, reason: str) -> Key:
    """Believe nothing more of what this key made; one that makes has a follower at once.

    Raises UnknownKey, ValueError without a reason, NoNameLeft.
    """
    if not reason.strip():
        raise ValueError("reason")
    key = Key.objects.select_for_update().filter(purpose=purpose, name=name, revoked_at=None)
    found = key.first()
    if found is None:
        raise UnknownKey
    if found.retired_at is None:
        make_key(purpose)
        found.refresh_from_db()
    found.revoked_at, found.reason = timezone.now(), reason.strip()[:200]
    found.save(update_fields=["revoked_at", "reason"])
    logger.warning("key %s revoked", found)
    read_anew()
    return found


@transaction.atomic
def close_anew() -> int:
    """Close all keys under the present KEYS_SECRET; return how many were under another.

    Raises ImproperlyConfigured where KEYS_SECRET_FALLBACKS lacks the one before.
    """
    mark = sealing.mark_of(settings.KEYS_SECRET)
    others = Key.objects.select_for_update().exclude(sealed="").exclude(sealed_by=mark)
    found = ring.read()
    count = 0
    for key in others.order_by("pk"):
        secret = found[key.purpose][key.name].secret
        Key.objects.filter(pk=key.pk).update(**closed(secret, key.purpose, key.name))
        count += 1
    read_anew()
    return count


def unopened() -> list[Key]:
    """List the keys that the secrets of the environment do not open."""
    marks = [
        sealing.mark_of(secret)
        for secret in (settings.KEYS_SECRET, *settings.KEYS_SECRET_FALLBACKS)
    ]
    return list(Key.objects.exclude(sealed="").exclude(sealed_by__in=marks))


def make_first_keys(using: str = "default", **kwargs: Any) -> None:
    """After migrations: give each purpose that has none the key that makes."""
    if using != "default":
        return
    have = Key.objects.filter(retired_at=None, revoked_at=None).values_list("purpose", flat=True)
    for purpose in sorted(set(Purpose.values) - set(have)):
        try:
            make_key(purpose)
        except IntegrityError:  # another process was first
            logger.info("key for %s is there already", purpose)
