"""A card payment that Stripe does not start: a key that keeps a failure, and a transfer instead."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from marketplace.gateways.models import Payment, Refund, StripeCustomer
from marketplace.gateways.services import (
    look_up_card_payment,
    pay_by_transfer,
    release_unpaid,
    start_card_payment,
)
from marketplace.gateways.stripe.client import GatewayUnavailable, stripe_gateway
from marketplace.purchases.models import Purchase, PurchaseEvent
from tests import factories
from tests.flows.sale import place, transfer
from tests.flows.test_payments import GOOD, call, pay

pytestmark = pytest.mark.usefixtures("stripe_standin")


@pytest.fixture
def product(db):
    return factories.make_product(price=250_000, stock=9, weight_g=100)


@pytest.fixture
def purchase(product) -> Purchase:
    return place([(product, 1)], "stripe")


def fail(address: str, path: str = "/v1/payment_intents", **more) -> None:
    """Let the next call fail with a 500 that Stripe keeps under its key."""
    asked = {"status": 500, "kept": 1, "method": "POST", "path": path} | more
    call(
        address,
        "/_play/trouble?" + "&".join(f"{name}={value}" for name, value in asked.items()),
        key="sk_test_x",
    )


def intents(address: str, purchase: Purchase) -> list[dict]:
    found = call(address, "/v1/payment_intents", key="sk_test_x")["data"]
    return [intent for intent in found if intent["metadata"]["purchase"] == purchase.number]


@pytest.mark.parametrize("after", [0, 1])
def test_purchase_whose_first_intent_failed_for_good_is_still_paid_by_card(
    client, address, purchase, after
):
    fail(address, after=after)
    page = f"{purchase.get_absolute_url()}pay/"
    assert client.get(page).status_code == 503
    assert not Payment.objects.exists()
    assert client.get(page).status_code == 200
    assert client.get(page).status_code == 200
    assert len(intents(address, purchase)) == 1  # the one that was made and not told, if it was
    pay(address, purchase, GOOD)
    look_up_card_payment(purchase.payments.get())
    purchase.refresh_from_db()
    assert purchase.state == "paid"


def test_next_key_is_taken_only_for_a_failure_that_is_kept(address, purchase):
    for _times in range(2):
        fail(address, kept=0)
        with pytest.raises(GatewayUnavailable):
            start_card_payment(purchase)
    start_card_payment(purchase)
    assert len(intents(address, purchase)) == 1


def test_intent_that_was_cancelled_or_anothers_is_not_taken(address, purchase, product):
    other = place([(product, 1)], "stripe")
    start_card_payment(other)
    start_card_payment(purchase)
    first = purchase.payments.get().reference
    gateway = stripe_gateway()
    since = purchase.placed_at
    assert gateway.find_intent(purchase.number, since=since).id == first
    gateway.cancel_intent(first)
    assert gateway.find_intent(purchase.number, since=since) is None


def test_signed_in_buyers_customer_is_made_after_a_failure_that_is_kept(address, product, buyer):
    purchase = place([(product, 1)], "stripe", user=buyer)
    fail(address, path="/v1/customers")
    with pytest.raises(GatewayUnavailable):
        start_card_payment(purchase)
    assert start_card_payment(purchase)
    assert StripeCustomer.objects.get().user == buyer


def test_buyer_goes_over_to_a_transfer_while_stripe_is_down(client, purchase, settings):
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    page = purchase.get_absolute_url()
    assert "pay/by-transfer/" in client.get(f"{page}pay/").content.decode()
    until = purchase.expires_at
    for _twice in range(2):
        answer = client.post(f"{page}pay/by-transfer/", follow=True)
        assert answer.redirect_chain[-1][0] == f"{page}pay/"
        assert answer.context["reference"]
    purchase.refresh_from_db()
    assert purchase.payment_method == "vietqr"
    assert purchase.expires_at > timezone.now() + timedelta(hours=settings.TRANSFER_HOURS - 1)
    assert purchase.expires_at >= until
    assert PurchaseEvent.objects.filter(code="pays_by_transfer").count() == 1
    transfer(purchase)
    purchase.refresh_from_db()
    assert purchase.state == "paid"
    assert client.post(f"{page}pay/by-transfer/").status_code == 302
    assert client.get(f"{page}pay/by-transfer/").status_code == 405


def test_card_payment_that_arrives_after_the_transfer_goes_back(
    client, address, purchase, settings
):
    start_card_payment(purchase)
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"  # so that it cannot be cancelled
    assert pay_by_transfer(purchase, by=None)
    settings.STRIPE_API_BASE = address
    transfer(purchase)
    pay(address, purchase, GOOD)
    look_up_card_payment(purchase.payments.get(gateway="stripe"))
    refund = Refund.objects.get()
    assert (refund.amount, refund.way, refund.reason) == (purchase.total, "card", "late")


def test_card_payment_that_arrives_before_the_transfer_pays(address, purchase, settings):
    start_card_payment(purchase)
    pay(address, purchase, GOOD)
    assert not pay_by_transfer(purchase, by=None)  # Stripe says that it is paid
    purchase.refresh_from_db()
    assert (purchase.state, purchase.payment_method) == ("paid", "stripe")
    second = transfer(purchase)
    assert (second.reason, second.returned) == ("already", purchase.total)


def test_open_card_payment_is_cancelled_with_the_change(address, purchase):
    start_card_payment(purchase)
    assert pay_by_transfer(purchase, by=None)
    assert purchase.payments.get().state == "cancelled"
    assert [intent["status"] for intent in intents(address, purchase)] == ["canceled"]
    Purchase.objects.update(expires_at="2020-01-01T00:00Z")
    assert release_unpaid() == 1


def test_only_a_card_purchase_of_this_country_that_waits_goes_over(
    client, address, purchase, product, settings, buyer, stranger
):
    in_cash = place([(product, 1)], "cash")
    assert not pay_by_transfer(in_cash, by=None)
    start_card_payment(purchase)
    settings.VIETQR_ACCOUNT = ""
    assert not pay_by_transfer(purchase, by=None)
    assert purchase.payments.get().state == "started"  # nothing was cancelled for nothing
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    page = client.get(f"{purchase.get_absolute_url()}pay/")
    assert (page.status_code, page.context["transfer"]) == (503, None)
    settings.VIETQR_ACCOUNT = "0123456789"
    theirs = place([(product, 1)], "stripe", user=buyer)
    other = Client()
    other.force_login(stranger)
    assert other.post(f"{theirs.get_absolute_url()}pay/by-transfer/").status_code == 404
    unknown = purchase.get_absolute_url().replace(str(purchase.token)[:8], "00000000")
    assert client.post(f"{unknown}pay/by-transfer/").status_code == 404
