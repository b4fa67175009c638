"""Read a backup to its end, and make a market of it again.

It is read twice: first to its end, which alone says that it is whole and true, and only then is
anything written. The database comes last, so a market is never served with half of its files.
"""

import json
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from marketplace.operations.backups import BackupRefused, databases, keys
from marketplace.operations.backups.about import About, refuse_foreign, waiting_migrations
from marketplace.operations.backups.making import TREES, Say, Sum, Summed, in_mb
from marketplace.operations.backups.places import Place, workroom
from marketplace.operations.backups.sealing import CHUNK, identities, opened
from marketplace.operations.backups.trees import tree_of

Take = Callable[[str, str, IO[bytes]], None]  # part, name, content
LATEST = "latest"


def chosen(place: Place, name: str) -> str:
    """Find a backup by its name or "latest". Raises BackupRefused."""
    there = list(place.sizes())
    if not there:
        raise BackupRefused(f"There is no backup in {place}.")
    if name == LATEST:
        return there[-1]
    if name not in there:
        raise BackupRefused(f"There is no backup {name} in {place}; `manage.py backup --list`.")
    return name


def leave(part: str, name: str, content: IO[bytes]) -> None:
    """Take nothing; it is summed up all the same."""


def read_backup(source: IO[bytes], key: str, take: Take = leave) -> About:
    """Read a backup to its end, hand on its files, return what it is of.

    Raises BackupRefused when the key is wrong or anything is not as it was written.
    """
    about: About = {}
    said: dict[str, Any] | None = None
    sums: dict[str, Sum] = {}
    with opened(source, identities(key)) as stream:
        try:
            with tarfile.open(fileobj=stream, mode="r|") as tar:
                for member in tar:
                    content = tar.extractfile(member) if member.isfile() else None
                    if content is None:
                        raise BackupRefused(f"The backup holds what is no file: {member.name}")
                    if member.name == "about.json":
                        about = json.load(content)
                    elif member.name == "parts.json":
                        said = json.load(content)
                    else:
                        part, _, name = member.name.partition("/")
                        sum_ = sums.setdefault(part, Sum())
                        sum_.begin(name, member.size)
                        summed: Any = Summed(content, sum_.digest)
                        take(part, name, summed)
                        while summed.read(CHUNK):
                            pass
        except (tarfile.TarError, ValueError) as error:
            raise BackupRefused(f"The backup is damaged or cut: {error}.") from error
    if said is None or not about:
        raise BackupRefused("The backup is cut: its end is missing.")
    compare(sums, said["parts"])
    return about | said


def compare(sums: dict[str, Sum], said: dict[str, Any]) -> None:
    """Compare what was read with what was written. Raises BackupRefused."""
    for part, facts in said.items():
        if sums.pop(part, Sum()).told() != facts:
            raise BackupRefused(f"The backup is damaged: {part} is not what was written.")
    if sums:
        raise BackupRefused(f"The backup is damaged: {', '.join(sums)} was not written.")


def verify(place: Place, name: str, key: str) -> About:
    """Read a backup to its end. Raises BackupRefused."""
    with place.read(chosen(place, name)) as source:
        return read_backup(source, key)


def in_words(about: About) -> list[str]:
    """Tell people what a backup holds."""
    parts = [
        f"{name} {facts['files']} files, {in_mb(facts['bytes'])}"
        for name, facts in about["parts"].items()
    ]
    counts = [f"{count} {name.partition('.')[2]}" for name, count in about["counts"].items()]
    return [
        f"{about['site']}, {about['made_at']}, version {about['version']} "
        f"({about['revision'][:12] or 'commit unknown'}), {about['vendor']}, "
        f"{len(about['migrations'])} migrations.",
        "; ".join(parts) + ".",
        ", ".join(counts) + ".",
    ]


def occupied() -> list[str]:
    """Name what is here already and would be written over."""
    found = ["the database has tables"] if databases.tables() else []
    return found + [
        f"there are {part} files" for part, alias in TREES.items() if not tree_of(alias).is_empty()
    ]


def restore(place: Place, name: str, key: str, *, force: bool, say: Say) -> About:
    """Make this installation what a backup holds. Raises BackupRefused, before anything is written
    if it can be known before.

    With `force` the database is replaced in one step; files are added to those that are there.
    """
    there = occupied()
    if there and not force:
        raise BackupRefused(
            f"This place is not empty: {', '.join(there)}. Restore into an empty one, or say"
            " --force to replace it."
        )
    with place.read(chosen(place, name)) as source, workroom() as folder:
        say("Reading the backup to its end.")
        about = read_backup(source, key)
        for line in in_words(about):
            say(f"  {line}")
        refuse_foreign(about)
        say("Writing files.")
        source.seek(0)
        taker = Taker(folder, say)
        read_backup(source, key, taker)
        say("Putting the database in its place.")
        databases.put(folder / "database")
    if taker.differing:
        say(
            f"Other than here were: {', '.join(taker.differing)}. What they were stands in"
            f" {taker.kept}: put it into the environment, then remove that file."
        )
    waiting = waiting_migrations()
    if waiting:
        say(f"{waiting} migrations of this version wait: run manage.py migrate.")
    say("Restored.")
    return about


class Taker:
    """Puts what a backup holds where this installation keeps it."""

    def __init__(self, folder: Path, say: Say) -> None:
        self.folder, self.say = folder, say
        self.trees = {part: tree_of(alias) for part, alias in TREES.items()}
        self.differing: list[str] = []
        self.kept: Path | None = None

    def __call__(self, part: str, name: str, content: IO[bytes]) -> None:
        if part == "database":
            with (self.folder / "database").open("wb") as out:
                shutil.copyfileobj(content, out)
        elif part == "keys":
            self.take_key(name, content.read())
        elif part in self.trees:
            self.trees[part].write(name, content)

    def take_key(self, name: str, content: bytes) -> None:
        """Put a key file in its place; the environment's beside it, where it is another."""
        if name == keys.ENVIRONMENT:
            self.differing = keys.differing(content)
            if not self.differing:
                return
            self.kept = keys.put(keys.RESTORED, content)
        else:
            keys.put(name, content)
