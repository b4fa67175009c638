"""Months in addresses: the first day of one that has begun; every other is not there."""

import datetime
import re

from django.http import Http404
from django.utils import timezone

from marketplace.frame.fields import FIRST_YEAR

WRITTEN = re.compile(r"([0-9]{4})-([0-9]{2})")


def month_begun(year: int, month: int) -> datetime.date:
    """Give the first day of a month since FIRST_YEAR that has begun; raise Http404 else."""
    try:
        day = datetime.date(year, month, 1)
    except (ValueError, OverflowError):
        raise Http404
    if day.year < FIRST_YEAR or day > timezone.localdate():
        raise Http404
    return day


def month_written(text: str) -> datetime.date:
    """Read "2026-11" as month_begun does; "" is this month."""
    if not text:
        return timezone.localdate().replace(day=1)
    found = WRITTEN.fullmatch(text)
    if not found:
        raise Http404
    return month_begun(int(found[1]), int(found[2]))
