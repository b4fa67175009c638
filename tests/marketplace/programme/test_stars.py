"""The stars that follow from answers: the worked numbers, one sheet at a time."""

import pytest

from marketplace.programme.sheets.reading import sheet_of
from marketplace.programme.stars import Answers, Missed, star_of


def full(number, variant="", **changes):
    sheet = sheet_of(number)
    points = {line.code: line.maximum for line in sheet.choices}
    return points | {code.replace("_", "."): to for code, to in changes.items()}


def of(number, points, **others):
    return star_of(sheet_of(number), Answers(points, **others))


def test_full_answers_give_five_stars_and_all_points():
    outcome = of(21, full(21))
    assert (outcome.points, outcome.parts) == (100, {"A": 40, "B": 25, "C": 35})
    assert (outcome.band, outcome.stars, outcome.missed, outcome.unanswered) == (5, 5, (), ())


@pytest.mark.parametrize(
    ("code", "points", "total", "stars", "missed"),
    [
        ("1.4", 2, 98, 4, (Missed("1.4", 5, 2, 4),)),
        ("2.2", 3, 99, 3, (Missed("2.2", 4, 3, 4),)),
        ("3.5", 0, 97, 0, (Missed("3.5", 3, 0, 1), Missed("3.5", 4, 0, 2))),
    ],
)
def test_one_minimum_that_is_missed_takes_its_stars(code, points, total, stars, missed):
    outcome = of(21, full(21) | {code: points})
    assert (outcome.points, outcome.stars, outcome.missed) == (total, stars, missed)


def test_marks_alone_bring_no_stars():
    """Each line of set 21 at what four stars ask, the least option elsewhere: 35 points."""
    sheet = sheet_of(21)
    points = {}
    for line in sheet.choices:
        asked = [each.points for each in line.options if each.least_for in (3, 4)]
        points[line.code] = max(asked, default=line.options[0].points)
    outcome = star_of(sheet, Answers(points))
    assert (outcome.points, outcome.band, outcome.stars) == (35, 2, 0)
    assert outcome.missed_for(4) == ()


def test_a_line_is_missed_once_for_the_stars_that_are_asked_about():
    outcome = of(21, full(21, **{"3_5": 0}))
    assert outcome.missed_for(3) == (Missed("3.5", 3, 0, 1),)
    assert outcome.missed_for(5) == (Missed("3.5", 4, 0, 2),)


def test_nothing_answered_has_no_points_and_misses_every_minimum():
    outcome = of(1, {})
    assert (outcome.points, outcome.band, outcome.stars) == (0, 1, 0)
    assert len(outcome.unanswered) == len(sheet_of(1).choices)
    assert {each.stars for each in outcome.missed} == {3, 4, 5}


def test_what_is_no_option_counts_as_no_answer():
    outcome = of(21, full(21) | {"1.1": 3, "no such line": 50})
    assert (outcome.points, outcome.unanswered) == (96, ("1.1",))


def test_none_of_the_options_is_an_answer():
    """Line 3.1 of set 21 begins at 1 point."""
    outcome = of(21, full(21) | {"3.1": 0})
    assert (outcome.points, outcome.unanswered) == (97, ())


@pytest.mark.parametrize("code", ["6.1", "6.2", "6.3", "6.4"])
def test_nought_in_what_water_is_tested_for_ends_the_assessment(code):
    outcome = of(16, full(16) | {code: 0})
    assert (outcome.stars, outcome.knocked_out) == (0, (code,))
    assert outcome.band == 5


@pytest.mark.parametrize(("code", "least"), [("6.1", 3), ("6.2", 3), ("6.3", 2), ("6.4", 1)])
def test_one_option_above_nought_ends_nothing(code, least):
    outcome = of(16, full(16) | {code: least})
    assert (outcome.stars, outcome.knocked_out) == (5, ())


def test_what_is_not_answered_yet_ends_nothing():
    points = full(16)
    del points["6.1"]
    assert of(16, points).knocked_out == ()


def test_nought_elsewhere_ends_nothing():
    assert of(16, full(16) | {"7": 0}).knocked_out == ()
    assert of(17, full(17) | {"6.1": 0}).knocked_out == ()


def test_a_declaration_is_asked_of_goods_only_that_must_have_one():
    """Line 7 of set 21 asks three stars for a declaration, of goods that must be declared."""
    bound = of(21, full(21) | {"7": 0})
    free = of(21, full(21) | {"7": 0}, not_so=frozenset({"declaration_due"}))
    assert (bound.points, bound.stars) == (96, 0)
    assert (free.points, free.stars, free.missed) == (96, 5, ())
    assert of(21, full(21), not_so=frozenset({"declaration_due"})).points == 100


@pytest.mark.parametrize("variant", ["community", "site", "", "no such"])
def test_one_of_two_lists_holds_in_set_26(variant):
    outcome = of(26, full(26), variant=variant)
    assert (outcome.points, outcome.stars) == (100, 5)
    sheet = sheet_of(26)
    line = sheet.find("8")
    words = [each.words["en"] for each in sheet.options_of(line, variant)]
    begins = "Duly registered" if variant == "site" else "All providers"
    assert words[0].startswith(begins)
