"""Kept cards: whose they are, and as much of each as a person needs."""

from types import SimpleNamespace

import pytest

from marketplace.gateways import cards
from marketplace.gateways.cards import KeptCard
from marketplace.gateways.models import StripeCustomer
from marketplace.gateways.stripe.client import GatewayRefused


def method(identity: str, **card) -> SimpleNamespace:
    shown = {"brand": "visa", "last4": "4242", "exp_month": 4, "exp_year": 2030} | card
    return SimpleNamespace(id=identity, card=SimpleNamespace(**shown))


@pytest.mark.parametrize(
    ("month", "year", "text"), [(4, 2030, "04/30"), (12, 2103, "12/03"), (1, 2000, "01/00")]
)
def test_card_ends_in_a_month_of_two_digits(month, year, text):
    assert KeptCard("pm_1", "Visa", "4242", month, year).expires == text


def test_customer_is_made_once(gateway, buyer):
    gateway.answers["create_customer"] = SimpleNamespace(id="cus_1")
    assert cards.customer_id(buyer) == "cus_1"
    assert cards.customer_id(buyer) == "cus_1"
    assert gateway.asked == [
        ("create_customer", {"given": (), "email": buyer.email, "user_id": buyer.pk})
    ]


def test_buyer_who_never_paid_has_no_cards(gateway, buyer):
    assert cards.kept_cards(buyer) == []
    assert gateway.asked == []


def test_cards_are_listed_as_stripe_has_them(gateway, buyer):
    StripeCustomer.objects.create(user=buyer, customer_id="cus_1")
    gateway.answers["list_cards"] = [
        method("pm_1"),
        SimpleNamespace(id="pm_2", card=None),
        method("pm_3", brand=None, last4=None),
    ]
    assert cards.kept_cards(buyer) == [
        KeptCard("pm_1", "Visa", "4242", 4, 2030),
        KeptCard("pm_3", "", "", 4, 2030),
    ]


def test_only_an_own_card_is_used_or_removed(gateway, buyer):
    StripeCustomer.objects.create(user=buyer, customer_id="cus_1")
    gateway.answers |= {"list_cards": [method("pm_1")], "remove_card": None}
    assert cards.own_card(buyer, "pm_1") == "pm_1"
    with pytest.raises(GatewayRefused) as refused:
        cards.remove_card(buyer, "pm_9")
    assert refused.value.code == "resource_missing"
    assert "remove_card" not in gateway.names()
    cards.remove_card(buyer, "pm_1")
    assert gateway.asked[-1] == ("remove_card", {"given": ("pm_1",)})


@pytest.mark.parametrize(("secret", "given"), [("seti_secret", "seti_secret"), (None, "")])
def test_card_is_kept_without_a_payment(gateway, buyer, secret, given):
    StripeCustomer.objects.create(user=buyer, customer_id="cus_1")
    gateway.answers["start_keeping_card"] = SimpleNamespace(client_secret=secret)
    assert cards.start_keeping_card(buyer) == given
