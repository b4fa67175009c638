"""Read the 26 score sheets of decision 26/2026/QĐ-TTg: one when it is asked for, then kept.

The figures are those of a transcript by third parties, mended where each file says so; the words
are the market's own. So a sheet binds nobody until two people have compared it with the gazette
(marketplace/programme/checking.py). Its digest covers figures and words: whatever of them
changes makes another version, which is unchecked.
"""

import hashlib
import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from marketplace.programme.sheets.checks import check_sheet
from marketplace.programme.sheets.sheet import Criterion, Option, Remark, Sheet, Words

FOLDER = Path(__file__).parent / "data"
NUMBERS = range(1, 27)
Table = dict[str, Any]


def read(name: str, folder: Path = FOLDER) -> Table:
    return tomllib.loads((folder / f"{name}.toml").read_text("utf-8"))


@cache
def words_of(name: str) -> dict[str, Words]:
    """Give the texts of all sheets: "criteria" by key, "options" by name."""
    return read(name)


@cache
def sheet_of(number: int) -> Sheet:
    """Give the sheet of a set, checked. Raises KeyError where there is none, SheetWrong."""
    if number not in NUMBERS:
        raise KeyError(number)
    return made_of(read(f"{number:02}"))


def made_of(table: Table) -> Sheet:
    """Make a sheet of its file. Raises SheetWrong."""
    lines = [line_of(each) for each in table["criteria"]]
    sheet = Sheet(
        number=table["number"],
        law=table["law"],
        digest=digest_of(table, lines),
        criteria=tuple(lines),
        variants=tuple(table.get("variants", ())),
        corrections=remarks_of(table, "corrections"),
        doubts=remarks_of(table, "doubts"),
    )
    check_sheet(sheet)
    return sheet


def line_of(table: Table) -> Criterion:
    return Criterion(
        code=table["code"],
        part=table["part"],
        key=table["key"],
        maximum=table["max"],
        words=words_of("criteria")[table["key"]],
        options=options_of(table.get("options", [])),
        variants={name: options_of(rows) for name, rows in table.get("variants", {}).items()},
        applies_if=table.get("applies_if", ""),
        knock_out=table.get("knock_out", False),
    )


def options_of(rows: list[Table]) -> tuple[Option, ...]:
    texts = words_of("options")
    return tuple(Option(row["points"], texts[row["text"]], row.get("least_for")) for row in rows)


def remarks_of(table: Table, name: str) -> tuple[Remark, ...]:
    rows = table.get(name, [])
    return tuple(Remark(row["code"], row["reason"], row.get("certain", True)) for row in rows)


def digest_of(table: Table, lines: list[Criterion]) -> str:
    """Name this text of a sheet: SHA-256 of its figures and of all its words, 64 hex digits."""
    words = [
        [dict(line.words)]
        + [
            dict(option.words)
            for options in (line.options, *line.variants.values())
            for option in options
        ]
        for line in lines
    ]
    body = json.dumps([table, words], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()
