"""Make a backup of the whole market, and remove those that fall out."""

import io
import json
import logging
import tarfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import IO, Any

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from marketplace.operations.backups import databases, retention
from marketplace.operations.backups import keys as market_keys
from marketplace.operations.backups.about import about_of
from marketplace.operations.backups.places import Place, workroom
from marketplace.operations.backups.sealing import recipients, seal
from marketplace.operations.backups.trees import tree_of
from marketplace.operations.checks import BACKUP
from marketplace.operations.models import Beat

logger = logging.getLogger(__name__)
TREES = {"media": "default", "private": "private"}  # parts, and the storages they are of
TOLD_EVERY = 5  # seconds

Say = Callable[[str], None]


@dataclass
class Sum:
    """A running count of one part of a backup."""

    files: int = 0
    bytes: int = 0
    digest: Any = field(default_factory=sha256)

    def begin(self, name: str, size: int) -> None:
        self.files += 1
        self.bytes += size
        self.digest.update(f"{name}\0{size}\0".encode())

    def told(self) -> dict[str, Any]:
        return {"files": self.files, "bytes": self.bytes, "sha256": self.digest.hexdigest()}


class Summed:
    """A stream that is summed up as it is read."""

    def __init__(self, stream: IO[bytes], digest: Any) -> None:
        self.stream, self.digest = stream, digest

    def read(self, size: int = -1) -> bytes:
        data = self.stream.read(size)
        self.digest.update(data)
        return data


class Writer:
    """The tar file inside a backup, part by part."""

    def __init__(self, out: IO[bytes], say: Say) -> None:
        self.tar = tarfile.TarFile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT)
        self.sums: dict[str, Sum] = {}
        self.say, self.told_at = say, time.monotonic()

    def add(self, part: str, name: str, content: IO[bytes]) -> None:
        size = content.seek(0, io.SEEK_END)
        content.seek(0)
        sum_ = self.sums.setdefault(part, Sum())
        sum_.begin(name, size)
        self.put(f"{part}/{name}" if name else part, size, Summed(content, sum_.digest))
        if time.monotonic() - self.told_at > TOLD_EVERY:
            self.say(f"  {part}: {sum_.files} files, {in_mb(sum_.bytes)}")
            self.told_at = time.monotonic()

    def put(self, name: str, size: int, content: Any) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.mtime = size, 0o600, int(time.time())
        self.tar.addfile(member, content)

    def put_json(self, name: str, facts: dict[str, Any]) -> None:
        data = json.dumps(facts, ensure_ascii=False, indent=1).encode()
        self.put(name, len(data), io.BytesIO(data))


def in_mb(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"


def make_backup(
    place: Place, say: Say, *, keys: Sequence[str] | None = None, with_files: bool = True
) -> str:
    """Make a backup and return its name. Raises BackupRefused, or what the place raises.

    Nothing is there under its name until all of it is. Two at once are two backups. It is
    sealed for `keys`, those of BACKUP_KEY without any. Without files it is what a rollback
    needs: the database and the keys.
    """
    to = recipients(settings.BACKUP_KEY if keys is None else keys)
    now = timezone.now()
    name = retention.name_of(now)
    with workroom() as folder:
        say("Copying the database.")
        tell = Progress(say)
        with databases.copied(folder, tell) as copy:
            about = {"made_at": now.isoformat(timespec="seconds"), **about_of(copy.ask)}
        say("Sealing database, keys and files.")
        with place.receive(name) as target:

            def write(out: IO[bytes]) -> None:
                writer = Writer(out, say)
                writer.put_json("about.json", about)
                with copy.path.open("rb") as dump:
                    writer.add("database", "", dump)
                add_keys(writer)
                gone = add_files(writer) if with_files else []
                parts = {part: sum_.told() for part, sum_ in writer.sums.items()}
                writer.put_json("parts.json", {"parts": parts, "gone": gone})
                writer.tar.close()

            seal(write, target, to)
    say(f"Made {name} in {place}.")
    return name


def add_keys(writer: Writer) -> None:
    for name, content in market_keys.members():
        writer.add("keys", name, io.BytesIO(content))


def add_files(writer: Writer) -> list[str]:
    """Add media and private files; name what went while that lasted."""
    gone = []
    for part, alias in TREES.items():
        tree = tree_of(alias)
        writer.sums[part] = Sum()
        for name in tree.names():
            copy = tree.copy_of(name)
            if copy is None:
                gone.append(f"{part}/{name}")
                continue
            with copy:
                writer.add(part, name, copy)
    if gone:
        writer.say(f"  {len(gone)} files went or changed meanwhile, {gone[0]} among them.")
    return gone


class Progress:
    """Tell how far a copy is, now and then."""

    def __init__(self, say: Say) -> None:
        self.say, self.told_at = say, time.monotonic()

    def __call__(self, share: float) -> None:
        if time.monotonic() - self.told_at > TOLD_EVERY:
            self.say(f"  {share:.0%}")
            self.told_at = time.monotonic()


def note_made() -> None:
    """Write down that a backup was made, for the health of the market."""
    try:
        Beat.objects.update_or_create(name=BACKUP, defaults={"at": timezone.now()})
    except DatabaseError:  # an older version's database, before it is migrated
        logger.warning("the backup is made, but could not be noted")


def remove_old(place: Place, say: Say) -> list[str]:
    """Remove the backups that BACKUP_KEEP keeps no more; return their names."""
    keep = retention.keep_of(settings.BACKUP_KEEP)
    gone = retention.to_remove(place.sizes(), keep, timezone.now())
    for name in gone:
        place.remove(name)
        say(f"Removed {name}.")
    return gone


def listed(place: Place) -> Iterator[str]:
    """Write the backups of a place, a line each, oldest first."""
    sizes = place.sizes()
    for moment, name in reversed(retention.dated(sizes)):
        yield f"{timezone.localtime(moment):%Y-%m-%d %H:%M}  {in_mb(sizes[name]):>12}  {name}"
