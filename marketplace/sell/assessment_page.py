"""What the pages of a self-assessment show: lines with words, parts with points, what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalogue.models import Product
from marketplace.programme.assessing import answers_in
from marketplace.programme.models import Assessment
from marketplace.programme.next_steps import Raise, way_to
from marketplace.programme.sheets.sheet import PARTS, Criterion, Sheet
from marketplace.programme.stars import STARS, Answers, Outcome, star_of
from marketplace.programme.wording import PARTS as PART_NAMES
from marketplace.programme.wording import said

LABELS = _("Labels of your lots here carry an electronic traceability code.")
# What of the shop is evidence for a line: what it says and the page it leads to.
EVIDENCE: dict[str, tuple[Any, str]] = {
    "story": (_("The story of your product stands in its texts here: buyers read it."), "texts"),
    "label": (LABELS, "lots:index"),
    "packaging_label": (LABELS, "lots:index"),
    "information": (LABELS, "lots:index"),
    "promotion": (_("Your page in this market is a page that you can show."), "sell:page"),
    "sales_area": (_("Orders here and the address of your page show online sales."), "sell:page"),
}


class PartOf(NamedTuple):
    """One of the three parts with its points."""

    name: str
    points: int
    most: int


class Line(NamedTuple):
    """A line of the list: its answer in words, its points, None while it has none."""

    code: str
    title: str
    depth: int
    points: int | None
    most: int
    answer: str
    is_chosen: bool


class Todo(NamedTuple):
    """A step towards more stars, in words."""

    code: str
    title: str
    now: str
    then: str
    gain: int
    is_needed: bool


@dataclass(frozen=True)
class Told:
    """An assessment as it is shown; `goal`: the stars that the steps lead to, 0 beyond five."""

    outcome: Outcome
    answered: int
    lines: int
    parts: list[PartOf]
    first_open: str
    goal: int

    @property
    def is_complete(self) -> bool:
        return self.answered == self.lines


def told(sheet: Sheet, answers: Answers) -> Told:
    outcome = star_of(sheet, answers)
    count = len(sheet.choices)
    open_ones = outcome.unanswered
    above = [stars for stars in STARS if stars > outcome.stars]
    return Told(
        outcome=outcome,
        answered=count - len(open_ones),
        lines=count,
        parts=[
            PartOf(f"{part}. {PART_NAMES[part]}", outcome.parts[part], most)
            for part, most in PARTS.items()
        ],
        first_open=open_ones[0] if open_ones else "",
        goal=min(above, default=0),
    )


def answer_words(sheet: Sheet, line: Criterion, answers: Answers, points: int | None) -> str:
    """Say in words what was answered; "" while nothing was."""
    if points is None:
        return ""
    options = sheet.options_of(line, answers.variant)
    found = next((each for each in options if each.points == points), None)
    return said(found.words) if found else str(_("None of these"))


def lines_of(sheet: Sheet, answers: Answers) -> list[Line]:
    """List the whole sheet with what was answered; sums say what they come to."""
    unanswered = star_of(sheet, answers).unanswered
    rows = []
    for line in sheet:
        below = [
            each
            for each in sheet.choices
            if each.code == line.code or each.code.startswith(f"{line.code}.")
        ]
        given = [answers.points[each.code] for each in below if each.code not in unanswered]
        points = sum(given) if given else None
        answer = answer_words(sheet, line, answers, points) if line.is_chosen else ""
        rows.append(
            Line(
                code=line.code,
                title=said(line.words),
                depth=line.depth,
                points=points,
                most=line.maximum,
                answer=answer,
                is_chosen=line.is_chosen,
            )
        )
    return rows


def todos_of(sheet: Sheet, answers: Answers, stars: int) -> list[Todo]:
    """List the shortest way to so many stars: what is needed first, then what brings most.

    A line that has to rise and rises further for the sum is two steps.
    """
    rows = []
    for step in way_to(sheet, answers, stars):
        goals = [step.least, step.to] if step.is_needed else [step.to]
        points = answers.points.get(step.code)
        for to in sorted(set(goals)):
            rows.append(todo_of(sheet, answers, step, points, to))
            points = to
    return sorted(rows, key=lambda row: (not row.is_needed, -row.gain))


def todo_of(sheet: Sheet, answers: Answers, step: Raise, points: int | None, to: int) -> Todo:
    line = next(each for each in sheet.choices if each.code == step.code)
    return Todo(
        code=step.code,
        title=said(line.words),
        now=answer_words(sheet, line, answers, points),
        then=answer_words(sheet, line, answers, to),
        gain=to - (points or 0),
        is_needed=to <= step.least and step.is_needed,
    )


def evidence_for(line: Criterion, product: Product) -> tuple[str, str] | None:
    """Say what of the shop is evidence for a line, with the address of its page."""
    found = EVIDENCE.get(line.key)
    if found is None:
        return None
    words, name = found
    if name == "texts":
        return str(words), reverse("sell:texts", args=[product.pk])
    return str(words), reverse(name)


class Row(NamedTuple):
    """A product of the list; without a sheet it belongs to no set yet."""

    product: Product
    told: Told | None


def rows_of(
    products: Iterable[Product], sheets: dict[int, Sheet], kept: dict[int, Assessment]
) -> list[Row]:
    return [
        Row(
            product,
            told(sheets[product.pk], answers_in(kept.get(product.pk)))
            if product.pk in sheets
            else None,
        )
        for product in products
    ]
