"""Permanent addresses of origin: /01/<gtin> by GS1, /P/<code> by our own.

The grammar is GS1 Digital Link's (URI Syntax 1.6.0): key, then lot, then serial. A
product without a GTIN uses the same order under our own letters: /P/<code>/L/<lot>.
"""

from catalogue.models import Product
from catalogue.origin.models import Lot


def origin_path(product: Product, lot: Lot | None = None) -> str:
    """Write the path behind a product's QR code, of one lot if given."""
    if product.gtin:
        return f"/01/{product.gtin}" + (f"/10/{lot.number}" if lot else "")
    return f"/P/{product.code}" + (f"/L/{lot.number}" if lot else "")


def gtin_is_valid(gtin: str) -> bool:
    """Check a GTIN-14's digits and its check digit (GS1 General Specifications, 7.9).

    Weights 3, 1, 3, … from the right, check digit excluded: 0 8935001 21234 + check.
    """
    if len(gtin) != 14 or not (gtin.isascii() and gtin.isdigit()):
        return False
    total = sum(
        int(digit) * (3 if position % 2 == 0 else 1)
        for position, digit in enumerate(reversed(gtin[:-1]))
    )
    return (10 - total % 10) % 10 == int(gtin[-1])
