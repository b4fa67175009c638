"""The same two storages in buckets; loaded only when a bucket is named.

A bucket is a server of others: it may be gone, hang, or refuse. What comes of it is told as a disk
would tell it, by an OSError, and after some failures it is left alone for a while.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from marketplace.files.storage import (
    BUCKET,
    BarePictures,
    FilesAway,
    TrueNames,
    object_parameters,
)
from marketplace.frame.outside import Resting


class BucketAway(FilesAway):
    """A bucket gave no answer, or none that helps."""


def is_silence(error: Exception) -> bool:
    """Tell whether the server is away; one that refuses what was asked answers."""
    if isinstance(error, ClientError):
        return error.response["ResponseMetadata"]["HTTPStatusCode"] >= 500
    return isinstance(error, BotoCoreError)


@contextmanager
def asking() -> Iterator[None]:
    """Bound what is asked of a bucket. Raises BucketAway."""
    try:
        with BUCKET.asking(is_silence):
            yield
    except (BotoCoreError, ClientError, Resting) as error:
        raise BucketAway(str(error)) from error


class Bucket(S3Storage):
    """A bucket whose failures are those of a disk."""

    def _open(self, name: str, mode: str = "rb") -> Any:
        with asking():
            file = super()._open(name, mode)
            if "r" in mode:
                _ = file.file  # it is fetched now, not at the first read
        return file

    def _save(self, name: str, content: Any) -> str:
        with asking():
            return super()._save(name, content)

    def delete(self, name: str) -> None:
        with asking():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with asking():
            return super().exists(name)

    def size(self, name: str) -> int:
        with asking():
            return super().size(name)

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        with asking():
            return super().listdir(name)

    def get_modified_time(self, name: str) -> Any:
        with asking():
            return super().get_modified_time(name)

    def answers(self) -> bool:
        """Tell whether the server is there now; a refusal is an answer."""
        try:
            with BUCKET.asking(is_silence):
                self.connection.meta.client.head_bucket(Bucket=self.bucket_name)
        except (BotoCoreError, ClientError, Resting) as error:
            return not isinstance(error, Resting) and not is_silence(error)
        return True

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        return super().get_object_parameters(name) | object_parameters(name)


class PublicBucket(BarePictures, Bucket):
    """A bucket that everybody may read."""


class PrivateBucket(TrueNames, Bucket):
    """A bucket that nobody reads but through an address signed for a moment."""

    def url(self, name: str | None) -> str:
        """Lead nowhere: who only lists rows is given no address."""
        return "#"

    def signed_url(self, name: str, parameters: dict[str, str], seconds: int) -> str:
        """Sign an address for who was let in."""
        return S3Storage.url(self, name, parameters=parameters, expire=seconds)
