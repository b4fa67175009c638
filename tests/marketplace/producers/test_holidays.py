"""Days away: which can be, that they end, and from when orders wait for a producer that is back."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import override

from catalogue.search.models import Waiting
from marketplace.producers.holidays import HolidayRefused, back_on, end_holiday, set_holiday
from marketplace.producers.models import Holiday
from tests import factories

pytestmark = pytest.mark.django_db


def days(count: int) -> datetime.timedelta:
    return datetime.timedelta(days=count)


def away(producer, first: int, last: int, note: str = "", by=None) -> Holiday:
    """Set a holiday from so many days from now to so many."""
    today = localdate()
    return set_holiday(
        producer=producer, first=today + days(first), last=today + days(last), note=note, by=by
    )


@pytest.mark.parametrize(
    ("first", "last", "field", "sentence"),
    [
        (-1, 3, "first", "Choose today or a day to come."),
        (2, 1, "last", "This is before the first day."),
        (0, 90, "last", "A holiday is at most 90 days long."),
        (0, 91, "last", "A holiday is at most 90 days long."),
        (10, 12, "first", "You are away on some of these days already."),
        (14, 14, "first", "You are away on some of these days already."),
        (9, 15, "first", "You are away on some of these days already."),
    ],
)
def test_days_that_cannot_be_are_refused(producer, owner, first, last, field, sentence):
    away(producer, 10, 14, by=owner)
    with override("en"), pytest.raises(HolidayRefused) as refusal:
        away(producer, first, last, by=owner)
    with override("en"):
        assert (refusal.value.field, str(refusal.value.text)) == (field, sentence)
    assert Holiday.objects.count() == 1


def test_days_beside_others_and_of_others_are_taken(producer, owner):
    away(producer, 10, 14, by=owner)
    away(producer, 0, 9, by=owner)
    away(producer, 15, 104, by=owner)
    away(factories.make_producer(), 10, 14)
    assert Holiday.objects.count() == 4


def test_same_days_again_change_the_word(producer, owner):
    first = away(producer, 1, 2, "Nghỉ Tết", by=owner)
    Waiting.objects.all().delete()
    again = away(producer, 1, 2, "Nghỉ giỗ tổ", by=owner)
    assert (again.pk, producer.holidays.get().note) == (first.pk, "Nghỉ giỗ tổ")
    assert Waiting.objects.filter(kind="producer", object_pk=producer.pk).exists()


def test_holiday_that_has_begun_ends_with_yesterday_and_another_is_taken_away(producer, owner):
    running = Holiday.objects.create(
        producer=producer, first=localdate() - days(2), last=localdate() + days(2)
    )
    coming, from_today = away(producer, 5, 6, by=owner), away(producer, 3, 4, by=owner)
    Waiting.objects.all().delete()
    assert all(end_holiday(holiday=each) for each in (running, coming, from_today))
    assert producer.holidays.get().last == localdate() - days(1)
    assert Waiting.objects.filter(kind="producer").count() == 3
    assert not any(end_holiday(holiday=each) for each in (running, coming))
    today = away(producer, 0, 1, by=owner)
    assert end_holiday(holiday=today)
    assert producer.holidays.count() == 1


def test_who_is_back_when(producer, owner, django_assert_num_queries):
    other, today = factories.make_producer(), localdate()
    away(producer, 0, 2, by=owner)
    away(producer, 3, 3, by=owner)  # right after it
    away(producer, 5, 6, by=owner)  # a day of work lies between
    away(other, 1, 2)
    with django_assert_num_queries(1):
        assert back_on([producer.pk, other.pk], today) == {producer.pk: today + days(4)}
    assert back_on([producer.pk, other.pk], today + days(2)) == {
        producer.pk: today + days(4),
        other.pk: today + days(3),
    }
    assert back_on([producer.pk], today + days(4)) == {}


def test_database_holds_that_days_are_days(producer):
    with pytest.raises(IntegrityError), transaction.atomic():
        Holiday.objects.create(producer=producer, first=localdate(), last=localdate() - days(1))


def test_producer_says_what_buyers_are_told(producer, owner):
    assert producer.absence == ("", "")
    away(producer, 20, 22, "Xa", by=owner)
    assert producer.absence == ("", "")
    away(producer, 0, 1, "Lò nghỉ", by=owner)
    text, note = producer.absence
    assert text and note == "Lò nghỉ"
