"""Oscar's checkout, forked: address, then delivery, payment and review on one page."""

from oscar.apps.checkout import apps


class CheckoutConfig(apps.CheckoutConfig):
    name = "marketplace.checkout"
