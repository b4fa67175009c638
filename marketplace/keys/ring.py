"""The keys as a process knows them: read from the database, kept for half a minute.

Whoever checks a code asks nothing of the database. A new key is asked for when its name first
comes; a revoked one is believed for KEPT seconds more at most. While the database is away a
process goes on with what it read.
"""

import datetime
import logging
import time
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, InterfaceError

from marketplace.keys import sealing
from marketplace.keys.models import Key

logger = logging.getLogger(__name__)

KEPT = 30.0  # seconds
ASKED_AGAIN = 5.0  # an unknown name asks the database so often at most


@dataclass(frozen=True)
class Held:
    """A key in memory; its secret is opened when it is first used."""

    purpose: str
    name: str
    sealed: str = ""
    sealed_by: str = ""
    public: str = ""
    made_at: datetime.datetime | None = None
    retired_at: datetime.datetime | None = None
    revoked_at: datetime.datetime | None = None
    reason: str = ""

    @property
    def makes(self) -> bool:
        return self.retired_at is None and self.revoked_at is None

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None

    @cached_property
    def secret(self) -> bytes:
        """Open the key. Raises ImproperlyConfigured where KEYS_SECRET is another one."""
        for secret in (settings.KEYS_SECRET, *settings.KEYS_SECRET_FALLBACKS):
            if sealing.mark_of(secret) == self.sealed_by:
                return sealing.open_closed(
                    self.sealed, sealing.key_from(secret), place_of(self.purpose, self.name)
                )
        raise ImproperlyConfigured(
            f"KEYS_SECRET does not open key {self.name} of {self.purpose}: set the one it was made"
            " with, or name that in KEYS_SECRET_FALLBACKS."
        )


Keys = dict[str, dict[str, Held]]  # by purpose, by name, oldest first
FIELDS = tuple(Held.__dataclass_fields__)
_read: tuple[float, Keys] = (-1e9, {})


def place_of(purpose: str, name: str) -> str:
    """Say for which row a secret is closed."""
    return f"{purpose}|{name}"


def hold(keys: Keys) -> None:
    """Go by these keys from now on."""
    global _read
    _read = time.monotonic(), keys


def forget() -> None:
    """Read anew when a key is next asked for."""
    global _read
    _read = -1e9, {}


def read() -> Keys:
    """Read all keys; those known before while the database does not answer."""
    global _read
    _at, known = _read
    try:
        rows = Key.objects.using("default").order_by("made_at", "pk").values(*FIELDS)
        found: Keys = {}
        for row in rows:
            before = known.get(row["purpose"], {}).get(row["name"])
            held = Held(**row)
            # The same row again keeps what was opened.
            found.setdefault(held.purpose, {})[held.name] = before if before == held else held
    except (DatabaseError, InterfaceError):
        if not known:
            raise
        logger.warning("keys could not be read anew")
        found = known
    hold(found)
    return found


def keys_of(purpose: str) -> dict[str, Held]:
    """The keys of a purpose by their names, oldest first."""
    at, keys = _read
    if time.monotonic() - at > KEPT:
        keys = read()
    return keys.get(purpose, {})


def find(purpose: str, name: str) -> Held | None:
    """The key of this name; one that is unknown may have been made a moment ago."""
    held = keys_of(purpose).get(name)
    if held is None and time.monotonic() - _read[0] > ASKED_AGAIN:
        held = read().get(purpose, {}).get(name)
    return held


def newest(purpose: str) -> Held:
    """The key that makes. Raises ImproperlyConfigured where there is none yet."""
    for keys in (keys_of(purpose), None):
        for held in reversed((read().get(purpose, {}) if keys is None else keys).values()):
            if held.makes:
                return held
    raise ImproperlyConfigured(f"There is no key for {purpose}: run manage.py migrate.")
