"""J&T Express. Neither the form of its codes nor a page for one is documented where we looked."""

from marketplace.shipping.carriers.interface import Carrier

CARRIER = Carrier(
    key="J&T Express", name="J&T Express", spellings=("j&t", "jt", "jnt", "jt express")
)
