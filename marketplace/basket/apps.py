"""Oscar's basket, forked: whole dong, one producer a group."""

from oscar.apps.basket import apps


class BasketConfig(apps.BasketConfig):
    name = "marketplace.basket"
