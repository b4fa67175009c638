"""Times are Hanoi's, whoever reads them and wherever; they say so."""

import datetime

import pytest
from django.utils import timezone
from django.utils.translation import override

from marketplace.visits.models import Visit
from marketplace.visits.words import guests_said, how_long, languages_of, party_said, when

MORNING = datetime.datetime(2026, 12, 5, 2, tzinfo=datetime.UTC)  # 09:00 in Hanoi


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("vi", "Thứ Bảy 05/12/2026, 09:00 (giờ Hà Nội)"),
        ("en", "Saturday 5 Dec 2026, 09:00 (Hanoi time)"),
        ("id", "Sabtu 5 Des 2026, 09.00 (waktu Hanoi)"),
    ],
)
def test_time_is_said_in_each_language(language, said):
    with override(language):
        assert when(MORNING) == said


@pytest.mark.parametrize(
    ("utc", "said"),
    [
        (datetime.datetime(2027, 3, 28, 0, 59, tzinfo=datetime.UTC), "07:59"),
        (datetime.datetime(2027, 3, 28, 1, 1, tzinfo=datetime.UTC), "08:01"),
    ],
)
def test_a_visitor_whose_clock_jumps_reads_hanois_clock(utc, said):
    """At 01:00 UTC that night clocks in Paris go from two to three."""
    with timezone.override("Europe/Paris"), override("en"):
        assert when(utc) == f"Sunday 28 Mar 2027, {said} (Hanoi time)"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (59, "59 minutes"),
        (60, "1 hour"),
        (150, "2 hours 30 minutes"),
        (1440, "1 day"),
        (2880, "2 days"),
        (1500, "25 hours"),
    ],
)
def test_length_is_said_in_large_units(minutes, said):
    with override("en"):
        assert how_long(minutes) == said


def test_who_does_not_come_is_left_out():
    with override("en"):
        assert guests_said([("adult", 2), ("child", 0), ("senior", 1)]) == (
            "2 × Adult, 1 × 60 and older"
        )


def test_visit_says_its_languages_and_parties():
    with override("en"):
        assert languages_of(Visit(languages=["vi", "fr", "xx"])) == "Vietnamese, French"
        assert party_said(Visit(party_least=2, party_most=6)) == "2 to 6 guests"
        assert party_said(Visit(party_least=4, party_most=4)) == "4 guests"
