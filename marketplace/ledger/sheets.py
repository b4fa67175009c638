"""Tables as CSV and XLSX. What a person typed stays text: it never becomes a formula."""

import csv
import datetime
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MONEY_FORMAT = "#,##0"
Row = Sequence[object]


def plain(value: object) -> object:
    """Keep spreadsheet programs from taking a text for a formula."""
    text = str(value) if value is not None else ""
    if isinstance(value, int | datetime.date):
        return value
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def csv_bytes(header: Sequence[object], rows: Iterable[Row]) -> bytes:
    """Write a CSV that spreadsheets open with Vietnamese letters right."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([str(name) for name in header])
    for row in rows:
        writer.writerow([plain(value) for value in row])
    return "\ufeff".encode() + out.getvalue().encode()


def xlsx_bytes(
    title: str, header: Sequence[object], rows: Iterable[Row], above: Iterable[Row] = ()
) -> bytes:
    """Write one sheet: lines `above`, a header in bold that stays, then the rows."""
    from openpyxl import Workbook  # read with the first file: it is large

    book = Workbook(write_only=True)
    sheet = book.create_sheet("".join(c for c in title if c not in "[]:*?/\\")[:31])
    above = [list(row) for row in above]
    sheet.freeze_panes = f"A{len(above) + 2}"
    for index in range(len(header)):
        sheet.column_dimensions["ABCDEFGHIJKLMNOPQRSTUVWXYZ"[index % 26]].width = 18
    for row in above:
        sheet.append([cell_of(sheet, value) for value in row])
    sheet.append([cell_of(sheet, str(name), bold=True) for name in header])
    for row in rows:
        sheet.append([cell_of(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cell_of(sheet, value: object, *, bold: bool = False):
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    is_number = isinstance(value, int) and not isinstance(value, bool)
    is_day = isinstance(value, datetime.date)
    cell = WriteOnlyCell(sheet, value=value if is_number or is_day else str(value or ""))
    if is_number:
        cell.number_format = MONEY_FORMAT
    elif not is_day:
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell


def sheet_response(
    kind: str, name: str, header: Sequence[object], rows: Iterable[Row], above: Iterable[Row] = ()
) -> HttpResponse:
    """Answer with a table to keep: `kind` "csv" or "xlsx", `name` without its ending."""
    if kind == "xlsx":
        response = HttpResponse(xlsx_bytes(name, header, rows, above), content_type=XLSX)
    else:
        response = HttpResponse(csv_bytes(header, rows), content_type="text/csv; charset=utf-8")
        kind = "csv"
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
