"""The shortest way to more stars, against trying all ways out."""

from itertools import product
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.programme import next_steps
from marketplace.programme.next_steps import Raise, way_to
from marketplace.programme.sheets.reading import NUMBERS, sheet_of
from marketplace.programme.sheets.sheet import Criterion, Option, Sheet
from marketplace.programme.stars import Answers, star_of


def full(number):
    return {line.code: line.maximum for line in sheet_of(number).choices}


def test_a_missed_minimum_is_a_step_that_is_needed():
    way = way_to(sheet_of(21), Answers(full(21) | {"2.2": 3}), 4)
    assert way == (Raise(code="2.2", has=3, to=4, levels=1, least=4),)
    assert (way[0].gain, way[0].is_needed) == (1, True)


def test_stars_that_are_met_ask_for_nothing():
    assert way_to(sheet_of(21), Answers(full(21)), 5) == ()


def test_points_that_lack_are_looked_for_where_a_step_brings_most():
    """Set 21 at 89: 9 has 1 of 5 points, 6.3 has 2 of 3, 4.2 and 4.3 the rest."""
    points = full(21) | {"6.3": 2, "4.2": 1, "4.3": 2, "9": 1, "6.4": 2}
    assert star_of(sheet_of(21), Answers(points)).points == 89
    (only,) = way_to(sheet_of(21), Answers(points), 5)
    assert (only.levels, only.is_needed, only.gain >= 1) == (1, False, True)


def test_a_step_out_of_a_knock_out_is_needed_for_any_stars():
    way = way_to(sheet_of(16), Answers(full(16) | {"6.3": 0}), 3)
    assert way == (Raise(code="6.3", has=0, to=2, levels=1, least=2),)


def test_a_line_that_does_not_apply_is_no_step():
    answers = Answers(full(21) | {"7": 0}, not_so=frozenset({"declaration_due"}))
    assert way_to(sheet_of(21), answers, 5) == ()


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("stars", [3, 4, 5])
def test_whoever_goes_the_way_has_the_stars(number, stars):
    sheet = sheet_of(number)
    for points in ({}, {line.code: sheet.options_of(line)[0].points for line in sheet.choices}):
        way = way_to(sheet, Answers(points), stars)
        after = star_of(sheet, Answers(points | {each.code: each.to for each in way}))
        assert after.stars >= stars


def small(levels, marks):
    """Make a sheet of a few lines; its marks: points by line."""
    words = {"vi": "x", "en": "x", "id": "x"}
    lines = tuple(
        Criterion(
            code=str(at),
            part="A",
            key="x",
            maximum=each[-1],
            words=words,
            options=tuple(
                Option(worth, words, 3 if marks[at] and worth == each[-1] else None)
                for worth in each
            ),
        )
        for at, each in enumerate(levels)
    )
    return Sheet(number=0, law="", digest="", criteria=lines)


LINES = st.lists(
    st.lists(st.integers(1, 9), min_size=1, max_size=3, unique=True).map(sorted),
    min_size=1,
    max_size=5,
)


@given(LINES, st.data())
@settings(max_examples=150)
def test_no_way_is_shorter(levels, data):
    """Every way of a small sheet is tried: steps first, then lines that rise."""
    marks = data.draw(st.lists(st.booleans(), min_size=len(levels), max_size=len(levels)))
    sheet = small(levels, marks)
    steps = [[0, *each] for each in levels]
    has = [data.draw(st.sampled_from(each)) for each in steps]
    answers = Answers({str(at): points for at, points in enumerate(has)})
    least = data.draw(st.integers(0, sum(each[-1] for each in levels)))
    held = next_steps.BANDS
    next_steps.BANDS = {3: least}
    try:
        way = way_to(sheet, answers, 3)
    finally:
        next_steps.BANDS = held
    floors = [
        each[-1] if marked else got for each, marked, got in zip(levels, marks, has, strict=True)
    ]
    tried = [
        SimpleNamespace(
            steps=sum(
                each.index(to) - each.index(got)
                for each, to, got in zip(steps, goal, has, strict=True)
            ),
            lines=sum(to > got for to, got in zip(goal, has, strict=True)),
        )
        for goal in product(*steps)
        if all(to >= floor for to, floor in zip(goal, floors, strict=True)) and sum(goal) >= least
    ]
    best = min((each.steps, each.lines) for each in tried)
    assert (sum(each.levels for each in way), len(way)) == best
    reached = {each.code: each.to for each in way}
    assert sum(reached.get(str(at), got) for at, got in enumerate(has)) >= least
