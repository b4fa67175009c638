"""Read bank statements: CSV or XLSX, any bank's columns, shown before anything is booked.

A person maps a bank's columns once; a later file with the same column names is read alike. A
row becomes a transfer once: by the bank's own reference, else by what the row says and its
place among equal rows, so the same file (or an overlapping one) changes nothing:

    Ngày GD     Số tham chiếu   Ghi có    Diễn giải
    25/11/2026  FT26330001      544.000   MBVCB OCOP261125ABCDEF ck     -> transfer FT26330001
    25/11/2026                  544.000   tien hang                     -> transfer row:2f1c...
    25/11/2026  FT26330003                phí dịch vụ                   -> nothing came in, left out

A row without a reference may tell of a transfer that a bank's notice told before: of such rows
of one day, amount and purchase as many are known as transfers are, and only the rest is new.
"""

import csv
import hashlib
import io
import re
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from marketplace.accounts.models import User
from marketplace.frame.folding import fold
from marketplace.frame.states import move_rows
from marketplace.gateways.models import BankTransfer, StatementFormat, StatementImport
from marketplace.gateways.transfers import find_by_references, record_transfer

FIELDS = ("booked_at", "reference", "amount", "purpose")
NEEDED = ("booked_at", "amount", "purpose")
DATE_FORMATS = (
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y",
    "%d-%m-%Y",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d",
)
REFERENCE_HINTS = (
    "tham chieu",
    "so ct",
    "but toan",
    "ma giao dich",
    "reference",
    "transaction",
)
HINTS = {
    "booked_at": ("ngay", "date", "thoi gian", "tanggal"),
    "reference": REFERENCE_HINTS,
    "amount": ("ghi co", "credit", "so tien", "amount", "phat sinh co"),
    "purpose": ("dien giai", "noi dung", "mo ta", "description", "detail", "remark"),
}
MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 20_000
NO_REFERENCE = BankTransfer.ROW


class Unreadable(Exception):
    """The file is no statement that can be read; `code` says why."""

    def __init__(self, code: str, row: int = 0) -> None:
        super().__init__(code)
        self.code, self.row = code, row


@dataclass(frozen=True)
class Row:
    """A credit of a statement, ready to be booked."""

    reference: str
    amount: int
    purpose: str
    booked_at: str  # ISO


def read_table(name: str, content: bytes) -> list[list[str]]:
    """Read a file's rows as texts, the header row first. Raises Unreadable."""
    if len(content) > MAX_BYTES:
        raise Unreadable("too_large")
    rows = read_xlsx(content) if content[:2] == b"PK" else read_csv(content)
    rows = [row for row in rows if any(row)]
    start = next((i for i, row in enumerate(rows[:40]) if looks_like_header(row)), None)
    if start is None:
        raise Unreadable("no_header")
    width = len(rows[start])
    table = [(row + [""] * width)[:width] for row in rows[start : start + MAX_ROWS + 1]]
    if len(table) < 2:
        raise Unreadable("empty")
    return table


def read_xlsx(content: bytes) -> list[list[str]]:
    from openpyxl import load_workbook  # read with the first file: it is large
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        return [
            [text_of(cell) for cell in row]
            for row in book.worksheets[0].iter_rows(values_only=True, max_row=MAX_ROWS + 50)
        ]
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        OSError,
        IndexError,
    ) as error:
        raise Unreadable("no_workbook") from error


def text_of(cell: object) -> str:
    """Write a cell as a person reads it: days as dd/mm/yyyy, whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.strftime("%d/%m/%Y %H:%M:%S")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


def read_csv(content: bytes) -> list[list[str]]:
    # UTF-16 takes nearly any bytes; that of a table has zeros in its delimiters, others none.
    for encoding in ("utf-8-sig", "utf-16" if b"\0" in content else "cp1258"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeError:
            continue
    else:
        raise Unreadable("encoding")
    text = text.replace("\0", "")  # PostgreSQL keeps none, and no bank means one
    sample = text[:4000]
    delimiter = max(",;\t|", key=sample.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise Unreadable("no_table") from error
    return [[" ".join(cell.split()) for cell in row] for row in rows]


def looks_like_header(row: Sequence[str]) -> bool:
    """A row of at least three names and no amounts."""
    names = [cell for cell in row if cell]
    return len(names) >= 3 and not any(re.fullmatch(r"[\d.,\s]{4,}", cell) for cell in names)


def folded(headers: Sequence[str]) -> list[str]:
    return [fold(header) for header in headers]


def format_for(
    table: list[list[str]], kind: str = StatementFormat.Kind.STATEMENT
) -> StatementFormat | None:
    """Find the kept format of this kind whose column names the file has."""
    names = folded(table[0])
    kept = StatementFormat.objects.filter(kind=kind)
    return next((f for f in kept if f.headers == names), None)


def guess_columns(
    headers: Sequence[str], hints: Mapping[str, Sequence[str]] = HINTS
) -> dict[str, int]:
    """Propose which column is which by the names that Vietnamese banks use."""
    names = folded(headers)
    found: dict[str, int] = {}
    for name, words in hints.items():
        for word in words:
            at = next((i for i, header in enumerate(names) if word in header), None)
            if at is not None and at not in found.values():
                found[name] = at
                break
    return found


def amount_of(text: str) -> int:
    """Read an amount in dong: 544.000, 544,000.00, +544 000; 0 for a debit or an empty cell."""
    plain = re.sub(r"[^\d.,\-]", "", text)
    if not plain or plain.startswith("-"):
        return 0
    plain = re.sub(r"[.,]\d{1,2}\Z", "", plain)
    digits = re.sub(r"\D", "", plain)
    return int(digits) if digits and len(digits) <= 13 else 0


def date_of(text: str, first: str) -> datetime:
    """Read a day or time as the format says, else in the ways that banks write it."""
    for pattern in (first, *DATE_FORMATS):
        try:
            return timezone.make_aware(datetime.strptime(text, pattern))
        except ValueError:
            continue
    raise ValueError(text)


def read_rows(table: list[list[str]], columns: dict[str, int], date_format: str) -> list[Row]:
    """Read the credits of a table. Raises Unreadable with the number of a row that cannot be."""
    rows: list[Row] = []
    same: Counter[tuple] = Counter()
    for number, cells in enumerate(table[1:], start=2):
        amount = amount_of(cells[columns["amount"]])
        if not amount:
            continue
        try:
            booked_at = date_of(cells[columns["booked_at"]], date_format)
        except ValueError as error:
            if not cells[columns["booked_at"]]:
                continue  # a sum at the end
            raise Unreadable("date", number) from error
        purpose = cells[columns["purpose"]][:200]
        reference = cells[columns["reference"]][:80] if "reference" in columns else ""
        if not reference:
            told = (booked_at.isoformat(), amount, purpose)
            same[told] += 1
            digest = hashlib.sha256(repr((*told, same[told])).encode()).hexdigest()
            reference = f"{NO_REFERENCE}{digest[:24]}"
        rows.append(Row(reference, amount, purpose, booked_at.isoformat()))
    return rows


def upload_statement(*, name: str, content: bytes, by: User) -> tuple[StatementImport, bool]:
    """Read a file and keep it as a draft; the same content again gives the first one."""
    digest = hashlib.sha256(content).hexdigest()
    known = StatementImport.objects.filter(digest=digest).first()
    if known:
        return known, False
    table = read_table(name, content)
    known_format = format_for(table)
    statement, created = StatementImport.objects.get_or_create(
        digest=digest,
        defaults={"file_name": name[:160], "table": table, "by": by, "format": known_format},
    )
    if known_format:
        read_draft(statement)
    return statement, created


def map_statement(
    *, statement: StatementImport, bank: str, columns: dict[str, int], date_format: str, by: User
) -> None:
    """Keep which columns a bank has and read the draft with them. Raises Unreadable."""
    headers = folded(statement.table[0])
    read_rows(statement.table, columns, date_format)
    with transaction.atomic():
        statement.format, _ = StatementFormat.objects.update_or_create(
            kind=StatementFormat.Kind.STATEMENT,
            bank=bank,
            defaults={
                "headers": headers,
                "columns": {name: headers[at] for name, at in columns.items()},
                "date_format": date_format,
                "updated_by": by,
            },
        )
        read_draft(statement)


def read_draft(statement: StatementImport) -> None:
    """Read a draft's rows by its format."""
    kept = statement.format
    if kept is None:
        return
    headers = folded(statement.table[0])
    columns = {name: headers.index(header) for name, header in kept.columns.items()}
    rows = read_rows(statement.table, columns, kept.date_format)
    statement.rows = [asdict(row) for row in rows]
    statement.save(update_fields=["format", "rows"])


def known_rows(rows: Sequence[Row]) -> set[int]:
    """Give the places of rows whose transfer is booked already; nothing is written.

    By the reference, else by counting: the nth row without one of a day, amount and purchase
    (or purpose) is the nth such transfer that no other row of the file names, so that a notice
    and a row are one transfer, and a true second one is still new.
    """
    references = {row.reference for row in rows}
    pairs = BankTransfer.objects.filter(
        Q(bank_reference__in=references) | Q(notice_reference__in=references)
    ).values_list("bank_reference", "notice_reference")
    booked = {reference for pair in pairs for reference in pair}
    known = {at for at, row in enumerate(rows) if row.reference in booked}
    open_rows = [
        (at, row)
        for at, row in enumerate(rows)
        if at not in known and row.reference.startswith(NO_REFERENCE)
    ]
    if not open_rows:
        return known
    days = [timezone.localdate(datetime.fromisoformat(row.booked_at)) for _, row in open_rows]
    told = [
        (timezone.localdate(transfer.booked_at), transfer.amount, transfer.purpose)
        for transfer in BankTransfer.objects.filter(
            booked_at__date__gte=min(days), booked_at__date__lte=max(days)
        )
        if references.isdisjoint({transfer.bank_reference, transfer.notice_reference})
    ]
    named = find_by_references({row.purpose for _, row in open_rows} | {name for *_, name in told})

    def alike(day: date, amount: int, purpose: str) -> tuple[date, int, str]:
        purchase = named.get(purpose)
        return day, amount, purchase.number if purchase else fold(purpose)

    left = Counter(alike(*what) for what in told)
    for day, (at, row) in zip(days, open_rows, strict=True):
        key = alike(day, row.amount, row.purpose)
        if left[key]:
            left[key] -= 1
            known.add(at)
    return known


@dataclass(frozen=True)
class Prospect:
    """What importing a row would do."""

    row: Row
    number: str  # the purchase it names
    outcome: str  # known, paid, short, over, late, unnamed


def preview_statement(statement: StatementImport) -> list[Prospect]:
    """Tell for each row what would become of it; nothing is written."""
    rows = [Row(**row) for row in statement.rows]
    known = known_rows(rows)
    named = find_by_references(row.purpose for row in rows)
    found = []
    for at, row in enumerate(rows):
        if at in known:
            found.append(Prospect(row, "", "known"))
            continue
        purchase = named.get(row.purpose)
        if purchase is None:
            found.append(Prospect(row, "", "unnamed"))
        elif not purchase.is_payable:
            found.append(Prospect(row, purchase.number, "late"))
        else:
            outcome = (
                "paid"
                if row.amount == purchase.total
                else "short"
                if row.amount < purchase.total
                else "over"
            )
            found.append(Prospect(row, purchase.number, outcome))
    return found


def import_statement(*, statement: StatementImport) -> Counter:
    """Book a draft's rows, each once; count what became of them. Safe to repeat."""
    counts: Counter[str] = Counter()
    known = known_rows([Row(**row) for row in statement.rows])
    for at, row in enumerate(statement.rows):
        if at in known or BankTransfer.objects.filter(bank_reference=row["reference"]).exists():
            counts["known"] += 1
            continue
        transfer = record_transfer(row, source=BankTransfer.Source.STATEMENT, statement=statement)
        counts[transfer.reason or transfer.state] += 1
    draft = StatementImport.objects.filter(pk=statement.pk)
    kept = StatementImport.State
    move_rows(draft, kept.DRAFT, kept.IMPORTED, imported_at=timezone.now())
    return counts
