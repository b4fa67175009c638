"""The stripe library behind the few calls the market makes, and our own refusals.

Amounts are whole dong: Stripe counts VND without decimals.
"""

from functools import lru_cache

import stripe
from django.conf import settings

TIMEOUT_SECONDS = 12
RETRIES = 2


class GatewayUnavailable(Exception):
    """The gateway cannot be reached or fails; nothing is known, so ask again later."""


class GatewayRefused(Exception):
    """The gateway understood and said no."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class BadSignature(Exception):
    """A webhook that the gateway did not sign."""


class StripeGateway:
    """Calls to Stripe, or to the stand-in: the address is all that differs."""

    def __init__(self, *, secret_key: str, api_base: str, webhook_secret: str) -> None:
        self.webhook_secret = webhook_secret
        self.client = stripe.StripeClient(
            secret_key,
            base_addresses={"api": api_base},
            max_network_retries=RETRIES,
            http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
        )

    def create_intent(
        self, *, amount: int, reference: str, idempotency_key: str, email: str, description: str
    ) -> stripe.PaymentIntent:
        """Start a payment of `amount` dong for a purchase; the same key starts it once."""
        return self._call(
            lambda: self.client.v1.payment_intents.create(
                {
                    "amount": int(amount),
                    "currency": "vnd",
                    "automatic_payment_methods": {"enabled": True},
                    "metadata": {"purchase": reference},
                    "receipt_email": email,
                    "description": description,
                },
                {"idempotency_key": idempotency_key},
            )
        )

    def retrieve_intent(self, intent_id: str) -> stripe.PaymentIntent:
        return self._call(lambda: self.client.v1.payment_intents.retrieve(intent_id))

    def cancel_intent(self, intent_id: str) -> stripe.PaymentIntent:
        """Cancel a payment; GatewayRefused when it succeeded already."""
        return self._call(lambda: self.client.v1.payment_intents.cancel(intent_id))

    def refund(self, *, intent_id: str, amount: int, idempotency_key: str) -> stripe.Refund:
        return self._call(
            lambda: self.client.v1.refunds.create(
                {"payment_intent": intent_id, "amount": int(amount)},
                {"idempotency_key": idempotency_key},
            )
        )

    def read_event(self, payload: bytes, signature: str) -> dict:
        """Verify and read a webhook. Raises BadSignature; an old timestamp counts as bad."""
        try:
            event = stripe.Webhook.construct_event(payload, signature, self.webhook_secret)
        except (ValueError, stripe.SignatureVerificationError) as error:
            raise BadSignature from error
        return event.to_dict()

    @staticmethod
    def _call(request):
        try:
            return request()
        except (stripe.APIConnectionError, stripe.RateLimitError) as error:
            raise GatewayUnavailable(str(error)) from error
        except stripe.StripeError as error:
            if error.http_status is None or error.http_status >= 500:
                raise GatewayUnavailable(str(error)) from error
            raise GatewayRefused(error.code or "", error.user_message or str(error)) from error


@lru_cache(maxsize=4)
def gateway_of(secret_key: str, api_base: str, webhook_secret: str) -> StripeGateway:
    return StripeGateway(secret_key=secret_key, api_base=api_base, webhook_secret=webhook_secret)


def stripe_gateway() -> StripeGateway:
    """The gateway that the settings name."""
    return gateway_of(
        settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE, settings.STRIPE_WEBHOOK_SECRET
    )
