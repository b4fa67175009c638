"""Cards and transfers against the stand-in, reached through the stripe library over HTTP."""

import json
import threading
import time
import urllib.parse
import urllib.request

import pytest
from django.test import Client
from django.utils import timezone

from marketplace.gateways.models import BankTransfer, Payment, Refund, WebhookEvent
from marketplace.gateways.refunds import OverRefund, promise_refund, send_refund
from marketplace.gateways.services import (
    handle_event,
    release_unpaid,
)
from marketplace.gateways.stripe.client import GatewayRefused, stripe_gateway
from marketplace.gateways.stripe.standin.server import serve, sign
from marketplace.gateways.transfers import transfer_reference
from marketplace.gateways.views import vietqr_signature
from marketplace.purchases.models import MailMessage, Purchase
from tests import factories
from tests.flows.test_buying import fill, held, order

GOOD, DECLINED, WITH_3DS = "4242424242424242", "4000000000000002", "4000002500003155"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    server = serve(
        port=0,
        webhook_url="http://127.0.0.1:9/",  # nobody listens: the tests carry events themselves
        webhook_secret="whsec_standin",
        public_base="/_stripe-test",
        state=tmp_path_factory.mktemp("stripe") / "state.json",
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def _stand_in(settings, address):
    settings.STRIPE_STANDIN_URL = settings.STRIPE_API_BASE = address
    settings.STRIPE_SECRET_KEY = "sk_test_standin"
    settings.STRIPE_WEBHOOK_SECRET = "whsec_standin"


@pytest.fixture
def product(db):
    return factories.make_product(price=250_000, stock=3)


@pytest.fixture
def purchase(client, product) -> Purchase:
    fill(client, [product])
    purchase = order(client, "stripe")
    client.get(f"{purchase.get_absolute_url()}pay/")
    return purchase


def call(address: str, path: str, key: str = "pk_test_x", **fields) -> dict:
    """Call the stand-in as a browser does; give its answer, a refusal too."""
    request = urllib.request.Request(
        address + path,
        urllib.parse.urlencode(fields).encode() if fields else None,
        {"Authorization": f"Bearer {key}"},
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return json.load(error)


def pay(address: str, purchase: Purchase, card: str) -> dict:
    payment = purchase.payments.get(gateway="stripe")
    secret = stripe_gateway().retrieve_intent(payment.reference).client_secret
    return call(
        address,
        f"/v1/payment_intents/{payment.reference}/confirm",
        client_secret=secret,
        return_url="http://testserver/back/",
        **{"payment_method_data[card][number]": card},
    )


def webhook(client, event: dict, secret: str = "whsec_standin", at: float | None = None):
    body = json.dumps(event).encode()
    return client.post(
        "/webhooks/stripe/",
        body,
        content_type="application/json",
        headers={"Stripe-Signature": sign(body, secret, int(at or time.time()))},
    )


def event_of(purchase: Purchase, kind: str = "payment_intent.succeeded", number: int = 1) -> dict:
    return {
        "id": f"evt_{purchase.number}_{number}",
        "object": "event",
        "type": kind,
        "data": {"object": {"id": purchase.payments.get().reference, "object": "payment_intent"}},
    }


def back(client, purchase: Purchase):
    return client.get(f"{purchase.get_absolute_url()}return/")


def state(purchase: Purchase) -> str:
    purchase.refresh_from_db()
    return purchase.state


@pytest.mark.parametrize("first", ["return", "webhook"])
def test_return_and_webhook_in_any_order_pay_once(client, address, purchase, first):
    pay(address, purchase, GOOD)
    steps = [
        lambda: back(client, purchase),
        lambda: [webhook(Client(), event_of(purchase)) for _ in range(5)],
    ]
    for step in steps if first == "return" else reversed(steps):
        step()
        for pk in WebhookEvent.objects.values_list("pk", flat=True):
            handle_event(pk)
    assert state(purchase) == "paid"
    assert WebhookEvent.objects.count() == 1
    assert purchase.events.filter(code="paid").count() == 1
    assert MailMessage.objects.filter(template="purchase_paid").count() == 1


def test_webhook_not_signed_by_the_gateway_is_refused(client, purchase):
    event = event_of(purchase)
    assert webhook(client, event, secret="whsec_other").status_code == 400
    assert webhook(client, event, at=time.time() - 3600).status_code == 400
    body = json.dumps(event).encode()
    signature = sign(body, "whsec_standin", int(time.time()))
    tampered = client.post(
        "/webhooks/stripe/",
        body + b" ",
        content_type="application/json",
        headers={"Stripe-Signature": signature},
    )
    assert tampered.status_code == 400
    assert not WebhookEvent.objects.exists()


def test_signed_webhook_alone_does_not_pay(client, purchase):
    """Its body is not believed: the gateway is asked, and there nothing has been paid."""
    webhook(client, event_of(purchase))
    assert handle_event(WebhookEvent.objects.get().pk) == "open"
    assert state(purchase) == "pending"


def test_unknown_event_is_stored_and_ignored(client, purchase):
    assert webhook(client, event_of(purchase, "radar.early_warning")).status_code == 200
    assert handle_event(WebhookEvent.objects.get().pk) == "ignored"


def test_declined_card_keeps_the_items_and_can_be_paid_again(client, address, purchase, product):
    refused = pay(address, purchase, DECLINED)
    assert refused["error"]["code"] == "card_declined"
    answer = client.get(f"{purchase.get_absolute_url()}return/", follow=True)
    assert "nothing was charged" in answer.content.decode()
    assert (state(purchase), held(product)) == ("pending", 1)
    pay(address, purchase, GOOD)
    back(client, purchase)
    assert state(purchase) == "paid"
    assert Payment.objects.count() == 1


def test_3ds_abandoned_runs_out_and_the_stock_returns(client, address, purchase, product):
    asked = pay(address, purchase, WITH_3DS)
    assert asked["status"] == "requires_action"
    back(client, purchase)
    assert state(purchase) == "pending"
    assert release_unpaid() == 0
    Purchase.objects.update(expires_at=timezone.now())
    assert release_unpaid() == 1
    assert (state(purchase), held(product)) == ("expired", 0)
    assert MailMessage.objects.filter(template="purchase_expired").count() == 1
    page = client.get(purchase.get_absolute_url())
    assert page.status_code == 200


@pytest.mark.parametrize(("answer", "result"), [("approve", "paid"), ("refuse", "pending")])
def test_3ds_answered(client, address, purchase, answer, result):
    url = pay(address, purchase, WITH_3DS)["next_action"]["redirect_to_url"]["url"]
    page = client.get(url)
    assert page.status_code == 200
    sent = client.post(
        url.split("?")[0],
        urllib.parse.urlencode({"secret": url.split("secret=")[1], "answer": answer}),
        content_type="application/x-www-form-urlencoded",
    )
    assert sent.status_code == 303
    back(client, purchase)
    assert state(purchase) == result


def test_paid_at_the_last_second_is_not_released(address, purchase):
    pay(address, purchase, GOOD)
    Purchase.objects.update(expires_at=timezone.now())
    assert release_unpaid() == 0
    assert state(purchase) == "paid"


def test_late_money_goes_back_when_the_goods_are_gone(client, address, purchase, product):
    pay(address, purchase, GOOD)
    Purchase.objects.update(state="cancelled")
    for _ in range(3):
        back(client, purchase)
    payment = purchase.payments.get()
    refund = Refund.objects.get()
    assert send_refund(refund.pk) == "paid"
    assert (payment.refunded, refund.amount) == (payment.amount, payment.amount)
    assert state(purchase) == "cancelled"


def test_a_refund_has_a_ceiling_here_and_at_the_gateway(client, address, purchase):
    pay(address, purchase, GOOD)
    back(client, purchase)
    payment = purchase.payments.get()
    refund = promise_refund(purchase=purchase, amount=100_000, key="part", reason="x")[0]
    assert promise_refund(purchase=purchase, amount=100_000, key="part", reason="x") == [refund]
    with pytest.raises(OverRefund):
        promise_refund(purchase=purchase, amount=payment.amount, key="more", reason="x")
    assert send_refund(refund.pk) == send_refund(refund.pk) == "paid"
    payment.refresh_from_db()
    assert payment.refunded == 100_000
    with pytest.raises(GatewayRefused):
        stripe_gateway().refund(
            intent_id=payment.reference, amount=payment.amount, idempotency_key="direct"
        )


def test_one_key_starts_one_intent_and_refuses_other_parameters(purchase):
    def start(amount):
        return stripe_gateway().create_intent(
            amount=amount,
            reference="x",
            idempotency_key="k1",
            email="a@b.vn",
            description="d",
            since=timezone.now(),
        )

    assert start(50_000).id == start(50_000).id
    with pytest.raises(GatewayRefused):
        start(60_000)


def test_gateway_down_shows_a_way_on(client, product, settings):
    fill(client, [product])
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    purchase = order(client, "stripe")
    page = client.get(f"{purchase.get_absolute_url()}pay/")
    assert page.status_code == 503
    assert purchase.number in page.content.decode()
    assert state(purchase) == "pending"


def notify(client, message: dict, signature: str = ""):
    body = json.dumps(message).encode()
    return client.post(
        "/webhooks/vietqr/",
        body,
        content_type="application/json",
        headers={"X-Signature": signature or vietqr_signature(body)},
    )


def test_bank_notice_pays_once_and_the_rest_waits_for_a_person(client, product):
    fill(client, [product])
    purchase = order(client, "vietqr")
    good = {
        "reference": "FT100",
        "amount": purchase.total,
        "purpose": transfer_reference(purchase),
        "booked_at": "2026-11-24T08:00:00+07:00",
    }
    assert notify(client, good, "0" * 64).status_code == 400
    assert notify(client, {"amount": "x"}).status_code == 400
    for message in (
        good,
        good,
        good | {"reference": "FT101"},  # paid twice
        good | {"reference": "FT102", "purpose": "tien hang"},  # amount alone matches nothing
    ):
        assert notify(client, message).status_code == 200
    for pk in WebhookEvent.objects.order_by("pk").values_list("pk", flat=True):
        handle_event(pk)
    assert state(purchase) == "paid"
    found = dict(BankTransfer.objects.values_list("bank_reference", "reason"))
    assert found == {"FT100": "", "FT101": "already", "FT102": "no_reference"}
