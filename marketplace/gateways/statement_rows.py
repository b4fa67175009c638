"""Read the movements of a statement's table, and whether they lead from its opening to its closing.

    Số dư đầu kỳ                               9.000.000
    25/11/2026  FT26330001            544.000  9.544.000   MBVCB OCOP261125ABCDEF ck   +544 000
    25/11/2026  FT26330002   11.000            9.533.000   phí dịch vụ                  -11 000
    Tổng cộng                11.000   544.000                                       no movement
    Số dư cuối kỳ                              9.533.000      9 000 000 + 533 000 = 9 533 000

A row whose day or sum cannot be told stops the file, with its number: nothing is booked of half a
file. Sums at the end, numbered columns and a header that is repeated on each page are no rows.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from marketplace.files.tables import Unreadable
from marketplace.frame.folding import fold
from marketplace.gateways.statement_cells import (
    NotASum,
    day_and_document,
    direction_of,
    plain_of,
    signed_of,
)

OPENING = ("so du dau", "du dau ky", "opening balance", "beginning balance", "saldo awal")
CLOSING = ("so du cuoi", "du cuoi ky", "closing balance", "ending balance", "saldo akhir")
# "Cộng phát sinh", but no "Công ty" and no "Tổng công ty": those send money.
SUMMING = re.compile(
    r"(?:tong(?! cong ty)|cong(?! ty)|total|sub ?total|luy ke|so luong|so mon|doanh so|so du|"
    r"phat sinh trong|so giao dich|jumlah|opening|closing|ending|beginning)\b"
)
Columns = Mapping[str, int]


@dataclass(frozen=True)
class Movement:
    """A row that moved money: dong with their sign, the bank's reference if it has one."""

    number: int  # of the row in the file, from 1
    amount: int  # what came in; below zero for what left
    moved: int  # the same less a debit that the row has besides
    booked_at: datetime
    reference: str
    purpose: str


@dataclass(frozen=True)
class Balance:
    """What a file says it began and ended with, and what its rows moved; dong."""

    opening: int
    closing: int
    moved: int

    @property
    def missing(self) -> int:
        """What is between the rows and the closing balance; 0 when they agree."""
        return self.closing - self.opening - self.moved


def read_movements(
    table: Sequence[Sequence[str]], columns: Columns, date_format: str, first_row: int = 1
) -> list[Movement]:
    """Read the rows below a table's header; `first_row` is the header's number in the file.

    Raises Unreadable with the number of a row that cannot be read.
    """
    header = table[0]
    found: list[Movement] = []
    for number, cells in enumerate(table[1:], start=first_row + 1):
        if any(cells) and not is_between(cells, header):
            movement = movement_of(cells, columns, date_format, number, found)
            if movement:
                check_commas(cells, len(header), number)
                found.append(movement)
    return found


def is_between(cells: Sequence[str], header: Sequence[str]) -> bool:
    """Tell the header again, and a row that numbers the columns: (1) (2) (3)."""
    said = [cell for cell in cells if cell]
    if said == [name for name in header if name]:
        return True
    if len(said) < 3 or any(len(cell) > 4 for cell in said):
        return False
    marks = [cell.strip("() ") for cell in said]
    numbers = [int(mark) for mark in marks if mark.isdecimal()]
    return len(numbers) > 2 and numbers == sorted(set(numbers)) and numbers[-1] < 100


def movement_of(
    cells: Sequence[str], columns: Columns, date_format: str, number: int, before: list[Movement]
) -> Movement | None:
    """Read one row; None when it moves nothing. Raises Unreadable."""
    said = {field: cells[at] if at < len(cells) else "" for field, at in columns.items()}
    day = said["booked_at"]
    try:
        amount, moved = moved_by(said)
    except NotASum as error:
        if is_sum_row(cells, day):
            return None
        raise Unreadable("amount", number) from error
    if (not moved and not amount) or is_balance_row(said):
        return None
    document = ""
    try:
        booked_at, document = day_and_document(day, date_format)
    except ValueError as error:
        if is_sum_row(cells, day):
            return None
        if day or not (before and said.get("reference")):
            raise Unreadable("date", number) from error
        booked_at = before[-1].booked_at  # some banks write the day of several rows once
    if "direction" in said and not direction_of(said["direction"]):
        raise Unreadable("direction", number)
    reference = said.get("reference") or document
    return Movement(number, amount, moved, booked_at, reference, said["purpose"])


def moved_by(said: Mapping[str, str]) -> tuple[int, int]:
    """Give what came in, below zero for what left, and what the balance moved by.

    Raises NotASum.
    """
    amount = signed_of(said["amount"])
    if "direction" in said:
        amount = abs(amount) * (direction_of(said["direction"]) or 1)
    debit = abs(signed_of(said.get("debit", "")))
    return (amount or -debit), amount - debit


def is_sum_row(cells: Sequence[str], day: str) -> bool:
    """Tell a row of sums or a note: it has no day, and words of summing or none at all."""
    if day:
        return bool(SUMMING.match(fold(day)))
    has_words = any(re.search(r"[^\W\d_]", cell) for cell in cells)
    return not has_words or any(SUMMING.match(fold(cell)) for cell in cells)


def is_balance_row(said: Mapping[str, str]) -> bool:
    """Tell a row that carries a balance, which has a day in some files."""
    texts = [fold(said.get(field, "")) for field in ("purpose", "reference", "booked_at")]
    return any(text.startswith((*OPENING, *CLOSING)) for text in texts)


def check_commas(cells: Sequence[str], width: int, number: int) -> None:
    """Refuse a row that commas of thousands have cut: 544,000 in a file parted by commas."""
    if any(cells[width:]) and any(
        re.fullmatch(r"[-(]?\d{1,3}", left) and re.fullmatch(r"\d{3}(?:\.\d+)?\)?", right)
        for left, right in pairwise(cells)
    ):
        raise Unreadable("commas", number)


def read_balance(
    rows: Sequence[Sequence[str]],
    header_row: int,
    movements: Sequence[Movement],
    columns: Columns,
) -> Balance | None:
    """Find what a file says it began and ended with; None when it does not say both."""
    moving = {movement.number - 1 for movement in movements} | {header_row}

    def said_of(labels: Sequence[str]) -> list[int]:
        return [
            value
            for at, row in enumerate(rows)
            if at not in moving
            for place, cell in enumerate(row)
            if any(label in fold(cell) for label in labels)
            and (value := balance_at(rows, at, place, header_row, moving, columns)) is not None
        ]

    opening, closing = said_of(OPENING), said_of(CLOSING)
    if not opening or not closing:
        return None
    return Balance(opening[0], closing[-1], sum(movement.moved for movement in movements))


def balance_at(
    rows: Sequence[Sequence[str]],
    at: int,
    place: int,
    header_row: int,
    moving: set[int],
    columns: Columns,
) -> int | None:
    """Read a label's sum: within the table in the column of balances, else in the label's cell

    ("Số dư đầu kỳ: 42,892,241 VND"), in one beside it or in the one below.
    """
    row = rows[at]
    column = columns.get("balance", columns["amount"])
    if at > header_row and (value := first_sum(row[column : column + 1])) is not None:
        return value
    behind = re.search(r"[-(]?\d[^:]*\Z", plain_of(row[place]))
    beside = [behind[0]] if behind else []
    for cell in row[place + 1 :]:
        if is_label(cell):
            break
        beside.append(cell)
    if (value := first_sum(beside)) is not None:
        return value
    below = rows[at + 1] if at + 1 < len(rows) and at + 1 not in moving else []
    return first_sum(below[place : place + 1])


def is_label(cell: str) -> bool:
    return any(label in fold(cell) for label in (*OPENING, *CLOSING))


def first_sum(cells: Sequence[str]) -> int | None:
    return next(sums(cells), None)


def sums(cells: Sequence[str]) -> Iterator[int]:
    for cell in cells:
        if re.search(r"\d", cell):
            try:
                yield signed_of(cell)
            except NotASum:
                continue
