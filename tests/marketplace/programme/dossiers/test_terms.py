"""Rounds and working days: the worked examples of the rules, and the edges beside them."""

import datetime

import pytest

from marketplace.programme.dossiers.terms import (
    Round,
    after_working_days,
    is_working_day,
    law_on,
    rounds_from,
    working_days_between,
)

D = datetime.date


@pytest.mark.parametrize(
    ("received", "count", "due"),
    [
        (D(2026, 10, 5), 15, D(2026, 10, 26)),
        (D(2026, 4, 24), 5, D(2026, 5, 6)),
        (D(2026, 10, 3), 1, D(2026, 10, 5)),  # received on a Saturday
        (D(2026, 10, 5), 0, D(2026, 10, 5)),
    ],
)
def test_working_days_leave_out_ends_of_weeks_and_days_off(received, count, due):
    assert after_working_days(received, count) == due
    assert working_days_between(received, due) == count


def test_days_that_are_over_leave_none():
    assert working_days_between(D(2026, 10, 8), D(2026, 10, 5)) == 0


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (D(2026, 9, 2), False),
        (D(2031, 9, 2), False),
        (D(2026, 2, 18), False),
        (D(2026, 9, 3), True),
    ],
)
def test_days_off_come_each_year_or_are_named(day, works):
    assert is_working_day(day) is works


@pytest.mark.parametrize(
    ("today", "next_round"),
    [
        (D(2026, 11, 29), Round(D(2027, 4, 30), D(2027, 6, 30))),
        (D(2027, 4, 30), Round(D(2027, 4, 30), D(2027, 6, 30))),
        (D(2027, 5, 1), Round(D(2027, 10, 30), D(2027, 12, 30))),
    ],
)
def test_next_round_is_the_first_whose_last_day_is_not_over(today, next_round):
    assert rounds_from(today)[0] == next_round
    assert len(rounds_from(today)) == 2


def test_law_of_before_the_first_is_the_first():
    assert law_on(D(2020, 1, 1)) == law_on(D(2026, 5, 22))
    assert law_on(D(2026, 6, 1))["opinion_days"] == 15
