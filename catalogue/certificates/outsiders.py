"""Who works for a maker confirms nothing in the register of its goods: another officer does."""

from collections.abc import Iterable
from typing import Any

from catalogue.certificates.rules import CertificateRefused


def refuse_maker(by: Any, products: Iterable[int | None]) -> None:
    """Raise CertificateRefused("works_there") where one of the shop's products is their maker's."""
    own = set(by.memberships.values_list("producer__products", flat=True)) - {None}
    if own & set(products):
        raise CertificateRefused("works_there")
