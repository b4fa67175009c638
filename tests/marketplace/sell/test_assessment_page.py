"""What the pages of a self-assessment show, without a page."""

from django.utils import translation

from marketplace.programme.sheets.reading import sheet_of
from marketplace.programme.stars import Answers
from marketplace.sell.assessment_page import lines_of, todos_of, told


def full(number, **changes):
    points = {line.code: line.maximum for line in sheet_of(number).choices}
    return points | {code.replace("_", ".")[1:]: to for code, to in changes.items()}


def test_sums_say_what_their_lines_come_to():
    sheet = sheet_of(11)
    rows = {each.code: each for each in lines_of(sheet, Answers(full(11, x6_2_3=3)))}
    assert (rows["6.2"].points, rows["6.2"].most, rows["6.2"].depth) == (9, 11, 2)
    assert (rows["6"].points, rows["6"].most) == (13, 15)
    assert rows["1"].points == 18  # and not that of 10 and 11


def test_what_has_no_answer_has_no_points():
    rows = {each.code: each.points for each in lines_of(sheet_of(21), Answers({"1.1": 4}))}
    assert (rows["1.1"], rows["1.2"], rows["1"], rows["2"]) == (4, None, 4, None)


def test_the_next_stars_are_the_goal():
    assert told(sheet_of(21), Answers()).goal == 3
    assert told(sheet_of(21), Answers(full(21, x2_2=3))).goal == 4
    assert told(sheet_of(21), Answers(full(21))).goal == 0


def test_needed_steps_come_first_then_what_brings_most():
    answers = Answers(full(21, x2_2=3, x4_3=0, x9=1, x6_3=0, x1_3=1))
    with translation.override("en"):
        rows = todos_of(sheet_of(21), answers, 5)
    assert (rows[0].code, rows[0].is_needed) == ("2.2", True)
    assert [each.is_needed for each in rows[1:]] == [False] * (len(rows) - 1)
    gains = [each.gain for each in rows if not each.is_needed]
    assert gains == sorted(gains, reverse=True)
    assert rows[0].now == "A correct label that also tells the story in a picture or words"


def test_a_line_that_rises_beyond_its_minimum_is_two_steps():
    """Nothing answered in line 8 of set 21: one point is needed, the rest is for the sum."""
    points = full(21, x8=0, x3_4=0, x1_1=1)
    low = dict.fromkeys(("4.2", "4.3", "1.2", "1.3", "6.3", "6.4", "6.5", "2.3", "3.1", "9"), 0)
    with translation.override("en"):
        rows = todos_of(sheet_of(21), Answers(points | low | {"3.3": 0, "5.2": 0}), 5)
    steps = [(each.gain, each.is_needed) for each in rows if each.code == "8"]
    assert steps == [(3, True), (2, False)]
