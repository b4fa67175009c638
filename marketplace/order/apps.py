"""Oscar's order, forked: a purchase and a producer on every order."""

from oscar.apps.order import apps


class OrderConfig(apps.OrderConfig):
    name = "marketplace.order"
