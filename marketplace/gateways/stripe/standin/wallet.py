"""Customers, their kept cards, and SetupIntents, as Stripe publishes them."""

import secrets
import time

from marketplace.gateways.stripe.standin.answers import Refusal, missing, new_id, public

BRANDS = {"4": "visa", "5": "mastercard", "3": "jcb", "6": "unionpay"}
REFUSED_AT_SETUP = {"4000000000000002"}


def card_of(number: str) -> dict:
    """What Stripe tells of a card: never the number."""
    return {
        "brand": BRANDS.get(number[:1], "unknown"),
        "last4": number[-4:],
        "exp_month": 12,
        "exp_year": 2040,
        "country": "VN",
        "funding": "credit",
    }


class Wallet:
    """The part of the store that remembers who keeps which card."""

    customers: dict[str, dict]
    methods: dict[str, dict]
    setups: dict[str, dict]

    def create_customer(self, params: dict) -> dict:
        customer = {
            "id": new_id("cus"),
            "object": "customer",
            "email": params.get("email"),
            "metadata": params.get("metadata", {}),
            "created": int(time.time()),
            "livemode": False,
        }
        self.customers[customer["id"]] = customer
        return customer

    def customer(self, customer_id: str) -> dict:
        if customer_id not in self.customers:
            raise missing("customer", customer_id)
        return self.customers[customer_id]

    def keep(self, method_id: str, number: str, customer_id: str) -> dict:
        """Attach a card to a customer."""
        method = {
            "id": method_id,
            "object": "payment_method",
            "type": "card",
            "card": card_of(number),
            "customer": customer_id,
            "created": int(time.time()),
            "livemode": False,
            "_number": number,
        }
        self.methods[method_id] = method
        return method

    def method_of(self, method_id: str, customer_id: str | None) -> dict:
        """A kept card, for its own customer only."""
        method = self.methods.get(method_id)
        if method is None or not customer_id or method["customer"] != customer_id:
            raise missing("PaymentMethod", method_id)
        return method

    def cards_of(self, customer_id: str) -> list[dict]:
        self.customer(customer_id)
        return [public(m) for m in self.methods.values() if m["customer"] == customer_id]

    def detach(self, method_id: str) -> dict:
        method = self.methods.get(method_id)
        if method is None or method["customer"] is None:
            raise missing("PaymentMethod", method_id)
        method["customer"] = None
        return public(method)

    def create_setup(self, params: dict) -> dict:
        self.customer(params.get("customer", ""))
        setup_id = new_id("seti")
        setup = {
            "id": setup_id,
            "object": "setup_intent",
            "client_secret": f"{setup_id}_secret_{secrets.token_hex(12)}",
            "customer": params["customer"],
            "status": "requires_payment_method",
            "usage": params.get("usage", "off_session"),
            "payment_method": None,
            "created": int(time.time()),
            "livemode": False,
        }
        self.setups[setup_id] = setup
        return setup

    def confirm_setup(self, setup_id: str, secret: str, number: str) -> dict:
        """Keep a card without a payment. Raises Refusal when its bank does not want to."""
        setup = self.setups.get(setup_id)
        if setup is None or not secrets.compare_digest(setup["client_secret"], secret):
            raise missing("setup_intent", setup_id)
        if number in REFUSED_AT_SETUP or len(number) < 12:
            raise Refusal(402, "card_error", "Your card was declined.", code="card_declined")
        if setup["status"] != "succeeded":
            method = self.keep(new_id("pm"), number, setup["customer"])
            setup.update(status="succeeded", payment_method=method["id"])
        return setup
