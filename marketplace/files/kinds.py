"""What a file is, told by its bytes: what a stranger's program says of it counts for nothing."""

import zipfile
from dataclasses import dataclass
from typing import IO

HEAD = 512  # bytes that tell most kinds


@dataclass(frozen=True)
class Kind:
    """A kind of file; `ending` is how a stored one ends, without the dot."""

    ending: str
    content_type: str
    is_picture: bool = False


JPEG = Kind("jpg", "image/jpeg", is_picture=True)
PNG = Kind("png", "image/png", is_picture=True)
WEBP = Kind("webp", "image/webp", is_picture=True)
AVIF = Kind("avif", "image/avif", is_picture=True)
HEIC = Kind("heic", "image/heic", is_picture=True)
PDF = Kind("pdf", "application/pdf")
ZIP = Kind("zip", "application/zip")
DOCX = Kind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
XLSX = Kind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
ODT = Kind("odt", "application/vnd.oasis.opendocument.text")
ODS = Kind("ods", "application/vnd.oasis.opendocument.spreadsheet")
XLS = Kind("xls", "application/vnd.ms-excel")
CSV = Kind("csv", "text/csv")
TXT = Kind("txt", "text/plain")
OTHER = Kind("bin", "application/octet-stream")

KINDS = (JPEG, PNG, WEBP, AVIF, HEIC, PDF, ZIP, DOCX, XLSX, ODT, ODS, XLS, CSV, TXT, OTHER)
BY_ENDING = {kind.ending: kind for kind in KINDS}
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
AVIF_BRANDS = {b"avif", b"avis"}
WITHIN_ZIP = {"word/": DOCX, "xl/": XLSX}


def kind_of(file: IO[bytes], name: str = "") -> Kind:
    """Tell what a file is; it is given back at its start.

    `name` tells only between kinds of plain text, which look alike.
    """
    file.seek(0)
    head = file.read(HEAD)
    found = kind_of_head(head)
    if found is ZIP:
        found = kind_of_zip(file)
    elif found is OTHER and is_text(file):
        found = CSV if name.lower().endswith(".csv") else TXT
    file.seek(0)
    return found


def kind_of_head(head: bytes) -> Kind:
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp":  # ISO base media file: the major brand, then those it goes with
        size = int.from_bytes(head[:4])
        brands = {head[at : at + 4] for at in (8, *range(16, min(size, HEAD), 4))}
        if brands & AVIF_BRANDS:
            return AVIF
        return HEIC if brands & HEIC_BRANDS else OTHER
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"PK\x03\x04"):
        return ZIP
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return XLS
    return OTHER


def kind_of_zip(file: IO[bytes]) -> Kind:
    """Tell a document of an office program from any other ZIP."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if "mimetype" in names:
                said = archive.open("mimetype").read(80).decode("ascii", "replace")
                return next((kind for kind in (ODT, ODS) if kind.content_type == said), ZIP)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError):
        return OTHER
    return next(
        (
            kind
            for folder, kind in WITHIN_ZIP.items()
            if any(name.startswith(folder) for name in names)
        ),
        ZIP,
    )


def is_text(file: IO[bytes]) -> bool:
    """Tell whether a file's beginning is text in UTF-8 or in one byte a letter."""
    file.seek(0)
    head = file.read(8192)
    return bool(head) and (b"\0" not in head or head[:2] in {b"\xff\xfe", b"\xfe\xff"})
