"""What was opened is added up by page and day, and forgotten after two years."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cms.models import VillageIndexPage, VillagePage
from cms.readers import KEPT, Reading, forget_readings, keep, pages_at, readings_of
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded_site")]


@pytest.fixture
def read():
    index = VillageIndexPage.objects.get(locale__language_code="en")
    return index.add_child(
        instance=VillagePage(
            title="B", slug="bat-trang", locale=index.locale, village=factories.make_village()
        )
    )


def test_addresses_lead_to_pages_of_their_language(read, django_assert_num_queries):
    paths = {
        "/en/villages/bat-trang/",
        "/vi/villages/bat-trang/",
        "/en/",
        "/xx/",
        "/",
        "/en/nothing/",
    }
    with django_assert_num_queries(2):
        found = pages_at(paths)
    assert found["/en/villages/bat-trang/"] == read.pk
    assert set(found) == {"/en/villages/bat-trang/", "/en/"}


def test_what_is_counted_is_added_to_its_day(read):
    today = timezone.localdate()
    yesterday = today - timedelta(days=1)
    path = "/en/villages/bat-trang/"
    keep({(str(today), path): 2, (str(yesterday), path): 1, (str(today), "/en/nothing/"): 9})
    keep({(str(today), path): 3})
    assert set(Reading.objects.values_list("page", "day", "times")) == {
        (read.pk, today, 5),
        (read.pk, yesterday, 1),
    }
    assert str(Reading.objects.get(day=today)) == f"{read.pk}, {today}: 5"


@pytest.mark.parametrize(("days", "counted"), [(1, 1), (2, 3), (3, 7)])
def test_the_last_days_begin_with_today(read, days, counted):
    today = timezone.localdate()
    for ago, times in enumerate((1, 2, 4)):
        Reading.objects.create(page_id=read.pk, day=today - timedelta(days=ago), times=times)
    found = readings_of([read.pk, 0], days)
    assert (found[read.pk], found[0]) == (counted, 0)


def test_old_days_are_forgotten(read):
    last = timezone.localdate() - KEPT
    for day in (last, last - timedelta(days=1)):
        Reading.objects.create(page_id=read.pk, day=day, times=1)
    assert forget_readings() == 1
    assert Reading.objects.get().day == last
