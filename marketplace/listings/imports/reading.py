"""Read a table of products as a file holds it: its header, where our columns stand, its rows."""

from collections.abc import Sequence
from typing import NamedTuple

from marketplace.files.tables import Unreadable, best_sheet, read_sheets
from marketplace.frame.tables_out import unguarded
from marketplace.listings.imports import columns
from marketplace.listings.imports.columns import TwiceNamed

MOST_ROWS = 10_000


class Given(NamedTuple):
    """A row as it was sent: its number as a spreadsheet shows it, its cells."""

    number: int
    cells: list[str]


class Table(NamedTuple):
    """A file's header, the place of each column that is read, and the rows that are not blank."""

    header: list[str]
    places: dict[str, int]
    rows: list[Given]


def read_table(content: bytes) -> Table:
    """Read a file. Raises Unreadable: also no_header, no_key, twice, empty, too_many."""
    sheet = best_sheet(read_sheets(content, with_lines=True, fewest=2), columns.worth)
    at = columns.find_header(sheet)
    if at is None:
        raise Unreadable("no_header")
    header = [" ".join(name.split()) for name in sheet[at]]
    try:
        places = columns.places_in(header)
    except TwiceNamed as refusal:
        raise Unreadable("twice", at + 1) from refusal
    is_csv = content[:2] != b"PK"
    rows = [
        Given(number, [unguarded(cell) for cell in row] if is_csv else row)
        for number, row in enumerate(sheet[at + 1 :], start=at + 2)
        if has_any(row, places)
    ]
    if not rows:
        raise Unreadable("empty")
    if len(rows) > MOST_ROWS:
        raise Unreadable("too_many")
    return Table(header, places, rows)


def has_any(row: Sequence[str], places: dict[str, int]) -> bool:
    return any(row[at] for at in places.values() if at < len(row))


def cells_by_key(row: Sequence[str], places: dict[str, int]) -> dict[str, str]:
    """Give what a row says in each column that is read; "" where it says nothing."""
    return {key: row[at].strip() if at < len(row) else "" for key, at in places.items()}
