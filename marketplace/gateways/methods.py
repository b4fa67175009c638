"""The ways to pay that are open now, as a buyer chooses between them."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from marketplace.gateways.stripe.client import STRIPE


@dataclass(frozen=True)
class PaymentMethod:
    """A way to pay. `pay_within` None: the purchase is placed at once, paid in cash."""

    code: str
    name: object
    explanation: object
    pay_within: timedelta | None


def about_cards(*, has_other_way: bool) -> object:
    """Say what cards are taken; while Stripe does not answer, what to do instead."""
    if not STRIPE.rests():
        return _("Visa, Mastercard, JCB and others, through Stripe, with 3-D Secure.")
    if has_other_way:
        return _("Card payments do not answer right now. A bank transfer works.")
    return _("Card payments do not answer right now. Order anyway: your items are held.")


def payment_methods(*, country: str = "VN") -> list[PaymentMethod]:
    """List what a buyer with an address in `country` may pay with, the usual one first."""
    methods = []
    domestic = country == "VN"
    if domestic and settings.VIETQR_ACCOUNT:
        methods.append(
            PaymentMethod(
                "vietqr",
                _("Bank transfer by VietQR"),
                _("Scan one code with your bank's app; amount and reference are filled in."),
                timedelta(hours=settings.TRANSFER_HOURS),
            )
        )
    if settings.STRIPE_SECRET_KEY:
        methods.append(
            PaymentMethod(
                "stripe",
                _("Card"),
                about_cards(has_other_way=bool(methods)),
                timedelta(minutes=settings.PAYMENT_MINUTES),
            )
        )
    if domestic:
        methods.append(
            PaymentMethod(
                "cash",
                _("Cash on delivery"),
                _("Pay each parcel when it is handed to you."),
                None,
            )
        )
    return methods
