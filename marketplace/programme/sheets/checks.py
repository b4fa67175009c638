"""What every sheet must hold, checked whenever one is read; a wrong sheet is never used.

parts 40, 25 and 35, in all 100; the lines below a sum add up to it; options ascend strictly
and the last one is the maximum; marks ascend; a star has one mark in a criterion.
"""

from collections import Counter
from collections.abc import Iterator

from marketplace.programme.sheets.sheet import PARTS, TOTAL, Criterion, Option, Sheet

MARKS = (3, 4, 5)
LANGUAGES = {"vi", "en", "id"}


class SheetWrong(Exception):
    """A sheet's data contradicts itself; str() lists where and how."""


def check_sheet(sheet: Sheet) -> None:
    """Raise SheetWrong when a sheet is not what a sheet must be."""
    found = sorted({f"{sheet.number}/{code}: {fault}" for code, fault in faults_of(sheet)})
    if found:
        raise SheetWrong("; ".join(found))


def faults_of(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Give each fault with the code of its line."""
    for code, many in Counter(each.code for each in sheet).items():
        if many > 1:
            yield code, "twice"
    tops = {part: sum(s.maximum for s in sheet.sections if s.part == part) for part in PARTS}
    if tops != PARTS or sum(tops.values()) != TOTAL:
        yield "", "parts"
    for criterion in sheet:
        yield from ((criterion.code, fault) for fault in faults_of_line(sheet, criterion))
    for remark in (*sheet.corrections, *sheet.doubts):
        if sheet.find(remark.code) is None:
            yield remark.code, "remark of nothing"


def faults_of_line(sheet: Sheet, criterion: Criterion) -> Iterator[str]:
    if set(criterion.words) != LANGUAGES or not all(criterion.words.values()):
        yield "words"
    above = sheet.find(criterion.above) if criterion.above else None
    if criterion.above and (above is None or above.part != criterion.part or above.is_chosen):
        yield "hangs nowhere"
    below = [each for each in sheet if each.above == criterion.code]
    if criterion.is_chosen == bool(below):
        yield "neither a sum nor a choice"
    if below and sum(each.maximum for each in below) != criterion.maximum:
        yield "sum"
    if criterion.variants and tuple(criterion.variants) != sheet.variants:
        yield "variants"
    for options in criterion.variants.values() or [criterion.options]:
        yield from faults_of_options(criterion, options)


def faults_of_options(criterion: Criterion, options: tuple[Option, ...]) -> Iterator[str]:
    points = [option.points for option in options]
    if points != sorted(set(points)) or (points and not points[0] >= 0):
        yield "order"
    if points and (points[-1] != criterion.maximum or len(points) == 1):
        yield "maximum"
    marks = [option.least_for for option in options if option.least_for is not None]
    if marks != sorted(set(marks)) or not set(marks) <= set(MARKS):
        yield "marks"
    if any(option.least_for and not option.points for option in options):
        yield "mark on nothing"
    for option in options:
        if set(option.words) != LANGUAGES or not all(option.words.values()):
            yield "words"
