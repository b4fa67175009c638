"""A signed-in buyer's kept cards: they live at Stripe, here stands only who the customer is."""

from dataclasses import dataclass

from marketplace.accounts.models import User
from marketplace.gateways.models import StripeCustomer
from marketplace.gateways.stripe.client import GatewayRefused, stripe_gateway


@dataclass(frozen=True)
class KeptCard:
    """As much of a card as a person needs to know it again."""

    id: str
    brand: str
    last4: str
    exp_month: int
    exp_year: int

    @property
    def expires(self) -> str:
        return f"{self.exp_month:02d}/{self.exp_year % 100:02d}"


def customer_id(user: User) -> str:
    """Stripe's customer of a user, made at the first need. Raises GatewayUnavailable."""
    known = StripeCustomer.objects.filter(user=user).first()
    if known:
        return known.customer_id
    customer = stripe_gateway().create_customer(email=user.email, user_id=user.pk)
    row, _ = StripeCustomer.objects.get_or_create(user=user, defaults={"customer_id": customer.id})
    return row.customer_id


def kept_cards(user: User) -> list[KeptCard]:
    """List a buyer's cards as Stripe has them. Raises GatewayUnavailable."""
    known = StripeCustomer.objects.filter(user=user).first()
    if known is None:
        return []
    return [
        KeptCard(
            method.id,
            (method.card.brand or "").title(),
            method.card.last4 or "",
            method.card.exp_month,
            method.card.exp_year,
        )
        for method in stripe_gateway().list_cards(known.customer_id)
        if method.card
    ]


def own_card(user: User, method_id: str) -> str:
    """Give a card's id if it is this buyer's. Raises GatewayRefused for any other."""
    if method_id not in {card.id for card in kept_cards(user)}:
        raise GatewayRefused("resource_missing", "No such card")
    return method_id


def remove_card(user: User, method_id: str) -> None:
    """Let Stripe forget a buyer's card. Raises GatewayRefused for another's."""
    stripe_gateway().remove_card(own_card(user, method_id))


def start_keeping_card(user: User) -> str:
    """Give the client secret of a SetupIntent that adds a card."""
    return stripe_gateway().start_keeping_card(customer_id(user)).client_secret or ""
