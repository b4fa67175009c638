"""Read bank statements: any bank's columns and kind of file, shown before anything is booked.

A person maps a bank's columns once; a later file with the same column names is read alike. A
row becomes a transfer once: by the bank's own reference, else by what the row says and its
place among equal rows, so the same file (or an overlapping one) changes nothing:

    Ngày GD     Số tham chiếu   Ghi có    Diễn giải
    25/11/2026  FT26330001      544.000   MBVCB OCOP261125ABCDEF ck     -> transfer FT26330001
    25/11/2026                  544.000   tien hang                     -> transfer row:2f1c...
    25/11/2026  FT26330003                phí dịch vụ                   -> nothing came in, left out

Where a file says what the account began and ended with, its rows have to lead from one to the
other before anything is booked: a row that is missing or read wrong shows there.

A row without a reference may tell of a transfer that a bank's notice told before: of such rows
of one day, amount and purchase as many are known as transfers are, and only the rest is new.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from itertools import count

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from marketplace.accounts.models import User
from marketplace.files.tables import Rows, Unreadable, best_sheet, read_sheets
from marketplace.frame.folding import fold
from marketplace.frame.states import move_rows
from marketplace.gateways.models import BankTransfer, StatementFormat, StatementImport
from marketplace.gateways.statement_columns import (
    FEWEST,
    NEEDED,
    find_header,
    guess_columns,
    header_worth,
    join,
    joined_header,
)
from marketplace.gateways.statement_rows import Balance, Movement, read_balance, read_movements
from marketplace.gateways.transfers import find_by_references, record_transfer

NO_REFERENCE = BankTransfer.ROW
SAME_DAYS = 3  # between a notice and the statement's row of one document


class NotBalanced(Exception):
    """A statement's rows do not lead from its opening balance to its closing one."""


@dataclass(frozen=True)
class Row:
    """A credit of a statement, ready to be booked."""

    reference: str
    amount: int
    purpose: str
    booked_at: str  # ISO


def read_file(content: bytes, hints: Mapping[str, Sequence[str]] | None = None) -> tuple[Rows, int]:
    """Read a file's rows, blank ones too, and which of them names the columns.

    Of several sheets it is the one whose header says most. Raises Unreadable.
    """

    def worth(rows: Rows) -> int:
        at = find_header(rows, hints)
        return -1 if at is None else header_worth(rows[at], hints)

    rows = best_sheet(read_sheets(content), worth)
    at = find_header(rows, hints)
    if at is None:
        raise Unreadable("no_header")
    if joined_header(rows, at, hints):
        rows[at], rows[at + 1] = join(rows[at], rows[at + 1]), []
    if not any(rows[at + 1 :]):
        raise Unreadable("empty")
    return rows, at


def read_table(name: str, content: bytes, hints: Mapping[str, Sequence[str]] | None = None) -> Rows:
    """Read a file's header and what is below it, all rows as wide. Raises Unreadable."""
    rows, at = read_file(content, hints)
    width = len(rows[at])
    return [[*row, *[""] * width][:width] for row in rows[at:] if any(row[:width])]


def folded(headers: Sequence[str]) -> list[str]:
    """Fold a header's names, without blank ones at its end."""
    names = [fold(header) for header in headers]
    while names and not names[-1]:
        names.pop()
    return names


def format_for(table: Rows, kind: str = StatementFormat.Kind.STATEMENT) -> StatementFormat | None:
    """Find the kept format of this kind whose column names the file has."""
    names = folded(table[0])
    kept = StatementFormat.objects.filter(kind=kind)
    return next((f for f in kept if folded(f.headers) == names), None)


def kept_columns(headers: Sequence[str], columns: Mapping[str, int]) -> dict[str, str | int]:
    """Write columns by their folded names, one that has no name of its own by its place."""
    names = [fold(header) for header in headers]
    return {
        field: names[at] if at < len(names) and names.count(names[at]) == 1 and names[at] else at
        for field, at in columns.items()
    }


def columns_of(kept: StatementFormat, headers: Sequence[str]) -> dict[str, int]:
    """Find a format's columns in a header. Raises Unreadable: other_columns."""
    names = [fold(header) for header in headers]
    try:
        return {
            field: said if isinstance(said, int) else names.index(said)
            for field, said in kept.columns.items()
        }
    except ValueError as error:
        raise Unreadable("other_columns") from error


def read_rows(
    table: Rows, columns: Mapping[str, int], date_format: str, first_row: int = 1
) -> list[Row]:
    """Read the credits of a table. Raises Unreadable with the number of a row that cannot be."""
    return credits_of(read_movements(table, columns, date_format, first_row))


def credits_of(movements: Sequence[Movement]) -> list[Row]:
    rows: list[Row] = []
    same: Counter[tuple] = Counter()
    for movement in movements:
        if movement.amount <= 0:
            continue
        booked_at = movement.booked_at.isoformat()
        purpose = movement.purpose[:200]
        reference = movement.reference[:80]
        if not reference:
            told = (booked_at, movement.amount, purpose)
            same[told] += 1
            digest = hashlib.sha256(repr((*told, same[told])).encode()).hexdigest()
            reference = f"{NO_REFERENCE}{digest[:24]}"
        rows.append(Row(reference, movement.amount, purpose, booked_at))
    return rows


def upload_statement(*, name: str, content: bytes, by: User) -> tuple[StatementImport, bool]:
    """Read a file and keep it as a draft; the same content again gives the first one.

    Raises Unreadable. What a kept format cannot read of it waits for a person.
    """
    digest = hashlib.sha256(content).hexdigest()
    known = StatementImport.objects.filter(digest=digest).first()
    if known:
        return known, False
    rows, at = read_file(content)
    statement, created = StatementImport.objects.get_or_create(
        digest=digest,
        defaults={
            "file_name": name[:160],
            "above": rows[:at],
            "table": rows[at:],
            "by": by,
        },
    )
    if created:
        read_by_kept_format(statement)
    return statement, created


def pick_header(*, statement: StatementImport, row: int) -> None:
    """Take another row, counted from 0, for the one that names the columns.

    Raises Unreadable: no_header.
    """
    rows = [*statement.above, *statement.table]
    if statement.is_imported or not 0 <= row < len(rows) - 1 or not named_columns(rows[row]):
        raise Unreadable("no_header")
    statement.above, statement.table = rows[:row], rows[row:]
    statement.format, statement.rows, statement.balance = None, [], {}
    statement.save(update_fields=["above", "table", "format", "rows", "balance"])
    read_by_kept_format(statement)


def named_columns(row: Sequence[str]) -> bool:
    return sum(1 for cell in row if cell) >= FEWEST


def read_by_kept_format(statement: StatementImport) -> None:
    statement.format = format_for(statement.table)
    try:
        read_draft(statement)
    except Unreadable:
        statement.format = None


def map_statement(
    *, statement: StatementImport, bank: str, columns: dict[str, int], date_format: str, by: User
) -> None:
    """Keep which columns a bank has and read the draft with them. Raises Unreadable."""
    headers = statement.table[0]
    if len(set(columns.values())) < len(columns) or not set(NEEDED) <= set(columns):
        raise Unreadable("columns")
    with transaction.atomic():
        statement.format, _ = StatementFormat.objects.update_or_create(
            kind=StatementFormat.Kind.STATEMENT,
            bank=free_name(bank, folded(headers)),
            defaults={
                "headers": folded(headers),
                "columns": kept_columns(headers, columns),
                "date_format": date_format,
                "updated_by": by,
            },
        )
        read_draft(statement)


def free_name(bank: str, headers: list[str]) -> str:
    """Give a bank's second layout a name of its own, so that the first one is read on."""
    kept = StatementFormat.objects.filter(kind=StatementFormat.Kind.STATEMENT)
    of_others = {f.bank for f in kept if folded(f.headers) != headers}
    names = (bank if number == 1 else f"{bank[:76]} {number}" for number in count(1))
    return next(name for name in names if name not in of_others)


def read_draft(statement: StatementImport) -> None:
    """Read a draft's rows and balances by its format. Raises Unreadable."""
    kept = statement.format
    if kept is None:
        return
    columns = with_debits(statement.table[0], columns_of(kept, statement.table[0]))
    at = len(statement.above)
    movements = read_movements(statement.table, columns, kept.date_format, at + 1)
    balance = read_balance([*statement.above, *statement.table], at, movements, columns)
    statement.rows = [asdict(row) for row in credits_of(movements)]
    statement.balance = asdict(balance) if balance else {}
    statement.save(update_fields=["format", "rows", "balance"])


def with_debits(headers: Sequence[str], columns: dict[str, int]) -> dict[str, int]:
    """Add the columns of debits and balances that a name shows and nobody mapped."""
    guessed = guess_columns(headers)
    more = {field: guessed[field] for field in ("debit", "balance") if field in guessed}
    used = set(columns.values())
    return {field: at for field, at in more.items() if at not in used} | columns


def balance_of(statement: StatementImport) -> Balance | None:
    """What a read draft's file says it began and ended with."""
    return Balance(**statement.balance) if statement.balance else None


def known_rows(rows: Sequence[Row]) -> set[int]:
    """Give the places of rows whose transfer is booked already; nothing is written.

    By the reference (`told_apart`), else by counting: the nth row without one of a day, amount
    and purchase (or purpose) is the nth such transfer that no other row of the file names, so
    that a notice and a row are one transfer, and a true second one is still new.
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


def told_apart(rows: Sequence[Row]) -> list[Row]:
    """Give rows that only share a reference with another transfer one that is their own.

    A document's number is one of its day ("1234", "5243.65937"), and a bank may write two sums
    under one reference: another sum, or a bare number on a day that is far off, is other money.
    """
    booked: dict[str, tuple[int, date]] = {}
    for transfer in BankTransfer.objects.filter(
        Q(bank_reference__in={row.reference for row in rows})
        | Q(notice_reference__in={row.reference for row in rows})
    ):
        told = transfer.amount, timezone.localdate(transfer.booked_at)
        for reference in filter(None, (transfer.bank_reference, transfer.notice_reference)):
            booked[reference] = told
    own = []
    for row in rows:
        told = row.amount, timezone.localdate(datetime.fromisoformat(row.booked_at))
        first = booked.setdefault(row.reference, told)
        if is_same(first, told, row.reference):
            own.append(row)
        else:
            reference = f"{row.reference[:50]} {told[1]:%Y-%m-%d} {row.amount}"
            own.append(replace(row, reference=reference))
    return own


def is_same(first: tuple[int, date], second: tuple[int, date], reference: str) -> bool:
    is_bare = not re.search(r"[^\W\d_]", reference)
    is_near = abs((first[1] - second[1]).days) <= SAME_DAYS
    return first[0] == second[0] and (is_near or not is_bare)


@dataclass(frozen=True)
class Prospect:
    """What importing a row would do."""

    row: Row
    number: str  # the purchase it names
    outcome: str  # known, paid, short, over, late, unnamed


def preview_statement(statement: StatementImport) -> list[Prospect]:
    """Tell for each row what would become of it; nothing is written."""
    rows = told_apart([Row(**row) for row in statement.rows])
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
    """Book a draft's rows, each once; count what became of them. Safe to repeat.

    Raises NotBalanced, Unreadable: then nothing is booked.
    """
    if statement.is_draft:
        read_draft(statement)  # by today's rules, should it have been read by those of before
    balance = balance_of(statement)
    if balance and balance.missing:
        raise NotBalanced
    counts: Counter[str] = Counter()
    rows = told_apart([Row(**row) for row in statement.rows])
    known = known_rows(rows)
    for at, row in enumerate(rows):
        if at in known or BankTransfer.objects.filter(bank_reference=row.reference).exists():
            counts["known"] += 1
            continue
        transfer = record_transfer(
            asdict(row), source=BankTransfer.Source.STATEMENT, statement=statement
        )
        counts[transfer.reason or transfer.state] += 1
    draft = StatementImport.objects.filter(pk=statement.pk)
    kept = StatementImport.State
    move_rows(draft, kept.DRAFT, kept.IMPORTED, imported_at=timezone.now())
    return counts
