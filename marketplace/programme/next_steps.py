"""The shortest way to more stars: every minimum, and the fewest steps to the points that lack.

A step is one option higher in one line. Set 21 at 68 points, no minimum missed but 1.6 (for four
stars, worth 1): that one is needed and brings 69, so one more point is looked for where one step
brings it. Among ways of equal length one that touches the fewest lines is taken, and of these
always the same.

Exact by dynamic programming over lines and points: 45 lines, 6 options, 100 points.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from marketplace.programme.sheets.sheet import Criterion, Sheet
from marketplace.programme.stars import BANDS, Answers, minimums_of, points_in


@dataclass(frozen=True)
class Raise:
    """Bring a line from so many points to more; below `least` the stars never come."""

    code: str
    has: int
    to: int
    levels: int
    least: int

    @property
    def is_needed(self) -> bool:
        return self.least > self.has

    @property
    def gain(self) -> int:
        return self.to - self.has


Way = tuple[int, int, tuple[tuple[int, int], ...]]  # steps, lines, (index of line, points)


def floor_of(sheet: Sheet, line: Criterion, answers: Answers, stars: int) -> int:
    """Give the least points of a line with which so many stars are possible at all."""
    asked = [needs for least, needs in minimums_of(sheet, line, answers).items() if least <= stars]
    if sheet.ends_at_nought(line):
        options = sheet.options_of(line, answers.variant)
        asked.append(min(option.points for option in options if option.points))
    return max([points_in(sheet, line, answers) or 0, *asked])


def levels_of(sheet: Sheet, line: Criterion, answers: Answers) -> list[int]:
    """List the points that a line can have, ascending, with 0: none of its options."""
    return sorted({0} | {each.points for each in sheet.options_of(line, answers.variant)})


def way_to(sheet: Sheet, answers: Answers, stars: int) -> tuple[Raise, ...]:
    """Give the shortest way to 3, 4 or 5 stars, in the sheet's order; empty when they are met."""
    lines = sheet.choices
    has = [points_in(sheet, line, answers) or 0 for line in lines]
    floors = [floor_of(sheet, line, answers, stars) for line in lines]
    levels = [levels_of(sheet, line, answers) for line in lines]
    lacking = max(0, BANDS[stars] - sum(floors))
    chosen = cheapest(has, floors, levels, lacking)
    return tuple(
        Raise(
            code=line.code,
            has=has[at],
            to=to,
            levels=levels[at].index(to) - levels[at].index(has[at]),
            least=floors[at],
        )
        for at, line in enumerate(lines)
        if (to := chosen.get(at, floors[at])) > has[at]
    )


def cheapest(
    has: list[int], floors: list[int], levels: list[list[int]], lacking: int
) -> Mapping[int, int]:
    """Choose to which points lines rise above their floors so that at least `lacking` come."""
    best: list[Way | None] = [(0, 0, ()), *[None] * lacking]  # by points gained, at most lacking
    for at, floor in enumerate(floors):
        before, best = best, list(best)
        for step, to in enumerate([each for each in levels[at] if each > floor], 1):
            more = 1 if floor == has[at] else 0  # a line that rises anyway is no further one
            for gained, way in enumerate(before):
                if way is None:
                    continue
                there = min(lacking, gained + to - floor)
                new = (way[0] + step, way[1] + more, (*way[2], (at, to)))
                held = best[there]
                if held is None or new < held:
                    best[there] = new
    last = best[lacking]
    return dict(last[2]) if last else {}
