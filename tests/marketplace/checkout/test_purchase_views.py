"""The page of a purchase: whose it is, and what cannot be done with it any more."""

import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from marketplace.checkout import purchase_views
from marketplace.gateways.stripe.client import GatewayRefused, GatewayUnavailable
from marketplace.purchases.models import Purchase
from marketplace.purchases.services import confirm_order, expire_purchase
from tests import factories
from tests.flows.sale import paid, place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("code_was_given")]
GONE = "Đơn hàng này không còn hủy được ở đây."


@pytest.fixture
def vase(producer):
    return factories.make_product(producer, price=100_000, stock=30, weight_g=100)


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def url(name: str, purchase) -> str:
    return reverse(f"checkout:{name}", args=[purchase.token])


def answers(client, purchase) -> set[int]:
    get = ("purchase", "pay", "return", "vietqr")
    post = ("keep-card", "pay-kept", "by-transfer", "cancel", "test-transfer")
    found = {client.get(url(name, purchase)).status_code for name in get}
    return found | {client.post(url(name, purchase)).status_code for name in post}


def test_purchase_is_its_buyers_alone(client, vase, buyer, stranger, settings):
    settings.SHOP_IS_DEMO = True
    purchase, own = place([(vase, 1)], user=buyer), place([(vase, 1)], user=stranger)
    assert answers(client, SimpleNamespace(token=uuid.uuid4())) == {404}
    client.force_login(stranger)
    assert answers(client, purchase) == {404}
    purchase.refresh_from_db()
    assert purchase.is_pending
    assert client.get(url("purchase", own)).status_code == 200
    client.force_login(buyer)
    assert client.get(url("purchase", purchase)).status_code == 200
    assert client.get(url("purchase", own)).status_code == 404


def test_page_of_a_purchase_is_kept_by_nobody(client, vase):
    answer = client.get(url("purchase", place([(vase, 1)])))
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "same-origin"


def test_staff_may_look_at_a_purchase(client, vase, buyer, staff):
    client.force_login(staff)
    assert client.get(url("purchase", place([(vase, 1)], user=buyer))).status_code == 200


@pytest.mark.parametrize("name", ["cancel", "by-transfer", "keep-card", "pay-kept"])
def test_steps_are_taken_by_post_only(client, vase, name):
    assert client.get(url(name, place([(vase, 1)]))).status_code == 405


def test_card_of_another_is_not_kept_nor_used(client, vase, buyer, stranger):
    """The token alone is not enough where a card of somebody is concerned."""
    guests = place([(vase, 1)], "stripe")
    for user in (None, stranger):
        client.logout()
        if user:
            client.force_login(user)
        for name in ("keep-card", "pay-kept"):
            assert client.post(url(name, guests)).status_code == 404
    client.force_login(buyer)
    own = place([(vase, 1)], "stripe", user=buyer)  # no payment was started
    for name in ("keep-card", "pay-kept"):
        assert client.post(url(name, own)).status_code == 404


def test_unpaid_purchase_is_cancelled_once(client, vase):
    purchase = place([(vase, 1)])
    answer = client.post(url("cancel", purchase), follow=True)
    assert said(answer) == ["Đã hủy đơn hàng. Không thu đồng nào."]
    assert said(client.post(url("cancel", purchase), follow=True)) == [GONE]
    purchase.refresh_from_db()
    assert (purchase.state, purchase.events.filter(code="cancelled").count()) == ("cancelled", 1)


@pytest.mark.parametrize("state", ["paid", "expired", "begun"])
def test_what_is_too_late_to_cancel_says_so(client, vase, owner, state):
    purchase = place([(vase, 1)], "cash" if state == "begun" else "vietqr")
    if state == "paid":
        purchase = paid([(vase, 1)])
    elif state == "expired":
        expire_purchase(purchase.pk)
    else:
        confirm_order(order=purchase.orders.get(), by=owner)
    purchase.refresh_from_db()
    before = purchase.state
    assert said(client.post(url("cancel", purchase), follow=True)) == [GONE]
    purchase.refresh_from_db()
    assert purchase.state == before


@pytest.mark.parametrize("error", [GatewayUnavailable("x"), GatewayRefused("x", "x")])
def test_purchase_stands_while_the_gateway_is_silent(client, vase, monkeypatch, error):
    def silent(_purchase):
        raise error

    monkeypatch.setattr(purchase_views, "cancel_card_payments", silent)
    purchase = place([(vase, 1)])
    assert said(client.post(url("cancel", purchase), follow=True)) == [GONE]
    purchase.refresh_from_db()
    assert purchase.is_pending


def test_card_that_was_charged_meanwhile_is_not_cancelled(client, vase, monkeypatch):
    monkeypatch.setattr(purchase_views, "cancel_card_payments", lambda _purchase: False)
    purchase = place([(vase, 1)])
    assert said(client.post(url("cancel", purchase), follow=True)) == [GONE]
    purchase.refresh_from_db()
    assert purchase.is_pending


@pytest.mark.parametrize("state", ["paid", "placed", "expired", "cancelled"])
def test_what_needs_no_payment_has_no_way_to_pay(client, vase, settings, state):
    settings.SHOP_IS_DEMO = True
    purchase = place([(vase, 1)])
    Purchase.objects.update(state=state)
    assert client.get(url("pay", purchase)).url == purchase.get_absolute_url()
    assert client.get(url("vietqr", purchase)).status_code == 404
    answer = client.post(url("by-transfer", purchase), follow=True)
    assert said(answer) == ["Đơn mua này hiện không trả bằng chuyển khoản được."]
    client.post(url("test-transfer", purchase))
    purchase.refresh_from_db()
    assert purchase.state == state


def test_bank_is_played_in_the_demo_only(client, vase, settings):
    purchase = place([(vase, 1)])
    settings.SHOP_IS_DEMO = False
    assert client.post(url("test-transfer", purchase)).status_code == 404
    settings.SHOP_IS_DEMO = True
    for _twice in range(2):
        client.post(url("test-transfer", purchase))
    purchase.refresh_from_db()
    assert (purchase.is_paid, purchase.events.filter(code="paid").count()) == (True, 1)


def test_return_from_no_payment_leads_to_the_purchase(client, vase):
    purchase = place([(vase, 1)])
    assert client.get(url("return", purchase)).url == purchase.get_absolute_url()


def test_purchase_that_ran_out_is_not_payable_by_its_page(client, vase):
    purchase = place([(vase, 1)])
    Purchase.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    expire_purchase(purchase.pk)
    assert "vietqr.svg" not in client.get(url("purchase", purchase)).text


def test_a_link_alone_cancels_nothing(client, vase, buyer, monkeypatch):
    monkeypatch.setattr("marketplace.checkout.access.has_shown_code", lambda *asked: False)
    for purchase, asks in (
        (place([(vase, 1)]), "/vi/purchases/"),
        (place([(vase, 1)], user=buyer), "/vi/account/login/"),
    ):
        assert client.post(url("cancel", purchase)).url.startswith(asks)
        purchase.refresh_from_db()
        assert purchase.is_pending
