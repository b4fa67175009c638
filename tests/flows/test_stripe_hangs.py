"""Stripe accepts connections and is silent, or is not there: buyers pay another way."""

import time

import pytest
from django.utils.translation import override

from marketplace.frame.outside import FAILURES
from marketplace.gateways.methods import payment_methods
from marketplace.gateways.models import Payment, WebhookEvent
from marketplace.gateways.services import handle_event_task, store_event
from marketplace.gateways.stripe import client as stripe_client
from marketplace.gateways.stripe.client import gateway_of
from tests import factories
from tests.flows.sale import place
from tests.silence import closed_port, silent_server

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["silent", "refused"])
def away(request, settings, monkeypatch):
    """Stripe's address, where nobody answers; how long a page may take of it."""
    monkeypatch.setattr(stripe_client, "PAGE_SECONDS", 1.5)
    monkeypatch.setattr(stripe_client, "TIMEOUT_SECONDS", 0.5)
    monkeypatch.setattr(stripe_client, "RETRIES", 0)
    gateway_of.cache_clear()
    with silent_server() as port:
        settings.STRIPE_API_BASE = (
            f"http://127.0.0.1:{port if request.param == 'silent' else closed_port()}"
        )
        yield
    gateway_of.cache_clear()


@pytest.fixture
def vase():
    return factories.make_product(price=250_000, stock=9, weight_g=100)


def about_stripe(country: str) -> str:
    methods = {method.code: method for method in payment_methods(country=country)}
    return str(methods["stripe"].explanation)


def timed(client, path: str, data: dict | None = None):
    start = time.monotonic()
    answer = client.get(path) if data is None else client.post(path, data)
    return answer, time.monotonic() - start


def test_a_buyer_is_offered_a_transfer_and_soon_nobody_waits(client, away, vase):
    purchase = place([(vase, 1)], "stripe")
    pay = f"/en/checkout/{purchase.token}/pay/"
    client.get("/en/checkout/")  # templates are compiled
    for _ in range(FAILURES):
        answer, seconds = timed(client, pay)
        assert (answer.status_code, seconds < 5) == (503, True)
        assert "Pay by transfer instead" in answer.content.decode()
    answer, seconds = timed(client, pay)
    assert (answer.status_code, seconds < 1.4) == (503, True)
    with override("vi"):
        assert [about_stripe("VN"), about_stripe("FR")] == [
            "Thanh toán bằng thẻ hiện chưa trả lời. Chuyển khoản vẫn dùng được.",
            "Thanh toán bằng thẻ hiện chưa trả lời. Bạn cứ đặt hàng: hàng vẫn được giữ.",
        ]
    answer, seconds = timed(client, f"/en/checkout/{purchase.token}/pay/by-transfer/", {})
    assert (answer.status_code, seconds < 1.4) == (302, True)
    purchase.refresh_from_db()
    assert (purchase.state, purchase.payment_method) == ("pending", "vietqr")
    answer, _seconds = timed(client, pay)
    assert "Transfer with your bank" in answer.content.decode()


def test_a_message_that_comes_meanwhile_keeps_all_its_tries(away, vase):
    purchase = place([(vase, 1)], "stripe")
    Payment.objects.create(
        purchase=purchase, gateway="stripe", reference="pi_1", amount=purchase.total
    )
    event = store_event(
        gateway="stripe",
        event_id="evt_1",
        kind="payment_intent.succeeded",
        payload={"data": {"object": {"id": "pi_1"}}},
    )
    assert [handle_event_task.func(event.pk) for _ in range(FAILURES + 2)] == ["waits"] * 5
    assert WebhookEvent.objects.get().attempts == 0
