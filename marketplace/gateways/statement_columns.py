"""Find which row of a bank's table names its columns, and which column is which.

The header is the row whose cells say most of what a statement has, wherever it stands: above it
are the bank, the account and the time, and a row of those has names and numbers, too.

    Số tài khoản | 19020352517013 | Kỳ sao kê | 01/11/2026 - 30/11/2026      says nothing
    Ngày giao dịch | Số tham chiếu | Số tiền ghi nợ | Số tiền ghi có | Mô tả  day, reference, ...

A word counts only as a whole ("So CT" has no "so"), and no column is two things: of "Ngày hiệu
lực" and "Ngày giao dịch" the day is the second, "Nội dung giao dịch" is no reference. Layouts of
banks are data (statement_profiles.toml): what their columns are called, and how that is known.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from marketplace.frame.folding import fold
from marketplace.gateways.statement_cells import (
    NotASum,
    direction_of,
    plain_of,
    signed_of,
)

PROFILES = Path(__file__).with_name("statement_profiles.toml")
LOOKED_AT = 40  # rows that say something, among which a header is looked for
FEWEST = 3  # columns: a day, a sum, a purpose

REFERENCE_HINTS = (
    "so tham chieu",
    "ma tham chieu",
    "tham chieu",
    "reference",
    "ref no",
    "ref",
    "so but toan",
    "but toan",
    "ma giao dich",
    "ma gd",
    "so giao dich",
    "so gd",
    "transaction number",
    "transaction no",
    "transaction id",
    "trans id",
    "so chung tu",
    "chung tu",
    "so ct",
    "doc no",
    "trace",
    "seq no",
    "seq",
)
# Of each kind the first that a column has; what is more certain is given away first. A hint that
# begins with "=" is the whole name: "Có" folds to what is also a word of English.
HINTS: dict[str, tuple[str, ...]] = {
    "booked_at": (
        "ngay giao dich",
        "ngay gd",
        "transaction date",
        "tnx date",
        "txn date",
        "trans date",
        "ngay phat sinh",
        "ngay hach toan",
        "posting date",
        "accounting date",
        "booking date",
        "ngay gio",
        "thoi gian",
        "ngay hieu luc",
        "effective date",
        "ngay gia tri",
        "value date",
        "ngay",
        "date",
        "tanggal",
        "=trdt",
    ),
    "debit": (
        "ghi no",
        "phat sinh no",
        "ps no",
        "tien rut ra",
        "rut ra",
        "tien ra",
        "so tien chi",
        "debit",
        "withdrawal",
        "withdrawals",
        "money out",
        "paid out",
        "debet",
        "=chi",
        "=dr",
    ),
    "credit": (
        "ghi co",
        "phat sinh co",
        "ps co",
        "tien gui vao",
        "gui vao",
        "tien vao",
        "so tien thu",
        "credit",
        "deposit",
        "deposits",
        "money in",
        "paid in",
        "kredit",
        "=thu",
        "=cr",
    ),
    "balance": (
        "so du",
        "balance",
        "saldo",
        "=aftrbal",
    ),
    "purpose": (
        "noi dung chi tiet",
        "noi dung giao dich",
        "noi dung",
        "dien giai",
        "mo ta",
        "transactions in detail",
        "description",
        "details",
        "detail",
        "narrative",
        "remarks",
        "remark",
        "keterangan",
        "=chi tiet",
        "=rem",
    ),
    "reference": REFERENCE_HINTS,
    "amount": (
        "so tien giao dich",
        "so tien",
        "amount",
        "gia tri",
        "phat sinh",
        "jumlah",
        "=acctccyamt",
    ),
    "direction": (
        "no co",
        "co no",
        "dr cr",
        "cr dr",
        "d c",
        "debit credit",
        "credit debit",
        "ghi no ghi co",
        "loai giao dich",
        "loai gd",
        "transaction type",
        "=loai",
        "=type",
    ),
}
NEEDED = ("booked_at", "amount", "purpose")
SIDES = re.compile(r"(?<!ghi )(?<!sinh )(?<!ps )(?<!nếu )\b(nợ|có)\b")
Rows = Sequence[Sequence[str]]


def words_of(name: str) -> str:
    """Fold a column's name to its words: "Số tiền ghi nợ/\\nDebit" -> " so tien ghi no debit ".

    "Nợ" and "Có" are said in full: folded they are words of English ("No." is a number).
    """
    plain = SIDES.sub(r"ghi \1", plain_of(name).lower())
    return f" {' '.join(re.findall(r'[a-z0-9]+', fold(plain)))} "


def says(name: str, hint: str) -> bool:
    """Tell whether a folded name has a hint's words, one after the other."""
    return name.strip() == hint[1:] if hint.startswith("=") else f" {hint} " in name


def is_value(cell: str) -> bool:
    """Tell a sum, a day or a number from a name; English numbers columns "(1)", too."""
    plain = plain_of(cell)
    return bool(re.fullmatch(r"[\d.,'\s:/()+-]*\d[\d.,'\s:/()+-]*(?:[A-Za-zđĐ₫]{1,3})?", plain))


def guess_columns(
    headers: Sequence[str],
    hints: Mapping[str, Sequence[str]] | None = None,
    rows: Rows = (),
) -> dict[str, int]:
    """Propose which column is which by its name, none twice; `rows` help where names do not.

    Of a statement (no `hints`) that is booked_at, amount, purpose, reference, debit, balance and
    direction, as far as they are there; the amount is the credits' column where there is one.
    """
    names = [words_of(header) for header in headers]
    if hints is not None:
        return matched(names, hints)
    found = matched(names, HINTS, both_ways(names))
    credit, amount = found.pop("credit", None), found.pop("amount", None)
    if credit is not None:
        found["amount"] = credit
        found.pop("direction", None)
    elif amount is not None:
        found["amount"] = amount
    if not says_direction(rows, found.get("direction")):
        found.pop("direction", None)
    return found


def both_ways(names: Sequence[str]) -> set[int]:
    """Columns that are named after both sides: "Nợ/Có", "Debit/Credit" are neither of them."""
    return {
        at
        for at, name in enumerate(names)
        if (" no " in name or " debit " in name or " dr " in name)
        and (" co " in name or " credit " in name or " cr " in name)
    }


def matched(
    names: Sequence[str], hints: Mapping[str, Sequence[str]], neither: set[int] | None = None
) -> dict[str, int]:
    found: dict[str, int] = {}
    for field, words in hints.items():
        free = [
            (at, name)
            for at, name in enumerate(names)
            if at not in found.values()
            and not (neither and at in neither and field in ("debit", "credit"))
        ]
        place = next((at for word in words for at, name in free if says(name, word)), None)
        if place is not None:
            found[field] = place
    return found


def says_direction(rows: Rows, at: int | None) -> bool:
    """Tell whether a column has only words for in and out."""
    said = [row[at] for row in rows if at is not None and at < len(row) and row[at]]
    return bool(said) and all(direction_of(text) for text in said)


def header_worth(row: Sequence[str], hints: Mapping[str, Sequence[str]] | None = None) -> int:
    """How much of what a statement has a row's cells name; 0 if it cannot be the header."""
    names = [words_of(cell) for cell in row if cell]
    if len(names) < FEWEST or sum(1 for cell in row if cell and is_value(cell)) > 0:
        return 0
    found = matched(names, HINTS if hints is None else hints)
    if hints is not None:
        return len(found) if len(found) >= FEWEST else 0
    has_sum = found.keys() & {"debit", "credit", "amount"}
    return len(found) if "booked_at" in found and has_sum and len(found) >= FEWEST else 0


def find_header(rows: Rows, hints: Mapping[str, Sequence[str]] | None = None) -> int | None:
    """Find the row that names the columns: the one that says most, else one that could."""
    first = rows[: last_looked_at(rows)]
    worth = [header_worth(row, hints) for row in first]
    if any(worth):
        return worth.index(max(worth))
    return next((at for at, row in enumerate(first) if looks_like_header(row)), None)


def last_looked_at(rows: Rows) -> int:
    filled = [at for at, row in enumerate(rows) if any(row)]
    return filled[:LOOKED_AT][-1] + 1 if filled else 0


def looks_like_header(row: Sequence[str]) -> bool:
    """A row of at least three names and no amounts."""
    names = [cell for cell in row if cell]
    return len(names) >= FEWEST and not any(
        re.fullmatch(r"[\d.,\s]{4,}", cell) or is_sum(cell) for cell in names
    )


def is_sum(cell: str) -> bool:
    try:
        return abs(signed_of(cell)) >= 1000
    except NotASum:
        return False


def joined_header(rows: Rows, at: int, hints: Mapping[str, Sequence[str]] | None = None) -> bool:
    """Tell whether a header goes on in the next row: "Phát sinh" above "Nợ" and "Có"."""
    if at + 1 >= len(rows):
        return False
    below = rows[at + 1]
    if not any(below) or any(cell and is_value(cell) for cell in below):
        return False
    alone = max(header_worth(rows[at], hints), header_worth(below, hints))
    return header_worth(join(rows[at], below), hints) > alone


def join(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """Put two rows of names together; what spans columns above goes on over blank ones."""
    width = max(len(above), len(below))
    upper = [*above, *[""] * (width - len(above))]
    lower = [*below, *[""] * (width - len(below))]
    for at in range(1, width):
        if not upper[at] and lower[at]:
            upper[at] = upper[at - 1]
    return [" ".join(filter(None, pair)) for pair in zip(upper, lower, strict=True)]


@dataclass(frozen=True)
class Profile:
    """How a bank names the columns of a statement (statement_profiles.toml)."""

    bank: str
    known_from: str  # sample, described, assumed
    columns: Mapping[str, str]  # field: words of the column's name
    others: Sequence[str] = ()

    def places_in(self, names: Sequence[str]) -> dict[str, int] | None:
        """Find each of its columns among folded names, none twice; None if one is not there."""
        found: dict[str, int] = {}
        wanted = [*self.columns.items(), *((name, name) for name in self.others)]
        for field, said in wanted:
            free = (at for at in range(len(names)) if at not in found.values())
            place = next((at for at in free if words_of(said) in names[at]), None)
            if place is None:
                return None
            found[field] = place
        return found


@cache
def kept_profiles() -> dict[str, list[dict]]:
    return tomllib.loads(PROFILES.read_text("utf-8"))


def profiles() -> list[Profile]:
    return [Profile(**layout) for layout in kept_profiles()["layout"]]


def profile_of(headers: Sequence[str], bank: str = "") -> Profile | None:
    """Find the layout that has most of these columns; `bank` decides between equal ones.

    At most three columns may be there that it does not know.
    """
    names = [words_of(header) for header in headers if header]
    fitting = [
        (len(places), profile)
        for profile in profiles()
        if (places := profile.places_in(names)) and len(names) - len(places) <= 3
    ]
    most = max((count for count, _ in fitting), default=0)
    best = [profile for count, profile in fitting if count == most]
    of_bank = [profile for profile in best if profile.bank == bank]
    if of_bank or len({profile.bank for profile in best}) == 1:
        return (of_bank or best)[0]
    return None


def bank_named(rows: Rows) -> str:
    """Tell which bank the rows above a header name; "" if none or several."""
    text = "".join(words_of(cell) for row in rows for cell in row if cell)
    found = {
        bank["name"]
        for bank in kept_profiles()["bank"]
        if any(words_of(name) in text for name in bank["called"])
    }
    return found.pop() if len(found) == 1 else ""


def proposed_columns(
    headers: Sequence[str], rows: Rows = (), bank: str = ""
) -> tuple[str, dict[str, int]]:
    """Propose the bank and its columns: as its layout names them, else by what names say."""
    profile = profile_of(headers, bank)
    guessed = guess_columns(headers, rows=rows)
    if profile is None or (bank and profile.bank != bank):
        return bank, guessed
    places = profile.places_in([words_of(header) for header in headers]) or {}
    known = {field: places[field] for field in profile.columns}
    more = {field: at for field, at in guessed.items() if at not in known.values()}
    return profile.bank, more | known
