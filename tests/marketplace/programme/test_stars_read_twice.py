"""The market's reading of all sheets against a second one that shares nothing with it."""

import ast
import random
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.programme.sheets.reading import NUMBERS, sheet_of
from marketplace.programme.stars import Answers, band_of, star_of
from tests.marketplace.programme import plain

EACH = 300  # sets of answers a sheet


def test_the_second_reading_imports_nothing_of_the_first():
    tree = ast.parse(Path(plain.__file__).read_text())
    names = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    } | {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert names == {"functools", "json", "pathlib"}


@pytest.mark.parametrize("number", NUMBERS)
def test_both_readings_have_the_same_lines_points_and_marks(number):
    sheet = sheet_of(number)
    mine = [
        (
            line.code,
            line.part,
            [[each.points, each.least_for] for each in sheet.options_of(line, "community")],
            [[each.points, each.least_for] for each in sheet.options_of(line, "site")],
            line.applies_if or None,
            sheet.ends_at_nought(line),
        )
        for line in sheet.choices
    ]
    other = [
        (code, part, options, second or options, only_if, knocks)
        for code, part, options, second, only_if, knocks in plain.corrected(number)
    ]
    assert mine == other


def both(number, points, variant="", not_so=frozenset()):
    outcome = star_of(sheet_of(number), Answers(points, variant, not_so))
    first = (
        outcome.points,
        outcome.stars,
        {(each.code, each.stars, each.needs) for each in outcome.missed},
    )
    return first, plain.stars(number, points, variant, not_so)


def some_answers(number, chance):
    """Make answers as makers give them: mostly good ones, holes, nonsense, the bare minimum."""
    lean = chance.choice([0.0, 0.3, 0.7, 0.9, 0.97, 1.0])
    points = {}
    for code, _part, options, other, _only_if, _knocks in plain.corrected(number):
        worths = [worth for worth, _mark in (other or options)]
        marked = [worth for worth, mark in options if mark]
        if chance.random() < lean:
            points[code] = worths[-1]
        elif chance.random() < 0.3 and marked:
            points[code] = chance.choice(marked)
        elif chance.random() < 0.9:
            points[code] = chance.choice([0, *worths, 99, -1])
    return points


@pytest.mark.parametrize("number", NUMBERS)
def test_both_readings_give_the_same_stars(number):
    chance = random.Random(number)
    seen = set()
    for _each in range(EACH):
        variant = chance.choice(["", "community", "site", "other"])
        not_so = frozenset(chance.choice([[], ["declaration_due"]]))
        first, second = both(number, some_answers(number, chance), variant, not_so)
        assert first == second
        seen.add(first[1])
    assert seen == {0, 3, 4, 5}  # the answers reach every outcome


@given(st.data())
@settings(max_examples=200)
def test_whatever_is_answered_both_readings_agree(data):
    number = data.draw(st.sampled_from(NUMBERS))
    lines = {row[0]: [worth for worth, _mark in row[2]] for row in plain.corrected(number)}
    points = {
        code: data.draw(st.sampled_from([*worths, worths[-1], 0])) for code, worths in lines.items()
    }
    first, second = both(number, points)
    assert first == second


def marks():
    for number in NUMBERS:
        for code, _part, options, _other, _only_if, _knocks in plain.corrected(number):
            for worth, mark in options:
                if mark:
                    yield pytest.param(number, code, worth, mark, id=f"{number}-{code}-{mark}")


@pytest.mark.parametrize(("number", "code", "worth", "mark"), list(marks()))
def test_every_mark_binds_on_both_of_its_sides(number, code, worth, mark):
    """All else full: at the mark its stars are not kept by it, just below they are."""
    sheet = sheet_of(number)
    full = {line.code: line.maximum for line in sheet.choices}
    levels = [0, *(each.points for each in sheet.options_of(sheet.find(code)))]
    below = max(level for level in levels if level < worth)
    at = star_of(sheet, Answers(full | {code: worth}))
    under = star_of(sheet, Answers(full | {code: below}))
    assert (code, mark) not in {(each.code, each.stars) for each in at.missed}
    assert (code, mark) in {(each.code, each.stars) for each in under.missed}
    assert under.stars < mark <= 5
    lower = {each.stars for each in under.missed if each.code == code}
    assert under.stars == (min(lower) - 1 if min(lower) > 3 else 0) or under.knocked_out


def lowered_to(number, target):
    """Give full answers brought down to a sum by lines that no mark binds, else None."""
    sheet = sheet_of(number)
    points = {line.code: line.maximum for line in sheet.choices}
    ways = {0: {}}
    for line in sheet.choices:
        if sheet.ends_at_nought(line):
            continue
        options = sheet.options_of(line)
        marked = [each.points for each in options if each.least_for]
        floor = max(marked, default=0)
        for lost, chosen in list(ways.items()):
            for to in {0, *(each.points for each in options)}:
                if floor <= to < line.maximum:
                    ways.setdefault(lost + line.maximum - to, chosen | {line.code: to})
    chosen = ways.get(100 - target)
    return None if chosen is None else points | chosen


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(("points", "stars"), [(90, 5), (89, 4), (70, 4), (69, 3)])
def test_every_band_begins_at_its_points(number, points, stars):
    """With every minimum met; a sheet whose unmarked lines carry too little is brought as low."""
    answers = lowered_to(number, points)
    if answers is None:
        pytest.skip("the marks alone bring more points than that")
    first, second = both(number, answers)
    assert first == second == (points, stars, set())


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(("points", "stars"), [(50, 3), (49, 0)])
def test_three_stars_begin_at_fifty_points(number, points, stars):
    """What three stars ask for, then as much of the rest as makes the sum."""
    sheet = sheet_of(number)
    held, ways = {}, {}
    for line in sheet.choices:
        options = sheet.options_of(line)
        asked = [each.points for each in options if each.least_for == 3]
        if sheet.ends_at_nought(line):
            asked = [min(each.points for each in options if each.points)]
        held[line.code] = max(asked, default=0)
    ways = {sum(held.values()): {}}
    for line in sheet.choices:
        for total, chosen in list(ways.items()):
            for each in sheet.options_of(line):
                more = each.points - held[line.code]
                if more > 0:
                    ways.setdefault(total + more, chosen | {line.code: each.points})
    answers = held | ways[points]
    first, second = both(number, answers)
    assert first == second
    assert first[:2] == (points, stars)


@pytest.mark.parametrize(("total", "stars"), [(809, 4), (810, 5), (629, 3), (630, 4)])
def test_a_mean_of_nine_members_is_an_exact_fraction(total, stars):
    assert band_of(Fraction(total, 9)) == stars
