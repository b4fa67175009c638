"""Redis, Stripe and the mail server are silent or not there: a buyer buys, nothing is lost."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from marketplace.gateways.stripe.client import gateway_of
from marketplace.purchases.mail import send_waiting
from marketplace.purchases.models import MailMessage, Purchase
from tests import factories
from tests.flows.sale import stock, transfer
from tests.flows.test_buying import fill, review
from tests.silence import closed_port, silent_server

pytestmark = pytest.mark.django_db


@contextmanager
def all_away(settings, how: str) -> Iterator[None]:
    """Give a market settings with all three, which do not answer."""
    with silent_server() as port:

        def away() -> int:
            return port if how == "silent" else closed_port()

        shared = {
            "BACKEND": "marketplace.frame.shared_cache.SharedCache",
            "LOCATION": f"redis://127.0.0.1:{away()}/0",
        }
        settings.CACHES = {"default": shared, "pages": shared}
        settings.STRIPE_API_BASE = f"http://127.0.0.1:{away()}"
        settings.EMAIL_BACKEND = "marketplace.purchases.outbox.OutboxBackend"
        settings.EMAIL_SENDER = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", away(), 0.3
        gateway_of.cache_clear()
        yield
        gateway_of.cache_clear()


def buy(client, product) -> float:
    """Put a product into the basket and choose a transfer; give the seconds it took."""
    client.cookies.clear()
    start = time.monotonic()
    fill(client, [product])
    form = review(client) | {"payment_method": "vietqr"}
    page = client.post("/en/checkout/review/", form, follow=True).content.decode()
    assert "Transfer with your bank" in page
    return time.monotonic() - start


@pytest.mark.parametrize("how", ["silent", "refused"])
def test_a_transfer_is_chosen_paid_and_booked(client, settings, how):
    vase = factories.make_product(price=250_000, stock=9, weight_g=100)
    buy(client, vase)  # templates are compiled
    usual = buy(client, vase)
    with all_away(settings, how):
        assert buy(client, vase) < 2 * usual + 2  # one wait for Redis, none for the others
        purchase = Purchase.objects.latest("pk")
        assert (purchase.state, stock(vase)) == ("pending", (9, 3))
        transfer(purchase)
        purchase.refresh_from_db()
        assert purchase.state == "paid"
        assert send_waiting() == 0
        waiting = MailMessage.objects.filter(sent_at=None, attempts__lte=1)
        assert waiting.count() == MailMessage.objects.count() >= 4
