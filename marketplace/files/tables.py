"""Read the rows of a table that somebody sends: CSV, XLSX, old XLS, or HTML that is called .xls.

What a file is, its bytes say and never its name. All rows come, blank ones too, so that a row has
the number that a spreadsheet shows; cells are texts as a person reads them:

    25/11/2026;FT001;;"544,000"         -> ["25/11/2026", "FT001", "", "544,000"]
    544000.0 (a number of Excel)        -> "544000"
    2026-11-25 08:03:09 (a time)        -> "25/11/2026 08:03:09"

The sign between the columns of a CSV is the one that gives most rows the same number of columns,
not the one that is there most: sums have commas, and so have addresses.
"""

import csv
import io
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import Literal
from unicodedata import normalize

from marketplace.files.html_tables import html_rows

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_SHEETS = 10
MAX_UNPACKED = 120 * 1024 * 1024  # bytes of all parts of a workbook; a sheet is read in a stream
MAX_WORDS = 24 * 1024 * 1024  # bytes of its texts, which are held at once
DELIMITERS = ";,\t|"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLD_EXCEL = tuple(bytes([9, kind]) for kind in (0, 2, 4, 8))  # BIFF 2 to 5 without a container
MARKUP = (b"<html", b"<table", b"<!doctype html", b"<workbook", b"urn:schemas-microsoft-com:office")
# What a cut or untrue workbook raises somewhere inside its reader.
BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)

Rows = list[list[str]]


class Unreadable(Exception):
    """The file is no table that can be read; `code` says why, `row` (from 1) where."""

    def __init__(self, code: str, row: int = 0) -> None:
        super().__init__(code)
        self.code, self.row = code, row


def read_sheets(content: bytes, *, with_lines: bool = False, fewest: int = 3) -> list[Rows]:
    """Read a file's sheets, a CSV as one; its cells keep their lines on wish.

    `fewest`: columns that a CSV has at least. Raises Unreadable.
    """
    if len(content) > MAX_BYTES:
        raise Unreadable("too_large")
    head = content[:4096].lower()
    if content[:2] == b"PK":
        return read_xlsx(content, with_lines)
    if content.startswith((OLE, *OLD_EXCEL)):
        return read_xls(content, with_lines)
    if content.startswith(b"%PDF-"):
        raise Unreadable("pdf")
    if b"mime-version:" in head and b"multipart/" in head:
        raise Unreadable("web_archive")
    if any(mark in head.replace(b"\0", b"") for mark in MARKUP):
        return [bounded(row for table in html_rows(decoded(content)) for row in table)]
    return [read_csv(content, with_lines, fewest)]


def bounded(rows: Iterable[Iterable[object]], with_lines: bool = False) -> Rows:
    """Give rows as texts, without what is blank at their ends. Raises Unreadable: too_long."""
    read = [texts_of(row, with_lines) for row in islice(rows, MAX_ROWS + 200)]
    while read and not read[-1]:
        read.pop()
    if sum(1 for row in read if row) > MAX_ROWS:
        raise Unreadable("too_long")
    return read


def texts_of(row: Iterable[object], with_lines: bool = False) -> list[str]:
    texts = [text_of(cell, with_lines) for cell in islice(row, MAX_COLUMNS)]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def text_of(cell: object, with_lines: bool = False) -> str:
    """Write a cell as a person reads it: days as dd/mm/yyyy, whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.strftime("%d/%m/%Y %H:%M:%S")
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, time):
        return cell.strftime("%H:%M:%S")
    if isinstance(cell, float):
        return written(cell)
    plain = str(cell).replace("\0", "")  # PostgreSQL keeps no NUL
    lines = plain.splitlines() if with_lines else [plain]
    text = "\n".join(" ".join(line.split()) for line in lines).strip("\n")
    return text if text.isascii() else normalize("NFC", text)  # Windows-1258 has marks apart


def written(number: float) -> str:
    """Write a number with what is behind its point, as far as a double means it."""
    if number != number or number in (float("inf"), float("-inf")):
        return ""
    return str(int(number)) if number.is_integer() else f"{number:.6f}".rstrip("0").rstrip(".")


# Workbooks.


def read_xlsx(content: bytes, with_lines: bool = False) -> list[Rows]:
    from openpyxl import load_workbook  # read with the first file: it is large

    try:
        check_unpacked(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets = []
        for sheet in book.worksheets[:MAX_SHEETS]:
            sheet.reset_dimensions()  # what a file says of its size need not be so
            rows = sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS)
            sheets.append(bounded(rows, with_lines))
    except BROKEN as error:
        raise Unreadable("no_workbook") from error
    if not sheets:
        raise Unreadable("no_workbook")
    return sheets


def check_unpacked(content: bytes) -> None:
    """Refuse a workbook that would grow beyond measure. Raises Unreadable, BadZipFile."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sizes = {part.filename: part.file_size for part in archive.infolist()}
    words = max((size for name, size in sizes.items() if "sharedStrings" in name), default=0)
    if sum(sizes.values()) > MAX_UNPACKED or words > MAX_WORDS:
        raise Unreadable("too_long")


def read_xls(content: bytes, with_lines: bool = False) -> list[Rows]:
    """Read a workbook of Excel before 2007. Raises Unreadable."""
    import xlrd  # read with the first old file

    if "EncryptedPackage".encode("utf-16-le") in content:  # an XLSX with a password
        raise Unreadable("locked")
    try:
        book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO(), on_demand=True)
        names = book.sheet_names()[:MAX_SHEETS]
        sheets = [
            bounded(xls_rows(book.sheet_by_name(name), book.datemode), with_lines) for name in names
        ]
    except xlrd.XLRDError as error:
        is_locked = "encrypted" in str(error).lower()
        raise Unreadable("locked" if is_locked else "no_workbook") from error
    except (*BROKEN, xlrd.compdoc.CompDocError) as error:
        raise Unreadable("no_workbook") from error
    if not sheets:  # a byte that went wrong may take the list of them away
        raise Unreadable("no_workbook")
    return sheets


def xls_rows(sheet, datemode: int) -> Iterator[list[object]]:
    import xlrd

    for number in range(sheet.nrows):
        row: list[object] = []
        for cell in sheet.row(number)[:MAX_COLUMNS]:
            if cell.ctype == xlrd.XL_CELL_DATE and cell.value >= 1:
                row.append(xlrd.xldate_as_datetime(cell.value, datemode))
            elif cell.ctype in (xlrd.XL_CELL_ERROR, xlrd.XL_CELL_BOOLEAN):
                row.append(None)
            else:
                row.append(cell.value)
        yield row


# Texts.


def decoded(content: bytes) -> str:
    """Read letters: UTF-8, UTF-16 by its mark or its zeros, else Vietnamese Windows'.

    Raises Unreadable: encoding.
    """
    # UTF-16 takes nearly any bytes; that of a table has zeros in its delimiters, others none.
    for encoding in ("utf-8-sig", "utf-16" if b"\0" in content else "cp1258"):
        try:
            return content.decode(encoding).replace("\0", "")
        except UnicodeError:
            continue
    raise Unreadable("encoding")


def read_csv(content: bytes, with_lines: bool = False, fewest: int = 3) -> Rows:
    """Read a CSV by the delimiter, and the way of its quotes, that make its rows alike."""
    text = decoded(content)
    first, _, rest = text.partition("\n")
    if first.strip().lower() in {f"sep={sign}" for sign in DELIMITERS}:  # a hint for Excel
        text = rest
    read = [(each, split(text, each, csv.QUOTE_MINIMAL)) for each in DELIMITERS]

    def worth(way: tuple[str, Rows | None]) -> tuple[int, int]:
        return likeness_of(way, fewest)

    best = max((way for way in read if way[1] is not None), key=worth, default=None)
    if best is None:
        raise Unreadable("no_table")
    # A quote that is never closed takes the rows behind it along.
    as_is = best[0], split(text, best[0], csv.QUOTE_NONE)
    return bounded(max((best, as_is), key=worth)[1] or [], with_lines)


def split(text: str, delimiter: str, quoting: Literal[0, 3]) -> Rows | None:
    lines = io.StringIO(text, newline=None)
    try:
        return list(csv.reader(lines, delimiter=delimiter, quoting=quoting))
    except csv.Error:
        return None


def likeness_of(way: tuple[str, Rows | None], fewest: int) -> tuple[int, int]:
    """How many rows have the commonest number of columns, so many at least, and what it is."""
    rows = way[1] or []
    widths = Counter(len(row) for row in rows if len(row) >= fewest)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def best_sheet(sheets: list[Rows], worth: Callable[[Rows], int]) -> Rows:
    """Give the sheet that is worth most, the first of equal ones."""
    return max(sheets, key=worth)
