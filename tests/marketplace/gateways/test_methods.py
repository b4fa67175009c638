"""Which ways to pay are open, and what dong are about worth abroad."""

import datetime
from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.gateways.methods import payment_methods
from marketplace.gateways.models import ExchangeRate
from marketplace.gateways.rates import about


@pytest.mark.parametrize(
    ("country", "account", "key", "codes"),
    [
        ("VN", "0011", "sk", ["vietqr", "stripe", "cash"]),
        ("VN", "", "sk", ["stripe", "cash"]),
        ("VN", "0011", "", ["vietqr", "cash"]),
        ("VN", "", "", ["cash"]),
        ("ID", "0011", "sk", ["stripe"]),
        ("ID", "0011", "", []),
    ],
)
def test_ways_to_pay_follow_country_and_settings(settings, country, account, key, codes):
    settings.VIETQR_ACCOUNT, settings.STRIPE_SECRET_KEY = account, key
    assert [method.code for method in payment_methods(country=country)] == codes
    assert [m.code for m in payment_methods()] == [m.code for m in payment_methods(country="VN")]


def test_each_way_has_its_time(settings):
    settings.VIETQR_ACCOUNT, settings.STRIPE_SECRET_KEY = "0011", "sk"
    settings.TRANSFER_HOURS, settings.PAYMENT_MINUTES = 5, 7
    assert [method.pay_within for method in payment_methods()] == [
        timedelta(hours=5),
        timedelta(minutes=7),
        None,
    ]


def rate(dong: str, days: int = 0, currency: str = "USD") -> datetime.date:
    day = timezone.localdate() + timedelta(days=days)
    ExchangeRate.objects.create(currency=currency, dong=dong, valid_on=day, source=f"S{days}")
    return day


@pytest.mark.django_db
def test_newest_rate_that_holds_today_counts():
    assert about(100_000, "en") is None
    rate("20000", -1)
    rate("30000", 1)
    assert about(100_000, "en").text == "$5.00"
    today = rate("25000")
    told = about(100_000, "en-gb")
    assert (told.text, told.valid_on, told.source) == ("$4.00", today, "S0")
    assert about(100_000, "vi") is None
    assert about(100_000, "id") is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("amount", "language", "dong", "text"),
    [
        (125, "en", "25000", "$0.01"),
        (124, "en", "25000", "$0.00"),
        (2_500_000_000, "en", "25000", "$100,000.00"),
        (3, "id", "2", "Rp2,00"),
        (16_250, "id", "1.625", "Rp10.000,00"),
    ],
)
def test_half_a_step_is_rounded_up(amount, language, dong, text):
    rate(dong, currency="USD" if language == "en" else "IDR")
    assert about(amount, language).text == text
