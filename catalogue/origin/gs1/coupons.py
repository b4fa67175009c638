"""Coupons of North America in their own notation (AI 8110, 8112): numbers with lengths before them.

By GS1's Barcode Syntax Tests and the North American Coupon Application Guideline. A coupon:

    1 0614141 234562 3 450 1 1 0 123 …    length-6 and prefix, offer, length and saving, length
                                         and purchase, its code, family; then optional fields,
                                         each behind its number 1 to 6 or 9, in rising order
"""

import datetime
import re

PREFIX = "".join(f"{n}[0-9]{{{n + 6}}}|" for n in range(7))[:-1]
REQUIREMENT = "".join(f"{n}[0-9]{{{n}}}|" for n in range(1, 6))[:-1]
SERIAL = "".join(f"{n}[0-9]{{{n + 6}}}|" for n in range(10))[:-1]
RETAILER = "".join(f"{n}[0-9]{{{n + 6}}}|" for n in range(1, 8))[:-1]
PURCHASE = f"(?:{REQUIREMENT})[0-49][0-9]{{3}}"
COUPON = re.compile(
    f"(?:{PREFIX})[0-9]{{6}}(?:{REQUIREMENT}){PURCHASE}"
    f"(?:1[0-3]{PURCHASE}(?:{PREFIX}|9))?"  # a second purchase
    f"(?:2{PURCHASE}(?:{PREFIX}|9))?"  # a third
    "(?:3(?P<ends>[0-9]{6}))?(?:4(?P<begins>[0-9]{6}))?"
    f"(?:5(?:{SERIAL}))?(?:6(?:{RETAILER}))?(?:9[01256][0-2][0-9][01])?"
)
OFFER = re.compile(f"[01](?:{PREFIX})[0-9]{{6}}(?:{SERIAL})")


def is_coupon(text: str) -> bool:
    """Tell whether AI 8110 holds a coupon: its fields, its dates, the end not before the start."""
    found = COUPON.fullmatch(text)
    if found is None:
        return False
    begins, ends = found["begins"], found["ends"]
    if not all(is_day(date) for date in (begins, ends) if date):
        return False
    return not (begins and ends and begins > ends)


def is_offer(text: str) -> bool:
    """Tell whether AI 8112 holds a coupon's offer: format, funder, offer, serial number."""
    return OFFER.fullmatch(text) is not None


def is_day(text: str) -> bool:
    try:
        datetime.date(2000 + int(text[:2]), int(text[2:4]), int(text[4:]))
    except ValueError:
        return False
    return True
