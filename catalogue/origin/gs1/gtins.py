"""GTINs as people hand them over: read from what is written, and told from what is none.

A GTIN has 8, 12, 13 or 14 digits and is kept as 14, with noughts before. Behind the first, the
indicator of a packing, come the GS1 prefix and the company prefix of a licence:

    0 8930001 23456 7    893 Vietnam, 8930001 the licence's prefix, 23456 the holder's own
    000000 96385074      a GTIN-8: its prefix stands at the seventh digit

Some prefixes are no numbers of goods in the world (General Specifications 1.4.2): those that a
shop gives itself for weighed goods, coupons, papers for refunds, GS1's own examples.
"""

import re
from enum import StrEnum

from catalogue.origin.gs1.check_digits import is_checked
from marketplace.frame.folding import cleaned

LENGTHS = (8, 12, 13, 14)
BETWEEN = re.compile(r"[\s.-]")
EXAMPLES = "952"


class Use(StrEnum):
    """What a number is kept for that is no number of goods in the world."""

    SHOP = "shop"  # restricted circulation: each shop or company gives its own
    COUPON = "coupon"
    REFUND = "refund"
    RESERVED = "reserved"
    EXAMPLE = "example"
    MEASURED = "measured"  # indicator 9: says nothing without its weight or length


PREFIXES = {
    **dict.fromkeys(("02", "04", *map(str, range(20, 30))), Use.SHOP),
    **dict.fromkeys(("05", "985", "986", "987", "988", "989"), Use.RESERVED),
    **dict.fromkeys(("981", "982", "983", "984", "99"), Use.COUPON),
    "980": Use.REFUND,
    EXAMPLES: Use.EXAMPLE,
}
RESTRICTED = {Use.SHOP, Use.COUPON, Use.REFUND, Use.RESERVED}


def read(text: str) -> str:
    """Give the digits of a GTIN as it is written or printed, filled up to 14.

    "893 0001 234567", "8930001-234567", "(01)08930001234567". What has another length or other
    signs is given back without blanks: `is_gtin` tells.
    """
    plain = BETWEEN.sub("", cleaned(text).removeprefix("(01)"))
    return plain.zfill(14) if len(plain) in LENGTHS and plain.isdigit() else plain


def is_gtin(text: str) -> bool:
    """Tell whether this is a GTIN as we keep it: 14 digits, the last of them right."""
    return len(text) == 14 and is_checked(text)


def use_of(gtin: str) -> Use | None:
    """Tell what 14 digits are kept for; None for goods."""
    if gtin[1:6] == "00000":  # a GTIN-8, alone or in a packing
        return Use.SHOP if gtin[6] in "02" else None
    for length in (2, 3):
        if use := PREFIXES.get(gtin[1 : 1 + length]):
            return use
    return Use.MEASURED if gtin[0] == "9" else None


def is_restricted(gtin: str) -> bool:
    """Tell whether a GTIN is not unique in the world: Digital Links never carry it."""
    return use_of(gtin) in RESTRICTED


def is_within(gtin: str, prefix: str) -> bool:
    """Tell whether a GTIN begins with the prefix of a licence."""
    if gtin[1:6] == "00000" and gtin[6:].startswith(prefix):
        return True
    return gtin[1:].startswith(prefix)


def shown(gtin: str) -> str:
    """Write a GTIN as it stands under the bars: of 8 or 13 digits, 14 for a packing."""
    if gtin.startswith("000000"):
        return gtin[6:]
    return gtin.removeprefix("0")
