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
from pathlib import Path

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


class Refusal(Exception):
    """An answer in Stripe's error shape."""

    def __init__(self, status: int, kind: str, message: str, **more) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"type": kind, "message": message, **more}}


def new_id(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(12)}"


def luhn_ok(number: str) -> bool:
    digits = [int(d) for d in reversed(number)]
    return len(digits) >= 12 and (
        sum(d if i % 2 == 0 else sum(divmod(d * 2, 10)) for i, d in enumerate(digits)) % 10 == 0
    )


class Store:
    """All objects in memory, written to a file after each change if one is given."""

    def __init__(self, path: Path | None = None, emit=lambda event: None) -> None:
        self.lock = threading.RLock()
        self.path, self.emit = path, emit
        self.intents: dict[str, dict] = {}
        self.charges: dict[str, dict] = {}
        self.refunds: dict[str, dict] = {}
        self.events: dict[str, dict] = {}
        self.keys: dict[str, dict] = {}
        if path and path.exists():
            for name, value in json.loads(path.read_text(encoding="utf-8")).items():
                setattr(self, name, value)

    def save(self) -> None:
        if self.path:
            names = ("intents", "charges", "refunds", "events", "keys")
            part = self.path.with_suffix(".part")
            part.write_text(json.dumps({n: getattr(self, n) for n in names}), encoding="utf-8")
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
        self.events[event["id"]] = event  # type: ignore[index]
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

    def confirm(self, intent_id: str, card: str, return_url: str, base: str) -> dict:
        """Confirm with a card number, as Stripe.js does. Raises Refusal on a decline."""
        intent = self.intent(intent_id)
        self.must_be(
            intent,
            {"requires_payment_method", "requires_confirmation", "requires_action"},
            "confirm",
        )
        if not luhn_ok(card):
            raise Refusal(
                402,
                "card_error",
                "Your card number is incorrect.",
                code="incorrect_number",
                param="number",
            )
        intent["payment_method"] = new_id("pm")
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
        }
        self.charges[charge["id"]] = charge
        intent.update(
            status="succeeded",
            amount_received=intent["amount"],
            next_action=None,
            latest_charge=charge["id"],
            last_payment_error=None,
        )
        intent.pop("_card", None)
        self.event("charge.succeeded", charge)
        self.event("payment_intent.succeeded", public(intent))
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

    def refund(self, params: dict) -> dict:
        charge = self.charges.get(params.get("charge", ""))
        if charge is None:
            intent = self.intent(params.get("payment_intent", ""))
            charge = self.charges.get(intent["latest_charge"] or "")
        if charge is None:
            raise Refusal(
                400,
                "invalid_request_error",
                "This PaymentIntent does not have a successful charge to refund.",
            )
        left = charge["amount"] - charge["amount_refunded"]
        if left == 0:
            raise Refusal(
                400,
                "invalid_request_error",
                f"Charge {charge['id']} has already been refunded.",
                code="charge_already_refunded",
            )
        amount = int(params.get("amount", left))
        if not 0 < amount <= left:
            raise Refusal(
                400,
                "invalid_request_error",
                f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})",
                param="amount",
            )
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        refund = {
            "id": new_id("re"),
            "object": "refund",
            "amount": amount,
            "charge": charge["id"],
            "currency": charge["currency"],
            "payment_intent": charge["payment_intent"],
            "status": "succeeded",
            "created": int(time.time()),
            "reason": params.get("reason"),
            "metadata": params.get("metadata", {}),
        }
        self.refunds[refund["id"]] = refund
        self.event("refund.created", refund)
        self.event("charge.refunded", charge)
        return refund


def public(thing: dict) -> dict:
    """Leave out what only the stand-in knows."""
    return {key: value for key, value in thing.items() if not key.startswith("_")}
