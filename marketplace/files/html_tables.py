"""Rows of the tables of a page: what many banks send as .xls is HTML, or Excel's XML of 2003.

A table within a cell gives its rows on their own; a cell over several columns is its text and
blanks. Nothing of the page is shown or run.
"""

from collections.abc import Iterator
from html.parser import HTMLParser

ROW_TAGS = {"tr", "row"}
CELL_TAGS = {"td", "th", "cell"}
TABLE_TAGS = {"table", "worksheet"}
SILENT_TAGS = {"script", "style", "title"}
MOST_SPAN = 50


class TableReader(HTMLParser):
    """Collects each table's rows in the order in which they begin."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self.open_tables: list[list[list[str]]] = []
        self.open_cells: list[tuple[list[str], int] | None] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT_TAGS:
            self.silent += 1
        elif tag in TABLE_TAGS:
            self.open_tables.append([])
            self.open_cells.append(None)
            self.tables.append(self.open_tables[-1])
        elif tag in ROW_TAGS and self.open_tables:
            self.end_cell()
            self.open_tables[-1].append([])
        elif tag in CELL_TAGS and self.open_tables:
            self.end_cell()
            self.begin_cell(dict(attrs))
        elif tag in {"br", "p", "div"}:
            self.handle_data(" ")

    def begin_cell(self, said: dict[str, str | None]) -> None:
        if not self.open_tables[-1]:
            self.open_tables[-1].append([])
        row = self.open_tables[-1][-1]
        place = number_of(said.get("ss:index"), 0) - 1  # Excel leaves out what is blank before
        row.extend([""] * min(place - len(row), MOST_SPAN))
        over = number_of(said.get("ss:mergeacross"), 0)
        self.open_cells[-1] = ([], max(number_of(said.get("colspan"), 1), 1 + over))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in ROW_TAGS | CELL_TAGS | TABLE_TAGS | SILENT_TAGS:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT_TAGS:
            self.silent = max(0, self.silent - 1)
        elif tag in ROW_TAGS | CELL_TAGS:
            self.end_cell()
        elif tag in TABLE_TAGS and self.open_tables:
            self.end_cell()
            self.open_tables.pop()
            self.open_cells.pop()

    def end_cell(self) -> None:
        if not self.open_cells or self.open_cells[-1] is None:
            return
        words, span = self.open_cells[-1]
        self.open_cells[-1] = None
        self.open_tables[-1][-1].extend(
            [" ".join("".join(words).split()), *[""] * min(span - 1, MOST_SPAN)]
        )

    def handle_data(self, data: str) -> None:
        if self.open_cells and self.open_cells[-1] is not None and not self.silent:
            self.open_cells[-1][0].append(data)


def number_of(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 5 else default


def html_rows(page: str) -> Iterator[list[list[str]]]:
    """Give the rows of each table of a page, outer ones first."""
    reader = TableReader()
    reader.feed(page)
    reader.close()
    while reader.open_tables:  # a page that was cut
        reader.handle_endtag("table")
    yield from reader.tables
