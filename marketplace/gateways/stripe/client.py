"""The stripe library behind the few calls the market makes, and our own refusals.

Amounts are whole dong: Stripe counts VND without decimals.
"""

import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache, partial
from http import HTTPStatus
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings

from marketplace.frame.outside import PAGE_SECONDS, Outside, Resting, is_on_page
from marketplace.gateways.messages import read_json
from marketplace.gateways.stripe.words import IntentStatus

# Where aiohttp is installed stripe reads it for an asynchronous client that nothing here uses,
# 7 MB of each process: it is told that there is none.
HIDDEN = "aiohttp"
_known = sys.modules.get(HIDDEN)
sys.modules[HIDDEN] = None  # type: ignore[assignment]
import stripe  # noqa: E402

del sys.modules[HIDDEN]
if _known is not None:
    sys.modules[HIDDEN] = _known

if TYPE_CHECKING:  # to read it takes 6 MB of each process
    from stripe.params import PaymentIntentCreateParams, PaymentIntentListParams

Made = TypeVar("Made")
TIMEOUT_SECONDS = 12  # for the worker and the clock, with RETRIES; a page has no patience
RETRIES = 2
STRIPE = Outside("stripe")
KEYS = 4  # tries under keys of their own before a call that fails is given up
CLOCKS_DIFFER = timedelta(minutes=5)
MOST_LOOKED_AT = 2000  # intents, when one is looked for


class GatewayUnavailable(Exception):
    """The gateway cannot be reached or fails; nothing is known, so ask again later."""


class KeptFailure(GatewayUnavailable):
    """The gateway repeats a failure that it keeps under the call's key: it will not change."""


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

        def client(seconds: float, retries: int) -> stripe.StripeClient:
            return stripe.StripeClient(
                secret_key,
                base_addresses={"api": api_base},
                max_network_retries=retries,
                http_client=stripe.RequestsClient(timeout=seconds),
            )

        self.client = client(TIMEOUT_SECONDS, RETRIES)
        self.hurried = client(PAGE_SECONDS, 0)

    @property
    def api(self) -> stripe.StripeClient:
        """The client with as much patience as who waits for it."""
        return self.hurried if is_on_page() else self.client

    def create_intent(
        self,
        *,
        amount: int,
        reference: str,
        idempotency_key: str,
        email: str,
        description: str,
        since: datetime,
        customer: str = "",
    ) -> stripe.PaymentIntent:
        """Start a payment of `amount` dong for a purchase; the same key starts it once.

        `since`: no intent of the purchase is older.
        """
        params: PaymentIntentCreateParams = {
            "amount": int(amount),
            "currency": "vnd",
            "automatic_payment_methods": {"enabled": True},
            "metadata": {"purchase": reference},
            "receipt_email": email,
            "description": description,
        }
        if customer:
            params["customer"] = customer
        return self._once(
            idempotency_key,
            lambda key: self.api.v1.payment_intents.create(params, {"idempotency_key": key}),
            find=lambda: self.find_intent(reference, since=since),
        )

    def find_intent(self, reference: str, *, since: datetime) -> stripe.PaymentIntent | None:
        """Look for the intent of a purchase that can still be paid; by list, which is up to date.

        Stripe's search would be shorter but may lag behind by a minute.
        """
        asked: PaymentIntentListParams = {
            "created": {"gte": int((since - CLOCKS_DIFFER).timestamp())},
            "limit": 100,
        }
        found = self._call(
            lambda: [
                intent
                for intent in islice(
                    self.api.v1.payment_intents.list(asked).auto_paging_iter(),
                    MOST_LOOKED_AT,
                )
                if getattr(intent.metadata, "purchase", "") == reference
            ]
        )
        return next((intent for intent in found if intent.status != IntentStatus.CANCELED), None)

    def keep_card(self, intent_id: str, *, keep: bool) -> stripe.PaymentIntent:
        """Let the card of an open payment stay with Stripe's customer, or not."""
        usage = "on_session" if keep else ""
        return self._call(
            lambda: self.api.v1.payment_intents.update(intent_id, {"setup_future_usage": usage})
        )

    def confirm_intent(
        self, intent_id: str, *, payment_method: str, return_url: str
    ) -> stripe.PaymentIntent:
        """Pay with a kept card while its owner is present; 3-D Secure may still be asked."""
        return self._call(
            lambda: self.api.v1.payment_intents.confirm(
                intent_id, {"payment_method": payment_method, "return_url": return_url}
            )
        )

    def retrieve_intent(self, intent_id: str) -> stripe.PaymentIntent:
        """Look an intent up, with its charge and what the gateway kept of it."""
        return self._call(
            lambda: self.api.v1.payment_intents.retrieve(
                intent_id, {"expand": ["latest_charge.balance_transaction"]}
            )
        )

    def cancel_intent(self, intent_id: str) -> stripe.PaymentIntent:
        """Cancel a payment; GatewayRefused when it succeeded already."""
        return self._call(lambda: self.api.v1.payment_intents.cancel(intent_id))

    def refund(
        self, *, intent_id: str, amount: int, idempotency_key: str, mark: str = ""
    ) -> stripe.Refund:
        """Give part of a payment back; `mark` is our own name for it, kept at Stripe."""
        return self._call(
            lambda: self.api.v1.refunds.create(
                {"payment_intent": intent_id, "amount": int(amount), "metadata": {"refund": mark}},
                {"idempotency_key": idempotency_key},
            )
        )

    def retrieve_refund(self, refund_id: str) -> stripe.Refund:
        return self._call(lambda: self.api.v1.refunds.retrieve(refund_id))

    def list_refunds(self, intent_id: str) -> list[stripe.Refund]:
        return self._call(
            lambda: self.api.v1.refunds.list({"payment_intent": intent_id, "limit": 100}).data
        )

    def retrieve_dispute(self, dispute_id: str) -> stripe.Dispute:
        return self._call(lambda: self.api.v1.disputes.retrieve(dispute_id))

    def create_customer(self, *, email: str, user_id: int) -> stripe.Customer:
        """Make Stripe's customer for a signed-in buyer; the same user gets the same one."""
        return self._once(
            f"customer-{user_id}-{email}",
            lambda key: self.api.v1.customers.create(
                {"email": email, "metadata": {"user": str(user_id)}}, {"idempotency_key": key}
            ),
        )

    def list_cards(self, customer: str) -> list[stripe.PaymentMethod]:
        return self._call(
            lambda: (
                self.api.v1.customers.payment_methods.list(
                    customer, {"type": "card", "limit": 20}
                ).data
            )
        )

    def remove_card(self, payment_method: str) -> stripe.PaymentMethod:
        return self._call(lambda: self.api.v1.payment_methods.detach(payment_method))

    def start_keeping_card(self, customer: str) -> stripe.SetupIntent:
        """Start to keep a card without a payment."""
        return self._call(
            lambda: self.api.v1.setup_intents.create(
                {
                    "customer": customer,
                    "usage": "on_session",
                    "automatic_payment_methods": {"enabled": True, "allow_redirects": "always"},
                }
            )
        )

    def transfer(
        self, *, account: str, amount: int, reference: str, idempotency_key: str
    ) -> stripe.Transfer:
        """Send dong to a connected account (Connect); the same key sends once."""
        return self._call(
            lambda: self.api.v1.transfers.create(
                {
                    "amount": int(amount),
                    "currency": "vnd",
                    "destination": account,
                    "transfer_group": reference,
                    "metadata": {"payout": reference},
                },
                {"idempotency_key": idempotency_key},
            )
        )

    def find_transfer(self, reference: str) -> stripe.Transfer | None:
        """Give the transfer made before for a payout; None when there is none that stands."""
        found = self._call(
            lambda: self.api.v1.transfers.list({"transfer_group": reference, "limit": 10}).data
        )
        return next((transfer for transfer in found if not transfer.reversed), None)

    def read_event(self, payload: bytes, signature: str) -> dict:
        """Verify and read a webhook. Raises BadSignature; an old timestamp counts as bad.

        The event is read as plain JSON: Stripe's classes make numbers of some of its texts.
        """
        try:
            stripe.WebhookSignature.verify_header(
                payload, signature, self.webhook_secret, stripe.Webhook.DEFAULT_TOLERANCE
            )
            event = read_json(payload)
        except (ValueError, stripe.SignatureVerificationError) as error:
            raise BadSignature from error
        return event if isinstance(event, dict) else {"event": event}

    def _once(
        self,
        key: str,
        make: Callable[[str], Made],
        find: Callable[[], Made | None] = lambda: None,
    ) -> Made:
        """Make something under a key; where a failure is kept under it, look, then the next key.

        Stripe gives what a key first gave, a 500 too, for a day or more. Only for what moves no
        money by being made twice: the keys follow each other alike for callers that race.
        """
        for number in range(1, KEYS + 1):
            try:
                return self._call(partial(make, key if number == 1 else f"{key}-{number}"))
            except KeptFailure as failure:
                last = failure
                if (found := find()) is not None:
                    return found
        raise last

    @staticmethod
    def _call(request: Callable[[], Any]) -> Any:
        try:
            with STRIPE.asking(is_silence):
                return request()
        except Resting as rest:
            raise GatewayUnavailable(str(rest)) from rest
        except (stripe.APIConnectionError, stripe.RateLimitError) as error:
            raise GatewayUnavailable(str(error)) from error
        except stripe.StripeError as error:
            if error.http_status and error.http_status >= 500 and was_kept(error):
                raise KeptFailure(str(error)) from error
            # CONFLICT: the same call is being answered to somebody else right now.
            if error.http_status in (None, HTTPStatus.CONFLICT) or error.http_status >= 500:
                raise GatewayUnavailable(str(error)) from error
            raise GatewayRefused(error.code or "", error.user_message or str(error)) from error


def is_silence(error: Exception) -> bool:
    """Tell whether the gateway as a whole is away; what it keeps under a key is an answer."""
    if isinstance(error, stripe.APIConnectionError):
        return True
    if isinstance(error, stripe.StripeError):
        return (error.http_status or 0) >= 500 and not was_kept(error)
    return False


def was_kept(error: stripe.StripeError) -> bool:
    """Tell whether an answer is the one that a key gave before."""
    headers = {name.lower(): value for name, value in (error.headers or {}).items()}
    return str(headers.get("idempotent-replayed", "")).lower() == "true"


@lru_cache(maxsize=4)
def gateway_of(secret_key: str, api_base: str, webhook_secret: str) -> StripeGateway:
    return StripeGateway(secret_key=secret_key, api_base=api_base, webhook_secret=webhook_secret)


def stripe_gateway() -> StripeGateway:
    """The gateway that the settings name."""
    return gateway_of(
        settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE, settings.STRIPE_WEBHOOK_SECRET
    )
