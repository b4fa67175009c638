"""Viettel Post. Neither the form of its codes nor a page for one is documented where we looked."""

from marketplace.shipping.carriers.interface import Carrier

CARRIER = Carrier(
    key="Viettel Post", name="Viettel Post", spellings=("viettelpost", "vtp", "viettel")
)
