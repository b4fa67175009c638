"""Days that dossiers go by: rounds of the province, working days of offices.

    received on Mon 5/10/2026, 15 working days      due on Mon 26/10/2026
    received on Fri 24/4/2026, 5 working days       due on Wed 6/5/2026: closed on 27/4, 30/4, 1/5
    today 29/11/2026                                next round: in by 30/4/2027, result by 30/6/2027

Law and days off stand in law.toml, with their sources.
"""

import datetime
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

FILE = Path(__file__).with_name("law.toml")
SATURDAY = 5
A_DAY = datetime.timedelta(days=1)


class Round(NamedTuple):
    """A round: the last day for dossiers at the province, and that of its results."""

    files_by: datetime.date
    results_by: datetime.date


@cache
def terms() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text("utf-8"))


def law_on(day: datetime.date) -> dict[str, Any]:
    """Give the terms that hold on a day; before the first of them, the first."""
    laws = terms()["law"]
    return next((each for each in reversed(laws) if each["from"] <= day), laws[0])


def rounds_from(day: datetime.date, count: int = 2) -> list[Round]:
    """List the next rounds whose last day is not over."""
    found = [
        Round(datetime.date(year, *each["files_by"]), datetime.date(year, *each["results_by"]))
        for year in range(day.year, day.year + count + 1)
        for each in law_on(day)["rounds"]
    ]
    return sorted(each for each in found if each.files_by >= day)[:count]


def is_working_day(day: datetime.date) -> bool:
    off = terms()["days_off"]
    is_closed = day in off["named"] or [day.month, day.day] in off["yearly"]
    return day.weekday() < SATURDAY and not is_closed


def after_working_days(day: datetime.date, count: int) -> datetime.date:
    """Give the day on which so many working days after a day are over."""
    while count:
        day += A_DAY
        count -= is_working_day(day)
    return day


def working_days_between(first: datetime.date, last: datetime.date) -> int:
    """Count the working days after `first` up to `last`; none once that is over."""
    days = range(1, (last - first).days + 1)
    return sum(is_working_day(first + A_DAY * each) for each in days)
