"""What several flows stand on."""

import threading

import pytest

from marketplace.gateways.stripe.client import gateway_of
from marketplace.gateways.stripe.standin.server import serve


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Where Stripe's stand-in answers."""
    server = serve(
        port=0,
        webhook_url="http://127.0.0.1:9/",
        webhook_secret="whsec_standin",
        state=tmp_path_factory.mktemp("stripe") / "state.json",
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def stripe_standin(settings, address, monkeypatch):
    """Pay by the stand-in; the library does not try again and waits a second at most."""
    settings.STRIPE_STANDIN_URL = settings.STRIPE_API_BASE = address
    settings.STRIPE_SECRET_KEY = "sk_test_standin"
    settings.STRIPE_WEBHOOK_SECRET = "whsec_standin"
    monkeypatch.setattr("marketplace.gateways.stripe.client.RETRIES", 0)
    monkeypatch.setattr("marketplace.gateways.stripe.client.TIMEOUT_SECONDS", 1)
    monkeypatch.setattr("marketplace.gateways.stripe.client.PAGE_SECONDS", 1)
    gateway_of.cache_clear()
    yield
    gateway_of.cache_clear()
