"""About what an amount in dong is worth abroad, by the newest rate that is not in the future."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from marketplace.gateways.models import ExchangeRate
from marketplace.gateways.rates import About, about

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _no_rates(db):
    ExchangeRate.objects.all().delete()


def add(currency: str, dong: str, days: int = 0) -> datetime.date:
    day = timezone.localdate() + days * DAY
    ExchangeRate.objects.create(
        currency=currency, dong=Decimal(dong), valid_on=day, source="Ngân hàng Nhà nước"
    )
    return day


@pytest.mark.parametrize(
    ("amount", "text"),
    [(250_000, "$10.00"), (125, "$0.01"), (124, "$0.00"), (25_000_000, "$1,000.00"), (0, "$0.00")],
)
def test_dollars_are_rounded_to_the_cent_halves_up(amount, text):
    day = add("USD", "25000")
    assert about(amount, "en") == About(text, day, "Ngân hàng Nhà nước")


@pytest.mark.parametrize(("amount", "text"), [(16_000, "Rp10.000"), (1, "Rp1"), (0, "Rp0")])
def test_rupiah_have_no_cents(amount, text):
    add("IDR", "1.6")
    found = about(amount, "id")
    assert found and found.text == text


def test_newest_rate_that_is_not_in_the_future_counts():
    add("USD", "20000", -2)
    yesterday = add("USD", "25000", -1)
    add("USD", "10000", 1)
    assert about(250_000, "en-gb") == About("$10.00", yesterday, "Ngân hàng Nhà nước")
    today = add("USD", "50000")
    assert about(250_000, "en") == About("$5.00", today, "Ngân hàng Nhà nước")


def test_who_pays_in_dong_or_has_no_rate_reads_nothing():
    add("IDR", "1.6")
    assert about(1_000, "vi") is None
    assert about(1_000, "en") is None


@pytest.mark.parametrize(("amount", "text"), [(2, "Rp1"), (3, "Rp2"), (5, "Rp3")])
def test_half_a_rupiah_is_rounded_up(amount, text):
    add("IDR", "2")
    found = about(amount, "id")
    assert found and found.text == text
