"""What a page may ask the stand-in through the shop, and what never passes."""

import io
import urllib.error
from email.message import Message

import pytest
from django.test import Client

from marketplace.gateways.stripe import proxy

pytestmark = pytest.mark.django_db
INTENT = "v1/payment_intents/pi_" + "0a" * 12


@pytest.fixture
def asked(monkeypatch, settings) -> list:
    """Open the proxy; each call is remembered and answered with a redirect."""
    settings.STRIPE_STANDIN_URL = "http://127.0.0.1:9"
    calls: list = []

    def answer(request, timeout):
        calls.append((request.method, request.full_url, request.data, timeout))
        headers = Message()
        headers["Content-Type"], headers["Location"] = "text/html", "/back/"
        raise urllib.error.HTTPError(request.full_url, 303, "See", headers, io.BytesIO(b"go"))

    monkeypatch.setattr(proxy.OPENER, "open", answer)
    return calls


def test_call_of_another_page_passes_without_a_token(asked):
    strict = Client(enforce_csrf_checks=True)
    told = strict.post(
        f"/_stripe-test/{INTENT}/confirm?a=1",
        b"x=1",
        content_type="application/x-www-form-urlencoded",
    )
    assert (told.status_code, told.content, told["Location"]) == (303, b"go", "/back/")
    assert asked == [("POST", f"http://127.0.0.1:9/{INTENT}/confirm?a=1", b"x=1", 4)]
    strict.get(f"/_stripe-test/{INTENT}")
    assert asked[1] == ("GET", f"http://127.0.0.1:9/{INTENT}", None, 4)


@pytest.mark.parametrize(("size", "status"), [(64 * 1024, 303), (64 * 1024 + 1, 404)])
def test_bodies_of_64_kilobytes_pass(asked, client, size, status):
    path = f"/_stripe-test/{INTENT}/confirm"
    told = client.post(path, b"x" * size, content_type="application/octet-stream")
    assert told.status_code == status


@pytest.mark.parametrize(
    ("path", "passes"),
    [
        (INTENT, True),
        (f"{INTENT}/confirm", True),
        (f"{INTENT}/cancel", False),
        (f"{INTENT}0", False),
        (f"x{INTENT}", False),
        ("3ds/pi_" + "0a" * 12, True),
        ("v1/setup_intents/seti_" + "0a" * 12 + "/confirm", True),
        ("v1/setup_intents/seti_" + "0a" * 12, False),
        ("v1/refunds", False),
        ("_play/trouble", False),
    ],
)
def test_only_what_stripes_own_script_asks_passes(asked, client, path, passes):
    assert client.get(f"/_stripe-test/{path}").status_code == (303 if passes else 404)
    assert len(asked) == passes


def test_nothing_passes_with_real_keys(asked, client, settings):
    settings.STRIPE_STANDIN_URL = ""
    assert client.get(f"/_stripe-test/{INTENT}").status_code == 404
    assert asked == []


def test_silence_is_told_as_stripe_tells_it(asked, client, monkeypatch):
    def silent(request, timeout):
        raise urllib.error.URLError("down")

    monkeypatch.setattr(proxy.OPENER, "open", silent)
    told = client.get(f"/_stripe-test/{INTENT}")
    assert (told.status_code, told.json()) == (502, {"error": {"type": "api_connection_error"}})
