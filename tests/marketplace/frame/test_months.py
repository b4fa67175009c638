"""Of months only those are there that have begun, however they are asked for."""

import datetime

import pytest
from django.http import Http404
from django.utils import timezone

from marketplace.frame.months import month_begun, month_written


def this_month() -> datetime.date:
    return timezone.localdate().replace(day=1)


def test_a_month_that_has_begun_is_there():
    assert month_begun(2026, 2) == month_written("2026-02") == datetime.date(2026, 2, 1)
    assert month_written("") == month_written(f"{this_month():%Y-%m}") == this_month()


@pytest.mark.parametrize(
    "asked",
    ["2026-99", "2026-00", "0001-01", "9999-12", "1899-12", "2026-1", "26-01", "٢٠٢٦-٠١", "x",
     "2026-02-30", "../../etc", "\x00"],
)  # fmt: skip
def test_no_other_is(asked):
    with pytest.raises(Http404):
        month_written(asked)


def test_the_next_has_not_begun():
    later = this_month() + datetime.timedelta(days=32)
    with pytest.raises(Http404):
        month_written(f"{later:%Y-%m}")


@pytest.mark.parametrize(("year", "month"), [(10**30, 1), (0, 1), (2026, 13), (-1, -1)])
def test_no_number_is_too_large_to_say_so(year, month):
    with pytest.raises(Http404):
        month_begun(year, month)
