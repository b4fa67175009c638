"""The one writer of tables that leave: CSV with its mark, and XLSX.

What a person typed stays text: it never becomes a formula, whoever opens the file. In XLSX a text
is a text by its kind, so that codes and account numbers keep their zeros; a CSV has no kinds, so
what a spreadsheet would compute begins with an apostrophe there:

    "=1+1"          CSV '=1+1                     XLSX =1+1, a text
    "0011002233"    CSV 0011002233                XLSX 0011002233, a text
    -5000 (dong)    CSV -5000                     XLSX -5,000, a number
"""

import csv
import datetime
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.http import HttpResponse
from django.utils import timezone

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
NUMBER_FORMAT = "#,##0"
TEXT_FORMAT = "@"  # typed over, it stays a text
COLUMN_WIDTH = 18
LONGEST_TEXT = 32_767  # signs of a cell, as Excel takes them
FORMULA = re.compile(r"[\s\"']*[=+\-@＝＋－＠−]|[\t\r\n]")
# What XML 1.0 cannot hold (https://www.w3.org/TR/xml/#charsets), and no table needs.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
Row = Sequence[object]


def written(value: object) -> object:
    """Give a cell's value as a number, a day or a text that every file can hold."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return timezone.make_naive(value) if timezone.is_aware(value) else value
    if isinstance(value, datetime.date | int | float | Decimal) and not isinstance(value, bool):
        return value
    return UNWRITABLE.sub("", str(value))


def guarded(value: object) -> object:
    """Keep a spreadsheet from taking a text of a CSV for a formula; the only guard there is."""
    plain = written(value)
    return f"'{plain}" if isinstance(plain, str) and FORMULA.match(plain) else plain


def unguarded(text: str) -> str:
    """Take the guard off a text that comes back in a CSV: '=1 is =1 again, 'tis stays."""
    return text[1:] if text.startswith("'") and FORMULA.match(text[1:]) else text


def csv_bytes(header: Row, rows: Iterable[Row]) -> bytes:
    """Write a CSV that spreadsheets open with Vietnamese letters right."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([guarded(str(name)) for name in header])
    for row in rows:
        writer.writerow([guarded(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def csv_lines(header: Iterable[object], rows: Iterable[Row]) -> Iterator[bytes]:
    """Write a CSV line by line, for tables of any length; UTF-8 without a mark."""
    yield line_of(header)
    for row in rows:
        yield line_of(row)


def line_of(row: Iterable[object]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow([guarded(value) for value in row])
    return out.getvalue().encode()


class Sheet(NamedTuple):
    """One sheet of a workbook: lines `above`, a header in bold that stays, then the rows."""

    title: str
    header: Row
    rows: Iterable[Row]
    above: Iterable[Row] = ()
    widths: Sequence[int] = ()
    wraps: bool = False  # long texts go over several lines


def xlsx_bytes(
    title: str,
    header: Row,
    rows: Iterable[Row],
    above: Iterable[Row] = (),
    widths: Sequence[int] = (),
) -> bytes:
    """Write a workbook of one sheet."""
    return workbook_bytes([Sheet(title, header, rows, above, widths)])


def workbook_bytes(sheets: Iterable[Sheet]) -> bytes:
    """Write a workbook of sheets, the first one open."""
    from openpyxl import Workbook  # read with the first file: it is large

    book = Workbook(write_only=True)
    for sheet in sheets:
        write_sheet(book, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def write_sheet(book, told: Sheet) -> None:
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]|\A'|'\Z", "", told.title)[:31] or "1")
    above = [list(row) for row in told.above]
    sheet.freeze_panes = f"A{len(above) + 2}"
    for at in range(len(told.header)):
        width = told.widths[at] if at < len(told.widths) else COLUMN_WIDTH
        sheet.column_dimensions[get_column_letter(at + 1)].width = width
    for row in above:
        sheet.append([cell_of(sheet, value) for value in row])
    sheet.append([cell_of(sheet, str(name), bold=True) for name in told.header])
    for told_row in told.rows:
        sheet.append([cell_of(sheet, value, wraps=told.wraps) for value in told_row])


def cell_of(sheet, value: object, *, bold: bool = False, wraps: bool = False):
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    plain = written(value)
    is_text = isinstance(plain, str)
    cell = WriteOnlyCell(sheet, value=plain[:LONGEST_TEXT] if isinstance(plain, str) else plain)
    if is_text:
        cell.data_type = "s"
        cell.number_format = TEXT_FORMAT
    elif not isinstance(plain, datetime.date):
        cell.number_format = NUMBER_FORMAT
    if bold:
        cell.font = Font(bold=True)
    if wraps:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def table_bytes(
    kind: str,
    name: str,
    header: Row,
    rows: Iterable[Row],
    above: Iterable[Row] = (),
    widths: Sequence[int] = (),
) -> tuple[bytes, str]:
    """Write a table as `kind` "xlsx" or "csv"; give its bytes and their content type."""
    if kind == "xlsx":
        return xlsx_bytes(name, header, rows, above, widths), XLSX
    return csv_bytes(header, rows), CSV


def sheet_response(
    kind: str,
    name: str,
    header: Row,
    rows: Iterable[Row],
    above: Iterable[Row] = (),
    widths: Sequence[int] = (),
) -> HttpResponse:
    """Answer with a table to keep: `kind` "csv" or "xlsx", `name` without its ending."""
    content, content_type = table_bytes(kind, name, header, rows, above, widths)
    response = HttpResponse(content, content_type=content_type)
    ending = "xlsx" if content_type == XLSX else "csv"
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response
