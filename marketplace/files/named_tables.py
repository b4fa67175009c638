"""Tables whose columns are known by name: find the header, where columns stand, the rows below.

A column is known by its name in any of the shop's languages, folded, or by a name that people
use; what stands in brackets behind it counts for nothing.

    "Giá" "giá (đồng)" "Price" "Harga"  -> price
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import override

from marketplace.files.tables import Unreadable, best_sheet, read_sheets
from marketplace.frame.folding import fold
from marketplace.frame.tables_out import unguarded

LOOKED_AT = 40  # rows from the top, in which the names of columns have to stand


class Column(NamedTuple):
    """A column: `says` is its name, `help` a line of the template's second sheet."""

    key: str
    says: Any
    width: int = 18
    also: tuple[str, ...] = ()
    help: Any = ""
    is_read: bool = True


class Given(NamedTuple):
    """A row as it was sent: its number as a spreadsheet shows it, its cells."""

    number: int
    cells: list[str]


class Table(NamedTuple):
    """A file's header, the place of each column that is read, and the rows that are not blank."""

    header: list[str]
    places: dict[str, int]
    rows: list[Given]


class TwiceNamed(Exception):
    """Two columns of a table have the same name; `key` is what both are."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class Columns:
    """The columns of one kind of table; a header names one of `needed` and two at least.

    `labels`: further names by key.
    """

    def __init__(
        self,
        columns: Iterable[Column],
        needed: Iterable[str],
        labels: Mapping[str, Any] | None = None,
    ) -> None:
        self.all = tuple(columns)
        self.needed, self.labels = frozenset(needed), labels or {}
        self.by_key = {column.key: column for column in self.all}

    @cached_property
    def keys_by_name(self) -> dict[str, str]:
        """Give the key of each name that a column may have, folded, in every language."""
        names: dict[str, str] = {}
        for column in self.all:
            for name in (column.key, *column.also):
                names.setdefault(name, column.key)
        for language, _name in settings.LANGUAGES:
            with override(language):
                for column in self.all:
                    for label in (column.says, self.labels.get(column.key, column.says)):
                        names.setdefault(fold(str(label)), column.key)
        return names

    def key_of(self, name: str) -> str | None:
        """Find which column a name means."""
        folded = " ".join(fold(name).replace("*", " ").split())
        known = self.keys_by_name
        return known.get(folded) or known.get(folded.partition(" (")[0])

    def is_read(self, name: str) -> bool:
        key = self.key_of(name)
        return key is not None and self.by_key[key].is_read

    def known_in(self, row: Sequence[str]) -> int:
        return len({self.key_of(cell) for cell in row if cell and self.is_read(cell)})

    def worth(self, rows: Sequence[Sequence[str]]) -> int:
        """How many columns of ours the best row of a sheet names."""
        return max((self.known_in(row) for row in rows[:LOOKED_AT]), default=0)

    def find_header(self, rows: Sequence[Sequence[str]]) -> int | None:
        """Find the row that names the columns."""
        first = range(min(len(rows), LOOKED_AT))
        best = max(first, key=lambda at: self.known_in(rows[at]), default=None)
        if best is None or self.known_in(rows[best]) < 2:
            return None
        keys = {self.key_of(cell) for cell in rows[best] if cell}
        return best if keys & self.needed else None

    def places_in(self, header: Sequence[str]) -> dict[str, int]:
        """Give the place of each column that is read. Raises TwiceNamed."""
        places: dict[str, int] = {}
        for at, name in enumerate(header):
            key = self.key_of(name) if name else None
            if key is None or not self.by_key[key].is_read:
                continue
            if key in places:
                raise TwiceNamed(key)
            places[key] = at
        return places

    def unread_in(self, header: Sequence[str]) -> list[str]:
        """Name the columns of a header of which nothing is read."""
        return [name for name in header if name and not self.is_read(name)]


def read_named(content: bytes, columns: Columns, most: int) -> Table:
    """Read a file. Raises Unreadable: also no_header, twice, empty, too_many (than `most`)."""
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
    if len(rows) > most:
        raise Unreadable("too_many")
    return Table(header, places, rows)


def has_any(row: Sequence[str], places: Mapping[str, int]) -> bool:
    return any(row[at] for at in places.values() if at < len(row))


def cells_by_key(row: Sequence[str], places: Mapping[str, int]) -> dict[str, str]:
    """Give what a row says in each column that is read; "" where it says nothing."""
    return {key: row[at].strip() if at < len(row) else "" for key, at in places.items()}
