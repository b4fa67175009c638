"""Where backups lie: a folder, or a bucket that is not the uploads' own.

Nothing half is ever seen under its name: a folder's file is renamed when it is whole and on
disk, a bucket shows an object once all of it is there.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import IO, Any, Protocol

from django.conf import settings

from marketplace.operations.backups import BackupRefused
from marketplace.operations.backups.retention import moment_of

LEFT_BEHIND = 2 * 24 * 3600  # seconds: a half file so old is of a run that died


class Place(Protocol):
    """A place of backups. All methods raise OSError or the client's error when it is away."""

    def sizes(self) -> dict[str, int]:
        """Give the backups, oldest first, with their sizes in bytes."""
        ...

    def receive(self, name: str) -> Any:
        """Give, as a context, a file to write; it is there under its name when that ends well."""
        ...

    def read(self, name: str) -> Any:
        """Give, as a context, the file of a name. Raises FileNotFoundError."""
        ...

    def remove(self, name: str) -> None: ...


class Folder:
    """A folder of this machine, or of another one that is mounted here."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __str__(self) -> str:
        return str(self.path)

    def sizes(self) -> dict[str, int]:
        if not self.path.is_dir():
            return {}
        files = sorted(each for each in self.path.iterdir() if moment_of(each.name))
        return {each.name: each.stat().st_size for each in files}

    @contextmanager
    def receive(self, name: str) -> Iterator[IO[bytes]]:
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.sweep()
        half = self.path / f".{name}.half"
        try:
            with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                yield out
                out.flush()
                os.fsync(out.fileno())
            half.rename(self.path / name)
        finally:
            half.unlink(missing_ok=True)
        folder = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def sweep(self) -> None:
        """Remove what runs that were killed left behind."""
        for half in self.path.glob(".market-*.half"):
            if time.time() - half.stat().st_mtime > LEFT_BEHIND:
                half.unlink(missing_ok=True)

    def read(self, name: str) -> IO[bytes]:
        return (self.path / name).open("rb")

    def remove(self, name: str) -> None:
        (self.path / name).unlink(missing_ok=True)


class Bucket:
    """A bucket, or a folder in one."""

    def __init__(self, name: str, prefix: str) -> None:
        self.name, self.prefix = name, f"{prefix.strip('/')}/" if prefix.strip("/") else ""

    def __str__(self) -> str:
        return f"s3://{self.name}/{self.prefix}"

    @cached_property
    def bucket(self) -> Any:
        import boto3  # half a second that others do not need
        from botocore.config import Config

        session = boto3.session.Session(
            aws_access_key_id=settings.BACKUP_S3_ACCESS_KEY or None,
            aws_secret_access_key=settings.BACKUP_S3_SECRET_KEY or None,
        )
        config = Config(
            connect_timeout=10,
            read_timeout=60,
            retries={"total_max_attempts": 3},
            request_checksum_calculation="when_required",  # not all that speak S3 know more
        )
        resource = session.resource(
            "s3",
            endpoint_url=settings.BACKUP_S3_ENDPOINT_URL or None,
            config=config,
            region_name=None if session.region_name else "us-east-1",
        )
        return resource.Bucket(self.name)

    def sizes(self) -> dict[str, int]:
        found = {
            each.key.removeprefix(self.prefix): each.size
            for each in self.bucket.objects.filter(Prefix=self.prefix)
        }
        return {name: found[name] for name in sorted(found) if moment_of(name)}

    @contextmanager
    def receive(self, name: str) -> Iterator[IO[bytes]]:
        with beside() as file:
            yield file
            file.seek(0)
            self.bucket.upload_fileobj(file, self.prefix + name)

    @contextmanager
    def read(self, name: str) -> Iterator[IO[bytes]]:
        from botocore.exceptions import ClientError

        with beside() as file:
            try:
                self.bucket.download_fileobj(self.prefix + name, file)
            except ClientError as error:
                if error.response.get("Error", {}).get("Code") in ("404", "NoSuchKey"):
                    raise FileNotFoundError(name) from error
                raise
            file.seek(0)
            yield file

    def remove(self, name: str) -> None:
        self.bucket.Object(self.prefix + name).delete()


@contextmanager
def beside() -> Iterator[IO[bytes]]:
    """Give a file of this machine that is gone with the process, however that ends."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=settings.VAR_DIR) as file:
        yield file


@contextmanager
def workroom() -> Iterator[Path]:
    """Give a folder for us alone, and remove it; what killed runs left goes, too."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    for left in settings.VAR_DIR.glob("backup-work-*"):
        if time.time() - left.stat().st_mtime > LEFT_BEHIND:
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="backup-work-", dir=settings.VAR_DIR) as folder:
        yield Path(folder)


def place_of(address: str) -> Place:
    """Read "/var/backups/market" or "s3://bucket/folder". Raises BackupRefused."""
    if address.startswith("s3://"):
        name, _, prefix = address.removeprefix("s3://").partition("/")
        if not name:
            raise BackupRefused(
                f"{address!r} names no bucket; it must look like s3://bucket/folder."
            )
        if name in (settings.S3_BUCKET, settings.S3_PRIVATE_BUCKET):
            raise BackupRefused(
                f"{name} is a bucket of the market's own files: who deletes those deletes their"
                " backups. Name another one."
            )
        return Bucket(name, prefix)
    if not address:
        raise BackupRefused(
            "BACKUP_TO is not set: name a folder or a bucket (s3://bucket/folder) for backups."
        )
    return Folder(Path(address))
