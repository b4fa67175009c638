"""Messages of any shape are kept: what a database does not take is replaced, not refused."""

import json
import time

import pytest

from marketplace.gateways.messages import id_of, read_json, storable
from marketplace.gateways.models import WebhookEvent
from marketplace.gateways.services import handle_event
from marketplace.gateways.stripe.standin.server import sign

SECRET = "whsec_standin"


def test_what_no_json_column_keeps_is_replaced():
    odd = {"a\0": ["x\0y", "\ud800", 1.5, float("inf"), float("nan"), None, True, 10**30]}
    assert storable(odd) == {"a": ["xy", "?", 1.5, "inf", "nan", None, True, 10**30]}
    assert read_json(b'{"a": "x\\u0000", "b": 1e400}') == {"a": "x", "b": "inf"}


def test_what_is_no_json_is_refused():
    for body in (b"", b"{", b"\xff\xfe{", b"[" * 100_000):
        with pytest.raises(ValueError):
            read_json(body)


def test_event_without_a_usable_id_is_known_by_its_body():
    assert id_of({"id": "e" * 120}, b"x") == "e" * 120
    digest = "sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    for event in ({}, {"id": ""}, {"id": 7}, {"id": "e" * 121}):
        assert id_of(event, b"x") == digest


@pytest.fixture
def send(client, settings, db):
    settings.STRIPE_WEBHOOK_SECRET = SECRET

    def post(event) -> int:
        body = event if isinstance(event, bytes) else json.dumps(event).encode()
        signature = sign(body, SECRET, int(time.time()))
        return client.post(
            "/webhooks/stripe/",
            body,
            content_type="application/json",
            headers={"Stripe-Signature": signature},
        ).status_code

    return post


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ({"id": "evt_1", "type": "price.updated", "object": "event",
          "data": {"object": {"object": "price", "unit_amount_decimal": "12.5"}}}, "price.updated"),
        ({"id": "evt_1", "type": "refund.updated", "data": {"object": {}}}, "refund.updated"),
        ({"id": "evt_1", "type": "charge.dispute.created", "data": []}, "charge.dispute.created"),
        ({"id": "evt_1", "type": "charge.refunded"}, "charge.refunded"),
        ({"id": 7, "type": None}, "unknown"),
        ({"id": "evt_1", "type": "k" * 200}, "k" * 80),
        ([1, 2], "unknown"),
        ({}, "unknown"),
    ],
)  # fmt: skip
def test_signed_event_of_any_shape_is_kept_once_and_tried(send, event, kind):
    assert [send(event), send(event)] == [200, 200]
    row = WebhookEvent.objects.get()
    assert row.kind == kind
    assert row.payload == (event if isinstance(event, dict) else {"event": event})
    if kind in ("refund.updated", "charge.dispute.created"):  # money moved: somebody has to look
        with pytest.raises(ValueError, match="names nothing"):
            handle_event(row.pk)
    else:
        assert handle_event(row.pk) in ("ignored", "unknown payment")


def test_signed_words_that_are_no_json_are_refused(send):
    assert send(b"{") == 400
    assert not WebhookEvent.objects.exists()
