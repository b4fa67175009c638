"""Files of the market by name, wherever its storages keep them: read for a backup, written back.

Names of stored files are chance and never used again, so a file is there, whole, or not there.
One that goes while the backup runs was not needed any more by what came after the database was
copied; one that is being written is copied when its size stands still.
"""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Protocol

from django.core.files.storage import FileSystemStorage, storages

from marketplace.operations.backups import BackupRefused

IN_MEMORY = 8 * 1024 * 1024
TRIES = 3


class Tree(Protocol):
    def names(self) -> Iterator[str]: ...

    def copy_of(self, name: str) -> IO[bytes] | None:
        """Copy a file as it is at one moment; nothing when it is gone or never stands still."""
        ...

    def write(self, name: str, content: IO[bytes]) -> None: ...

    def is_empty(self) -> bool: ...


class FolderTree:
    """Files below a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def names(self) -> Iterator[str]:
        for path in sorted(self.root.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(self.root).as_posix()

    def copy_of(self, name: str) -> IO[bytes] | None:
        path = self.root / name
        for _ in range(TRIES):
            copy = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the caller closes it
            try:
                before = path.stat()
                with path.open("rb") as file:
                    shutil.copyfileobj(file, copy)
                after = path.stat()
            except FileNotFoundError:
                copy.close()
                return None
            if (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns):
                copy.seek(0)
                return copy
            copy.close()
        return None

    def write(self, name: str, content: IO[bytes]) -> None:
        path = self.root / name
        if not path.resolve().is_relative_to(self.root.resolve()):
            raise BackupRefused(f"The backup names a file outside of its folder: {name}")
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(f".{path.name}.half")
        with half.open("wb") as out:
            shutil.copyfileobj(content, out)
        half.rename(path)

    def is_empty(self) -> bool:
        return next(self.names(), None) is None


class BucketTree:
    """Files of a bucket, through django-storages' own client."""

    def __init__(self, storage: Any) -> None:
        self.storage = storage

    def names(self) -> Iterator[str]:
        for each in self.storage.bucket.objects.all():
            yield each.key

    def copy_of(self, name: str) -> IO[bytes] | None:
        from botocore.exceptions import ClientError

        copy = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the caller closes it
        try:
            self.storage.bucket.download_fileobj(name, copy)
        except ClientError as error:
            copy.close()
            if error.response.get("Error", {}).get("Code") in ("404", "NoSuchKey"):
                return None
            raise
        copy.seek(0)
        return copy

    def write(self, name: str, content: IO[bytes]) -> None:
        more = self.storage.get_object_parameters(name)
        self.storage.bucket.upload_fileobj(content, name, ExtraArgs=more)

    def is_empty(self) -> bool:
        return next(self.names(), None) is None


def tree_of(alias: str) -> Tree:
    storage = storages[alias]
    if isinstance(storage, FileSystemStorage):
        return FolderTree(Path(storage.location))
    return BucketTree(storage)
