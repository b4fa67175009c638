"""Which backups are kept: the newest of days, weeks and months, and all of the last day."""

import datetime

import pytest
import time_machine

from marketplace.operations.backups import BackupRefused
from marketplace.operations.backups.retention import (
    Keep,
    keep_of,
    moment_of,
    name_of,
    to_remove,
)

NOW = datetime.datetime(2026, 11, 28, 20, 0, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


def nights(count: int) -> list[str]:
    """A backup each night at 18:45 UTC, a quarter to two in Hanoi, the last 75 minutes ago."""
    return [name_of(NOW - datetime.timedelta(minutes=75) - n * DAY) for n in range(count)]


def test_a_name_tells_when_and_is_of_one_backup():
    first, second = name_of(NOW), name_of(NOW)
    assert first != second
    assert moment_of(first) == NOW
    assert moment_of("market-20261128T200000Z-3f9a2c.age.half") is None


def test_a_year_of_nights_leaves_days_weeks_and_months():
    names = nights(400)
    kept = sorted(set(names) - set(to_remove(names, Keep(7, 4, 12), NOW)), reverse=True)
    days = [(NOW - moment_of(name)).days for name in kept]
    assert days[:7] == [0, 1, 2, 3, 4, 5, 6]  # the last seven nights
    assert (
        len(kept) == 7 + 3 + 11
    )  # one of the weeks and one of the months end with a night of those
    assert max(days) < 366


def test_all_of_the_last_day_stay_and_nothing_of_others_is_touched():
    names = [name_of(NOW - datetime.timedelta(hours=hours)) for hours in (1, 2, 3, 23, 25, 26)]
    others = ["notes.txt", ".market-20260101T000000Z-000000.age.half", "market-old.age"]
    assert to_remove([*names, *others], Keep(2, 0, 0), NOW) == sorted(names[4:])


def test_days_are_those_of_hanoi():
    late = datetime.datetime(2026, 11, 20, 18, 0, tzinfo=datetime.UTC)  # 21st, 01:00 there
    early = datetime.datetime(2026, 11, 20, 16, 0, tzinfo=datetime.UTC)  # 20th, 23:00 there
    names = [name_of(late), name_of(early)]
    assert to_remove(names, Keep(2, 0, 0), NOW) == []
    assert to_remove(names, Keep(1, 0, 0), NOW) == [names[1]]


def test_the_newest_stays_however_old():
    with time_machine.travel(NOW):
        names = [name_of(NOW - 900 * DAY), name_of(NOW - 901 * DAY)]
    assert to_remove(names, Keep(1, 0, 0), NOW) == [names[1]]


@pytest.mark.parametrize(
    ("text", "why"),
    [("7,4", "must be days,weeks,months"), ("a,b,c", "must be"), ("0,0,0", "keeps no backup")],
)
def test_what_keeps_nothing_is_refused(text, why):
    with pytest.raises(BackupRefused, match=why):
        keep_of(text)


def test_three_numbers_are_read():
    assert keep_of("7, 4,12") == Keep(7, 4, 12)
