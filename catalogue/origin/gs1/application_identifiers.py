"""GS1 application identifiers: what each may hold, which stand together, which are keys.

The table behind it is generated from GS1's Barcode Syntax Dictionary (tabulate.py). Parts of a
value: N digits, X of the invariant character set 82, Y of set 39, Z of base64url; `..` up to, in
brackets what may be missing at the end, then the names of the checks (linters.py).
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from catalogue.origin.gs1.identifier_table import ROWS
from catalogue.origin.gs1.linters import LINTERS, Linter

SETS = {
    "N": "0-9",
    "X": r"!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z",
    "Y": r"#\-/0-9A-Z",
    "Z": r"A-Za-z0-9\-_=",
}
PART = re.compile(r"(\[?)([NXYZ])(\.\.)?(\d+)\]?((?:,\w+)*)")
# Keys with the qualifiers that may follow, in this order; "|" parts alternatives.
KEYS = {first: qualifiers for first, *_rest, qualifiers in ROWS if qualifiers is not None}


class Format(NamedTuple):
    """The value of an identifier: its shape, and the checks of each part, by group."""

    pattern: re.Pattern[str]
    checks: tuple[tuple[int, Linter], ...]


class Identifier(NamedTuple):
    """One identifier, with patterns of others ("31nn").

    None that `excludes` names may stand beside it; of each of `needs`, which are alternatives,
    one group has to be there whole.
    """

    format: Format
    may_be_in_query: bool
    excludes: tuple[str, ...]
    needs: tuple[tuple[tuple[str, ...], ...], ...]


@cache
def identifiers() -> dict[str, Identifier]:
    """Every identifier, ranges written out."""
    return {
        str(number).zfill(len(first)): Identifier(
            compiled(parts),
            may_be_in_query,
            tuple(other for group in excluded for other in group.split(",")),
            tuple(tuple(tuple(g.split("+")) for g in group.split(",")) for group in needed),
        )
        for first, last, may_be_in_query, parts, excluded, needed, _key in ROWS
        for number in range(int(first), int(last) + 1)
    }


@cache
def compiled(parts: str) -> Format:
    pattern, checks = "", []
    for group, (bracket, kind, up_to, length, linters) in enumerate(PART.findall(parts), start=1):
        times = f"{{1,{length}}}" if up_to else f"{{{length}}}"
        pattern += f"([{SETS[kind]}]{times})" + ("?" if bracket else "")
        checks += [(group, LINTERS[name]) for name in linters.split(",") if name]
    return Format(re.compile(pattern), tuple(checks))


def is_known(ai: str) -> bool:
    return ai in identifiers()


def may_be_in_query(ai: str) -> bool:
    """Tell whether a known identifier may be a data attribute of a Digital Link."""
    return identifiers()[ai].may_be_in_query


def is_value(ai: str, value: str) -> bool:
    """Tell whether a known identifier may hold `value`: characters, length, check digit, date."""
    form = identifiers()[ai].format
    found = form.pattern.fullmatch(value)
    return found is not None and all(
        is_right(found[group]) for group, is_right in form.checks if found[group] is not None
    )


def clash(together: Iterable[str]) -> str | None:
    """Say which of these identifiers exclude each other, or what one of them lacks; else None.

    "01 with 37", "3101 with 3100", "7022 without 7021". Unknown ones are passed over.
    """
    given = set(together)
    for ai in sorted(given & identifiers().keys()):
        others = given - {ai}
        excluded = [o for o in sorted(others) for p in identifiers()[ai].excludes if is_like(o, p)]
        if excluded:
            return f"{ai} with {excluded[0]}"
        for alternatives in identifiers()[ai].needs:
            if not any(
                all(any(is_like(o, pattern) for o in others) for pattern in group)
                for group in alternatives
            ):
                return f"{ai} without {'+'.join(alternatives[0])}"
    return None


def is_like(ai: str, pattern: str) -> bool:
    """Tell whether an identifier is of a pattern, "n" standing for any digit."""
    return len(ai) == len(pattern) and all(
        p in ("n", digit) for p, digit in zip(pattern, ai, strict=True)
    )


def may_follow(key: str, qualifiers: list[str]) -> bool:
    """Tell whether these identifiers may follow a key, in this order."""
    for sequence in KEYS[key].split("|"):
        rest = iter(sequence.split(","))
        if all(qualifier in rest for qualifier in qualifiers):
            return True
    return not qualifiers


def qualifiers_of(key: str) -> set[str]:
    return set(KEYS[key].replace("|", ",").split(",")) - {""}
