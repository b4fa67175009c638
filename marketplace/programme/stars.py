"""The stars that follow from answers to a score sheet: exactly, with what is missing and why.

Set 21, everything else full (decision 26/2026/QĐ-TTg):

    1.4 at 2 points     98    4 stars: five ask for 4 points there
    2.2 at 3 points     99    3 stars: four ask for the electronic traceability code
    3.5 none            97    none: three ask for an application for a trademark
    only what four stars ask for and the least elsewhere
                        35    none, though every mark up to four is met
    89 and all marks    89    4 stars; 90: 5 stars

Points alone name a band of one to five; a certificate begins at three. A line without an answer
has no points and meets no mark. Integers only: a council's mean is an exact fraction.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from marketplace.programme.sheets.sheet import Criterion, Sheet

# From how many points on: decision 26/2026/QĐ-TTg, as under 148/QĐ-TTg.
BANDS = {5: 90, 4: 70, 3: 50, 2: 30, 1: 0}
STARS = (5, 4, 3)  # those that a certificate has


@dataclass(frozen=True)
class Answers:
    """Points by the code of a line; the sheet's variant; facts that do not hold of the product.

    What is no option of its line counts as no answer.
    """

    points: Mapping[str, int] = field(default_factory=dict)
    variant: str = ""
    not_so: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Missed:
    """A minimum that is not met: these stars ask for so many points in a line."""

    code: str
    stars: int
    has: int
    needs: int


@dataclass(frozen=True)
class Outcome:
    """What follows from answers.

    `stars` is 0 where no certificate follows; `band` is what the points alone would give.
    `missed` holds every minimum that is not met, by stars, then in the sheet's order.
    """

    points: int
    parts: Mapping[str, int]
    band: int
    stars: int
    missed: tuple[Missed, ...]
    knocked_out: tuple[str, ...]
    unanswered: tuple[str, ...]

    def missed_for(self, stars: int) -> tuple[Missed, ...]:
        """List what keeps from so many stars, one row a line: its highest minimum."""
        highest = {each.code: each for each in self.missed if each.stars <= stars}
        return tuple(highest.values())


def points_in(sheet: Sheet, criterion: Criterion, answers: Answers) -> int | None:
    """Give the points of a line, None where it has no answer. 0 is always one: none of these."""
    given = answers.points.get(criterion.code)
    known = {0} | {option.points for option in sheet.options_of(criterion, answers.variant)}
    return given if given in known else None


def minimums_of(sheet: Sheet, criterion: Criterion, answers: Answers) -> dict[int, int]:
    """Give the least points that a line needs, by stars; none where it does not apply."""
    if criterion.applies_if and criterion.applies_if in answers.not_so:
        return {}
    options = sheet.options_of(criterion, answers.variant)
    return {each.least_for: each.points for each in options if each.least_for is not None}


def missed_in(sheet: Sheet, answers: Answers, has: Mapping[str, int | None]) -> list[Missed]:
    rows = [
        Missed(line.code, stars, has[line.code] or 0, needs)
        for line in sheet.choices
        for stars, needs in minimums_of(sheet, line, answers).items()
        if (has[line.code] or 0) < needs
    ]
    return sorted(rows, key=lambda row: row.stars)  # stable: the sheet's order within


def band_of(points: int | Fraction) -> int:
    """Give the highest band that so many points reach, 1 to 5."""
    return next(stars for stars, least in BANDS.items() if points >= least)


def star_of(sheet: Sheet, answers: Answers) -> Outcome:
    """Decide the stars: the highest whose points and minimums are met; 0 below three."""
    has = {line.code: points_in(sheet, line, answers) for line in sheet.choices}
    parts = dict.fromkeys("ABC", 0)
    for line in sheet.choices:
        parts[line.part] += has[line.code] or 0
    points = sum(parts.values())
    out = tuple(
        line.code for line in sheet.choices if has[line.code] == 0 and sheet.ends_at_nought(line)
    )
    missed = tuple(missed_in(sheet, answers, has))
    lowest = min((each.stars for each in missed), default=6)
    reached = min(band_of(points), lowest - 1)
    return Outcome(
        points=points,
        parts=parts,
        band=band_of(points),
        stars=0 if out or reached not in STARS else reached,
        missed=missed,
        knocked_out=out,
        unanswered=tuple(code for code, given in has.items() if given is None),
    )
