"""Where files are kept: what strangers may fetch, and apart from it what is private.

Both give each file a name of chance and the ending of what it is, whatever it was called. Public
storage is the last door for pictures: what carries more than pixels is drawn anew.
"""

from os import PathLike
from pathlib import PurePosixPath
from typing import Any, cast
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation, ValidationError
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages

from marketplace.files.bare import is_bare
from marketplace.files.kinds import BY_ENDING, Kind, kind_of
from marketplace.files.pictures import Picture, as_picture
from marketplace.frame.outside import Outside

PUBLIC, PRIVATE = "default", "private"
BUCKET = Outside("bucket")  # what holds files that do not lie on this machine's disk


class FilesAway(OSError):
    """What holds files gave no answer, or none that helps."""


OTHER_SPELLINGS = {"jpeg": "jpg"}


def private_storage() -> Storage:
    return storages[PRIVATE]


def takes_files() -> bool:
    """Tell whether a file could be kept now; a disk of this machine always takes them."""
    answers = getattr(storages[PUBLIC], "answers", None)
    return answers is None or answers()


def by_chance(name: str) -> str:
    """Name a new file: its folder stays, its stem says nothing. "a/IMG_1.HTML" -> "a/3f….html"."""
    path = PurePosixPath(name.replace("\\", "/"))
    return str(path.with_name(f"{uuid4().hex}{path.suffix.lower()}"))


def truly_named(name: str, kind: Kind) -> str:
    """End a name as what the file is; a name that does already stays as it is."""
    path = PurePosixPath(name)
    ending = path.suffix.lower().removeprefix(".")
    if OTHER_SPELLINGS.get(ending, ending) == kind.ending:
        return name
    return str(path.with_suffix(f".{kind.ending}")) if path.suffix else f"{name}.{kind.ending}"


class TrueNames(Storage):
    """Names of chance for what a field keeps, true endings for everything."""

    def generate_filename(self, filename: str | PathLike[str]) -> str:
        return super().generate_filename(by_chance(str(filename)))

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        name = name or content.name
        content = self.taken(content if hasattr(content, "chunks") else File(content))
        kind = kind_of(cast(Any, content), name)
        return super().save(truly_named(name, kind), content, max_length)

    def taken(self, content: Any) -> Any:
        return content


class BarePictures(TrueNames):
    """Pictures hold nothing but themselves, by whichever way they came."""

    def taken(self, content: Any) -> Any:
        if isinstance(content, Picture) or not kind_of(content).is_picture or is_bare(content):
            return content
        try:
            return as_picture(content)
        except ValidationError as refusal:
            raise SuspiciousFileOperation(str(refusal.messages[0])) from refusal


class PublicFiles(BarePictures, FileSystemStorage):
    """Files that the web server gives to everybody, below MEDIA_ROOT."""


class PrivateFiles(TrueNames, FileSystemStorage):
    """Files below PRIVATE_ROOT; no web server gives them out by itself."""

    @property
    def base_location(self) -> str:  # type: ignore[override]  # asked each time: tests change it
        return str(settings.PRIVATE_ROOT)

    @property
    def location(self) -> str:  # type: ignore[override]
        return str(settings.PRIVATE_ROOT)

    def url(self, name: str | None) -> str:
        """Lead nowhere: marketplace.files.downloads gives an address that ends soon."""
        return "#"


def is_local() -> bool:
    """Tell whether files lie on this machine's disk, not in a bucket."""
    return not settings.S3_BUCKET


def content_type_of(name: str) -> str:
    """The type that a stored file is given out as, by its ending alone."""
    kind = BY_ENDING.get(PurePosixPath(name).suffix.lower().removeprefix("."))
    return kind.content_type if kind else "application/octet-stream"


def is_shown(name: str) -> bool:
    """Tell whether a browser may show a stored file, not only keep it."""
    kind = BY_ENDING.get(PurePosixPath(name).suffix.lower().removeprefix("."))
    return bool(kind and kind.is_picture)


def object_parameters(name: str) -> dict[str, str]:
    """What a bucket says with a file: its type, and that what is no picture is only kept."""
    parameters = {"ContentType": content_type_of(name)}
    if not is_shown(name):
        parameters["ContentDisposition"] = "attachment"
    return parameters
