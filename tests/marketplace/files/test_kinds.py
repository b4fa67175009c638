"""A file is what its bytes say."""

import io
import zipfile

import openpyxl
import pytest
from PIL import Image

from marketplace.files import kinds
from marketplace.files.kinds import kind_of
from marketplace.files.pictures import know_heic


def picture(kind: str) -> bytes:
    know_heic()
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, kind)
    return file.getvalue()


def archive(**files: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return file.getvalue()


def sheet() -> bytes:
    file = io.BytesIO()
    openpyxl.Workbook().save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (picture("JPEG"), "evil.html", kinds.JPEG),
        (picture("PNG"), "a.jpg", kinds.PNG),
        (picture("WEBP"), "", kinds.WEBP),
        (picture("AVIF"), "", kinds.AVIF),
        (picture("HEIF"), "", kinds.HEIC),
        (b"%PDF-1.7 ...", "", kinds.PDF),
        (sheet(), "", kinds.XLSX),
        (archive(**{"word/document.xml": ""}), "", kinds.DOCX),
        (archive(mimetype=kinds.ODT.content_type), "", kinds.ODT),
        (archive(mimetype=kinds.ODS.content_type), "", kinds.ODS),
        (archive(mimetype="text/html"), "", kinds.ZIP),
        (archive(a="b"), "a.docx", kinds.ZIP),
        (b"PK\x03\x04" + bytes(40), "", kinds.OTHER),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(40), "", kinds.XLS),
        ("ngày;số".encode(), "a.CSV", kinds.CSV),
        (b"<html><script>alert(1)</script>", "evil.html", kinds.TXT),
        ("đ".encode("utf-16"), "", kinds.TXT),
        (b"MZ\0\0", "a.pdf", kinds.OTHER),
        (b"", "a.pdf", kinds.OTHER),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "a.heic", kinds.OTHER),
    ],
)
def test_kind_is_told_by_the_bytes(content, name, kind):
    file = io.BytesIO(content)
    file.read()
    assert kind_of(file, name) == kind
    assert file.tell() == 0


def test_every_ending_stands_for_one_kind():
    assert len(kinds.BY_ENDING) == len(kinds.KINDS)
