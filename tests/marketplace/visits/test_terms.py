"""What goes back by the terms: at the hour, and a minute after it."""

import datetime

import pytest
from django.utils.translation import override

from marketplace.visits.models import RefundStep
from marketplace.visits.terms import percent_back, steps_said

START = datetime.datetime(2026, 12, 5, 9, tzinfo=datetime.timezone(datetime.timedelta(hours=7)))
STEPS = [RefundStep(hours_before=72, percent=100), RefundStep(hours_before=24, percent=50)]


@pytest.mark.parametrize(
    ("before", "percent"),
    [
        (datetime.timedelta(hours=72), 100),
        (datetime.timedelta(hours=71, minutes=59), 50),
        (datetime.timedelta(hours=24), 50),
        (datetime.timedelta(hours=23, minutes=59), 0),
        (datetime.timedelta(), 0),
    ],
)
def test_each_step_holds_to_its_minute(before, percent):
    assert percent_back(STEPS, starts_at=START, now=START - before) == percent


def test_without_steps_nothing_goes_back():
    assert percent_back([], starts_at=START, now=START - datetime.timedelta(days=90)) == 0


def test_terms_are_said_as_sentences():
    with override("en"):
        assert steps_said(STEPS) == [
            "Cancelled up to 72 hours before the start: 100% back.",
            "Cancelled up to 24 hours before the start: 50% back.",
            "After that nothing goes back. If the host cancels, you get everything back.",
        ]
