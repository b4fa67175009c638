"""Names of backups, and which of them are kept.

A name tells when, in UTC, and ends by chance: two of the same second are two.

    market-20261128T184500Z-3f9a2c.age

Kept are the newest backup of each of the last N days, weeks (from Monday) and months that have
one, and whatever is younger than a day. With 7 days, 4 weeks and 12 months, a year after the
first night, 7 + 3 or 4 + 11 or 12 are there.
"""

import datetime
import re
import secrets
from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.utils import timezone

from marketplace.operations.backups import BackupRefused

NAME = re.compile(r"market-(\d{8}T\d{6}Z)-[0-9a-f]{6}\.age")
STAMP = "%Y%m%dT%H%M%SZ"
DAY = datetime.timedelta(days=1)


class Keep(NamedTuple):
    """How many days, weeks and months keep a backup."""

    daily: int
    weekly: int
    monthly: int


def keep_of(text: str) -> Keep:
    """Read "7,4,12". Raises BackupRefused."""
    parts = text.split(",")
    if len(parts) != 3 or not all(part.strip().isdigit() for part in parts):
        raise BackupRefused(f"BACKUP_KEEP is {text!r}; it must be days,weeks,months like 7,4,12.")
    keep = Keep(*(int(part) for part in parts))
    if not any(keep):
        raise BackupRefused("BACKUP_KEEP keeps no backup at all.")
    return keep


def name_of(moment: datetime.datetime) -> str:
    stamp = moment.astimezone(datetime.UTC).strftime(STAMP)
    return f"market-{stamp}-{secrets.token_hex(3)}.age"


def moment_of(name: str) -> datetime.datetime | None:
    """Tell when a backup was made; nothing for what is no backup of ours."""
    found = NAME.fullmatch(name)
    if found is None:
        return None
    return datetime.datetime.strptime(found[1], STAMP).replace(tzinfo=datetime.UTC)


def dated(names: Iterable[str]) -> list[tuple[datetime.datetime, str]]:
    """Give those that are backups of ours with when they were made, newest first."""
    moments = ((moment_of(name), name) for name in names)
    return sorted(((moment, name) for moment, name in moments if moment), reverse=True)


def to_remove(names: Iterable[str], keep: Keep, now: datetime.datetime) -> list[str]:
    """List what falls out, oldest first. What is no backup of ours is never listed."""
    there = dated(names)
    kept = {name for moment, name in there if now - moment < DAY}
    rules: list[tuple[int, Callable[[datetime.date], object]]] = [
        (keep.daily, lambda day: day),
        (keep.weekly, lambda day: day.isocalendar()[:2]),
        (keep.monthly, lambda day: (day.year, day.month)),
    ]
    for count, period_of in rules:
        newest: dict[object, str] = {}
        for moment, name in there:
            newest.setdefault(period_of(timezone.localdate(moment)), name)
        kept.update(list(newest.values())[:count])
    return sorted(name for _moment, name in there if name not in kept)
