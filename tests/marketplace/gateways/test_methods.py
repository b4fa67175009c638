"""Which ways to pay are open."""

from datetime import timedelta

import pytest

from marketplace.gateways.methods import payment_methods


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
