"""Oscar's shipping, forked: delivery charges per producer from dated rates."""

from oscar.apps.shipping import apps


class ShippingConfig(apps.ShippingConfig):
    name = "marketplace.shipping"
