"""What the stand-in remembers and the rules it keeps; no network here.

Shapes and rules are those of Stripe's published API: a PaymentIntent moves
requires_payment_method -> (requires_action) -> succeeded, falls back on a decline, and
ends in canceled; refunds never exceed what was received; an idempotency key gives the
first answer again and refuses other parameters.
"""

import json
import secrets
import threading
import time
from collections.abc import Callable
from pathlib import Path

from marketplace.gateways.stripe.standin.answers import Refusal, new_id, public
from marketplace.gateways.stripe.standin.money_back import MoneyBack
from marketplace.gateways.stripe.standin.wallet import Wallet, card_of

DECLINES = {  # Stripe's published test cards
    "4000000000000002": ("card_declined", "generic_decline", "Your card was declined."),
    "4000000000009995": (
        "card_declined",
        "insufficient_funds",
        "Your card has insufficient funds.",
    ),
    "4000000000000069": ("expired_card", None, "Your card has expired."),
    "4000000000000127": ("incorrect_cvc", None, "Your card's security code is incorrect."),
    "4000000000000119": ("processing_error", None, "An error occurred while processing your card."),
}
NEEDS_3DS = {"4000002500003155", "4000002760003184", "4000008260003178"}
DECLINED_AFTER_3DS = {
    "4000008260003178": ("card_declined", "insufficient_funds", "Your card has insufficient funds.")
}
DISPUTED = {"4000000000000259"}  # succeeds, then the cardholder disputes it
INTENT_PARAMS = {
    "amount",
    "currency",
    "automatic_payment_methods",
    "payment_method_types",
    "metadata",
    "receipt_email",
    "description",
    "confirm",
    "payment_method",
    "return_url",
    "capture_method",
    "customer",
    "shipping",
    "statement_descriptor_suffix",
    "setup_future_usage",
    "payment_method_data",
    "payment_method_options",
    "expand",
    "off_session",
}
ENDED = {"succeeded", "canceled"}


def luhn_ok(number: str) -> bool:
    digits = [int(d) for d in reversed(number)]
    return len(digits) >= 12 and (
        sum(d if i % 2 == 0 else sum(divmod(d * 2, 10)) for i, d in enumerate(digits)) % 10 == 0
    )


NAMES = (
    "intents",
    "charges",
    "refunds",
    "events",
    "keys",
    "customers",
    "methods",
    "setups",
    "disputes",
    "transfers",
)


class Store(Wallet, MoneyBack):
    """All objects in memory, written to a file after each change if one is given."""

    events: dict[str, dict]
    keys: dict[str, dict]

    def __init__(
        self, path: Path | None = None, emit: Callable[[dict], None] = lambda event: None
    ) -> None:
        self.lock = threading.RLock()
        self.path, self.emit = path, emit
        for name in NAMES:
            setattr(self, name, {})
        self.play: list[dict] = []  # what goes wrong next, see server.misbehave
        if path and path.exists():
            for name, value in json.loads(path.read_text(encoding="utf-8")).items():
                setattr(self, name, value)

    def save(self) -> None:
        if self.path:
            part = self.path.with_suffix(".part")
            part.write_text(json.dumps({n: getattr(self, n) for n in NAMES}), encoding="utf-8")
            part.replace(self.path)

    def event(self, kind: str, thing: dict) -> None:
        event = {
            "id": new_id("evt"),
            "object": "event",
            "api_version": "2026-10-28.endive",
            "created": int(time.time()),
            "type": kind,
            "livemode": False,
            "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": None},
            "data": {"object": json.loads(json.dumps(thing))},
        }
        self.events[str(event["id"])] = event
        self.emit(event)

    def intent(self, intent_id: str) -> dict:
        if intent_id not in self.intents:
            raise Refusal(
                404,
                "invalid_request_error",
                f"No such payment_intent: '{intent_id}'",
                code="resource_missing",
                param="intent",
            )
        return self.intents[intent_id]

    def create_intent(self, params: dict) -> dict:
        unknown = set(params) - INTENT_PARAMS
        if unknown:
            name = sorted(unknown)[0]
            raise Refusal(
                400,
                "invalid_request_error",
                f"Received unknown parameter: {name}",
                code="parameter_unknown",
                param=name,
            )
        if "amount" not in params or "currency" not in params:
            name = "amount" if "amount" not in params else "currency"
            raise Refusal(
                400,
                "invalid_request_error",
                f"Missing required param: {name}.",
                code="parameter_missing",
                param=name,
            )
        try:
            amount = int(params["amount"])
        except ValueError:
            raise Refusal(
                400,
                "invalid_request_error",
                f"Invalid integer: {params['amount']}",
                code="parameter_invalid_integer",
                param="amount",
            ) from None
        if amount < 1:
            raise Refusal(
                400,
                "invalid_request_error",
                "This value must be greater than or equal to 1.",
                code="parameter_invalid_integer",
                param="amount",
            )
        if params["currency"].lower() not in {"vnd", "usd", "eur", "idr"}:
            raise Refusal(
                400,
                "invalid_request_error",
                f"Invalid currency: {params['currency']}",
                param="currency",
            )
        intent_id = new_id("pi")
        intent = {
            "id": intent_id,
            "object": "payment_intent",
            "amount": amount,
            "amount_capturable": 0,
            "amount_received": 0,
            "currency": params["currency"].lower(),
            "client_secret": f"{intent_id}_secret_{secrets.token_hex(12)}",
            "capture_method": "automatic",
            "confirmation_method": "automatic",
            "created": int(time.time()),
            "customer": params.get("customer"),
            "description": params.get("description"),
            "livemode": False,
            "last_payment_error": None,
            "latest_charge": None,
            "metadata": params.get("metadata", {}),
            "next_action": None,
            "payment_method": None,
            "payment_method_types": ["card"],
            "receipt_email": params.get("receipt_email"),
            "cancellation_reason": None,
            "canceled_at": None,
            "status": "requires_payment_method",
        }
        self.intents[intent_id] = intent
        self.event("payment_intent.created", intent)
        return intent

    def update_intent(self, intent_id: str, params: dict) -> dict:
        """Change what may change before a payment succeeded."""
        intent = self.intent(intent_id)
        unknown = set(params) - {"setup_future_usage", "metadata", "description", "receipt_email"}
        if unknown:
            raise Refusal(
                400,
                "invalid_request_error",
                f"Received unknown parameter: {min(unknown)}",
                code="parameter_unknown",
            )
        if intent["status"] in ENDED:
            self.must_be(intent, set(), "update")
        intent["setup_future_usage"] = params.get("setup_future_usage") or None
        return intent

    def confirm(
        self, intent_id: str, card: str, return_url: str, base: str, method: str = ""
    ) -> dict:
        """Confirm with a card number, as Stripe.js does, or with a kept card.

        Raises Refusal on a decline.
        """
        intent = self.intent(intent_id)
        self.must_be(
            intent,
            {"requires_payment_method", "requires_confirmation", "requires_action"},
            "confirm",
        )
        if method:
            kept = self.method_of(method, intent.get("customer"))
            card, intent["payment_method"] = kept["_number"], kept["id"]
        else:
            intent["payment_method"] = new_id("pm")
        if not luhn_ok(card):
            raise Refusal(
                402,
                "card_error",
                "Your card number is incorrect.",
                code="incorrect_number",
                param="number",
            )
        intent["_card"] = card
        if card in DECLINES:
            self.decline(intent, *DECLINES[card])
        if card in NEEDS_3DS:
            intent["status"] = "requires_action"
            intent["_return_url"] = return_url
            intent["next_action"] = {
                "type": "redirect_to_url",
                "redirect_to_url": {
                    "url": f"{base}/3ds/{intent_id}?secret={intent['client_secret']}",
                    "return_url": return_url,
                },
            }
            self.event("payment_intent.requires_action", public(intent))
            return intent
        return self.succeed(intent)

    def authenticate(self, intent_id: str, secret: str, approved: bool) -> dict:
        """Finish 3-D Secure: the bank's customer approved or refused."""
        intent = self.intent(intent_id)
        if not secrets.compare_digest(intent["client_secret"], secret):
            raise Refusal(404, "invalid_request_error", "No such payment_intent")
        if intent["status"] != "requires_action":
            return intent
        intent["next_action"] = None
        try:
            if not approved:
                self.decline(
                    intent,
                    "payment_intent_authentication_failure",
                    None,
                    "We are unable to authenticate your payment method.",
                )
            if intent.get("_card") in DECLINED_AFTER_3DS:
                self.decline(intent, *DECLINED_AFTER_3DS[intent["_card"]])
        except Refusal:
            return intent
        return self.succeed(intent)

    def decline(self, intent: dict, code: str, decline_code: str | None, message: str) -> None:
        error = {"type": "card_error", "code": code, "message": message}
        if decline_code:
            error["decline_code"] = decline_code
        intent["status"], intent["last_payment_error"] = "requires_payment_method", error
        self.event("payment_intent.payment_failed", public(intent))
        more = {key: value for key, value in error.items() if key not in {"type", "message"}}
        raise Refusal(402, "card_error", message, payment_intent=public(intent), **more)

    def succeed(self, intent: dict) -> dict:
        card = intent.pop("_card", "")
        if intent.get("setup_future_usage") and intent.get("customer"):
            self.keep(intent["payment_method"], card, intent["customer"])
        charge = {
            "id": new_id("ch"),
            "object": "charge",
            "amount": intent["amount"],
            "amount_captured": intent["amount"],
            "amount_refunded": 0,
            "captured": True,
            "currency": intent["currency"],
            "payment_intent": intent["id"],
            "paid": True,
            "refunded": False,
            "status": "succeeded",
            "created": int(time.time()),
            "livemode": False,
            "metadata": intent["metadata"],
            "disputed": False,
            "payment_method": intent["payment_method"],
            "payment_method_details": {"type": "card", "card": card_of(card)},
            "balance_transaction": {
                "id": new_id("txn"),
                "object": "balance_transaction",
                "amount": intent["amount"],
                "currency": intent["currency"],
                "fee": intent["amount"] * 34 // 1000 + 5000,
                "net": intent["amount"] - intent["amount"] * 34 // 1000 - 5000,
                "type": "charge",
            },
            "_card": card,
        }
        self.charges[charge["id"]] = charge
        intent.update(
            status="succeeded",
            amount_received=intent["amount"],
            next_action=None,
            latest_charge=charge["id"],
            last_payment_error=None,
        )
        self.event("charge.succeeded", public(charge))
        self.event("payment_intent.succeeded", public(intent))
        if card in DISPUTED:
            self.open_dispute(charge)
        return intent

    def cancel(self, intent_id: str) -> dict:
        intent = self.intent(intent_id)
        self.must_be(
            intent,
            {
                "requires_payment_method",
                "requires_confirmation",
                "requires_action",
                "requires_capture",
            },
            "cancel",
        )
        intent.update(status="canceled", canceled_at=int(time.time()), next_action=None)
        self.event("payment_intent.canceled", public(intent))
        return intent

    @staticmethod
    def must_be(intent: dict, statuses: set[str], verb: str) -> None:
        if intent["status"] not in statuses:
            raise Refusal(
                400,
                "invalid_request_error",
                f"You cannot {verb} this PaymentIntent because it has a status of {intent['status']}.",
                code="payment_intent_unexpected_state",
                payment_intent=public(intent),
            )
