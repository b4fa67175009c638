"""The same two storages in buckets; loaded only when a bucket is named."""

from typing import Any

from storages.backends.s3 import S3Storage

from marketplace.files.storage import BarePictures, TrueNames, object_parameters


class PublicBucket(BarePictures, S3Storage):
    """A bucket that everybody may read."""

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        return super().get_object_parameters(name) | object_parameters(name)


class PrivateBucket(TrueNames, S3Storage):
    """A bucket that nobody reads but through an address signed for a moment."""

    def url(self, name: str | None) -> str:
        """Lead nowhere: who only lists rows is given no address."""
        return "#"

    def signed_url(self, name: str, parameters: dict[str, str], seconds: int) -> str:
        """Sign an address for who was let in."""
        return S3Storage.url(self, name, parameters=parameters, expire=seconds)

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        return super().get_object_parameters(name) | object_parameters(name)
