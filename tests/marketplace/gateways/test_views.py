"""What a bank's notice may say, and which messages are taken."""

import json

import pytest
from django.utils import timezone

from marketplace.gateways.models import WebhookEvent
from marketplace.gateways.views import read_notice, vietqr_signature

RIGHT = {"reference": "FT1", "amount": 5_000, "purpose": "x", "booked_at": "2026-11-25T08:00:00Z"}


def test_notice_is_read_so_far_that_it_can_be_booked():
    assert read_notice(RIGHT | {"more": 1}) == RIGHT | {"booked_at": "2026-11-25T08:00:00+00:00"}
    assert read_notice(RIGHT | {"reference": " F\0T1 ", "purpose": "a\0b"})["reference"] == "FT1"
    assert read_notice(RIGHT | {"purpose": "a\0b"})["purpose"] == "ab"
    assert read_notice(RIGHT | {"purpose": None})["purpose"] == ""
    naive = read_notice(RIGHT | {"booked_at": "2026-11-25T08:00:00"})
    assert naive["booked_at"] == "2026-11-25T08:00:00+07:00"


def test_notice_without_a_time_is_of_now(monkeypatch):
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    assert read_notice(RIGHT | {"booked_at": ""})["booked_at"] == now.isoformat()


@pytest.mark.parametrize(
    ("changed", "passes"),
    [
        ({"reference": "F" * 80}, True),
        ({"reference": "F" * 81}, False),
        ({"reference": "  "}, False),
        ({"amount": 10**13}, True),
        ({"amount": 10**13 + 1}, False),
        ({"amount": -(10**13)}, True),
        ({"amount": -(10**13) - 1}, False),
        ({"amount": 5.0}, True),
        ({"amount": 5.5}, False),
        ({"amount": "5000"}, True),
        ({"amount": "x"}, False),
        ({"booked_at": "gestern"}, False),
        ({"booked_at": "0001-01-01T00:00:00+14:00"}, False),
        ({"booked_at": "1900-01-01T00:00:00+07:00"}, True),
        ({"booked_at": "2999-12-31T00:00:00+07:00"}, True),
        ({"booked_at": "9999-12-31T23:59:59-12:00"}, False),
    ],
)
def test_notice_that_cannot_be_booked_is_malformed(changed, passes):
    if passes:
        assert read_notice(RIGHT | changed)
    else:
        with pytest.raises(ValueError):
            read_notice(RIGHT | changed)


def notify(client, body: bytes, signature: str | None = None):
    return client.post(
        "/webhooks/vietqr/",
        body,
        content_type="application/json",
        headers={"X-Signature": vietqr_signature(body) if signature is None else signature},
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("amount", "kind"), [(1, "transfer"), (0, "debit"), (-1, "debit")])
def test_only_what_comes_in_is_a_transfer(client, settings, amount, kind):
    settings.VIETQR_WEBHOOK_SECRET = "s"
    body = json.dumps(RIGHT | {"amount": amount}).encode()
    assert notify(client, body).status_code == 200
    assert (WebhookEvent.objects.get().kind, WebhookEvent.objects.get().event_id) == (kind, "FT1")


@pytest.mark.django_db
def test_notice_is_taken_with_its_signature_alone(client, settings):
    settings.VIETQR_WEBHOOK_SECRET = "s"
    body = json.dumps(RIGHT).encode()
    assert notify(client, body, "00").status_code == 400
    assert notify(client, b"{}").content == b"malformed"
    assert notify(client, b" " * (256 * 1024 + 1)).content == b"bad signature"
    assert notify(client, body + b" " * (256 * 1024 - len(body))).status_code == 200
    settings.VIETQR_WEBHOOK_SECRET = ""
    assert notify(client, body).content == b"bad signature"
    assert WebhookEvent.objects.count() == 1


@pytest.mark.django_db
def test_stripe_without_a_secret_is_refused(client, settings):
    settings.STRIPE_WEBHOOK_SECRET = ""
    answer = client.post("/webhooks/stripe/", b"{}", content_type="application/json")
    assert (answer.status_code, answer.content) == (400, b"refused")
    settings.STRIPE_WEBHOOK_SECRET = "whsec_x"
    answer = client.post("/webhooks/stripe/", b"{}", content_type="application/json")
    assert (answer.status_code, answer.content) == (400, b"bad signature")
    body = b"x" * (256 * 1024 + 1)
    answer = client.post("/webhooks/stripe/", body, content_type="application/json")
    assert answer.content == b"refused"
