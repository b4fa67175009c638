"""Files that are no pages: their words where they hold some, else what names their content."""

import hashlib
import io
import re
import zipfile

CHANCE = re.compile(  # times of a PDF, and its own identifiers
    rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)|D:\d{14}Z?|[A-Za-z0-9+/]{22}=="
)
TAG = re.compile(r"<[^>]+>")


def lines_of(kind: str, content: bytes) -> list[str]:
    """Tell what is in a file of this content type, without when it was written."""
    if content[:2] == b"PK":
        return lines_of_archive(content)
    if content[:4] == b"%PDF":
        content = CHANCE.sub(b"", content)
    return [f"{kind} {hashlib.sha256(content).hexdigest()[:16]}"]


def lines_of_archive(content: bytes) -> list[str]:
    """Tell the members of a zip archive; of a workbook its cells and texts."""
    lines = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        is_workbook = "xl/workbook.xml" in archive.namelist()
        for name in sorted(archive.namelist()):
            if not is_workbook:
                lines += lines_of(name, archive.read(name))
            elif name.startswith(("xl/worksheets/", "xl/sharedStrings", "xl/workbook")):
                text = archive.read(name).decode("utf-8", "replace")
                lines.append(f"{name} " + " ".join(TAG.sub(" ", text).split()))
    return lines
