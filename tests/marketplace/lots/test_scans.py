"""Scans of a producer's labels, counted by week, province and product."""

import datetime

import pytest
from django.utils import timezone, translation

from catalogue.origin.models import Scan, ScanCount
from catalogue.origin.models.scans import Verdict
from catalogue.places.models import Province
from marketplace.lots.scans import Window, by_product, by_province, by_week
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def scan(product, *, weeks_ago=0, province="01", verdict=Verdict.NEW, **fields) -> Scan:
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    return Scan.objects.create(
        product=product,
        hour=hour - datetime.timedelta(weeks=weeks_ago),
        province=Province.objects.get(code=province, valid_to=None) if province else None,
        verdict=verdict,
        **fields,
    )


def window(producer, **fields) -> Window:
    return Window(
        **{"producer": producer, "product_id": None, "weeks": 12, "today": timezone.localdate()}
        | fields
    )


def test_scans_and_kept_counts_add_up(producer, product):
    other = factories.make_product()
    for weeks_ago, province in ((0, "01"), (0, "79"), (2, "01"), (1, "")):
        scan(product, weeks_ago=weeks_ago, province=province)
    scan(other)
    now = window(producer)
    ScanCount.objects.create(
        product=product,
        province=Province.objects.get(code="01", valid_to=None),
        week=now.first_week,
        verdict=Verdict.SEEN,
        count=40,
    )
    ScanCount.objects.create(
        product=product, week=now.first_week - datetime.timedelta(weeks=1), verdict="new", count=9
    )
    assert [number for _day, number in by_week(now)] == [40, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2]
    assert by_province(now) == [("01", "Hà Nội", 42), ("", "", 1), ("79", "Hồ Chí Minh", 1)]
    assert by_product(now) == [(product.pk, product.title, 44)]


def test_a_week_begins_on_monday_in_vietnam(producer, product):
    """Sunday 17:30 in London's time is Monday half past midnight in Hanoi."""
    moment = datetime.datetime(2026, 3, 1, 17, tzinfo=datetime.UTC)
    Scan.objects.create(product=product, hour=moment, verdict=Verdict.NEW)
    found = by_week(window(producer, today=datetime.date(2026, 3, 4), weeks=4))
    assert found[-1] == (datetime.date(2026, 3, 2), 1)
