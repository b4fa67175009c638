"""How dates are written, in each language, so that nobody takes the month for the day."""

import datetime

import pytest
from django.utils import translation
from django.utils.formats import date_format

MOMENT = datetime.datetime(2026, 3, 9, 14, 5)


@pytest.mark.parametrize(
    ("language", "short", "with_time"),
    [
        ("vi", "09/03/2026", "14:05 09/03/2026"),
        ("en", "Mar 9, 2026", "Mar 9, 2026, 2:05 p.m."),
        ("id", "09-03-2026", "09-03-2026 14.05"),
    ],
)
def test_short_dates(language, short, with_time):
    with translation.override(language):
        assert date_format(MOMENT, "SHORT_DATE_FORMAT") == short
        assert date_format(MOMENT, "SHORT_DATETIME_FORMAT") == with_time
