"""Vietnamese dong, in whole numbers, and the one rule for sharing an amount.

The dong has no decimals, so an amount of money is an ``int`` everywhere but in
the columns of Oscar, which are ``Decimal``; ``dong`` crosses that border.

Sharing by the largest remainder, a worked example: 10 000 ₫ of discount over
lines of 33 333, 33 333 and 99 999 ₫ (sum 166 665).

    exact parts   2 000.0400…   2 000.0400…   6 000.1200…
    rounded down  2 000         2 000         6 000          -> 10 000, nothing left

and 100 ₫ over three lines of 1 ₫: 33.33 each, rounded down 33, one dong left;
it goes to the largest remainder, the earliest of equals: 34, 33, 33. The parts
always sum to the whole, and no part is more than one dong from its exact value.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from babel.numbers import format_currency

CURRENCY = "VND"


def dong(amount: Decimal | int) -> int:
    """Return a whole number of dong; raise ValueError for a fraction."""
    whole = int(amount)
    if whole != amount:
        raise ValueError(f"{amount} is not a whole number of dong")
    return whole


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Share `total` dong in proportion to `weights`, so that the parts sum to it.

    Weights are not negative. If all are zero the parts are equal (again to the dong).
    Raises ValueError when there is nothing to share over but something to share.
    """
    if any(weight < 0 for weight in weights):
        raise ValueError("a weight is negative")
    if not weights:
        if total:
            raise ValueError("nothing to share over")
        return []
    if total < 0:
        return [-part for part in allocate(-total, weights)]
    if not any(weights):
        weights = [1] * len(weights)
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


@lru_cache(maxsize=8192)
def format_dong(amount: Decimal | int, language: str = "vi") -> str:
    """Write an amount for people: 1.250.000 ₫, ₫1,250,000 or Rp-like ₫1.250.000."""
    locale = {"vi": "vi_VN", "en": "en_US", "id": "id_ID"}.get(language[:2], "vi_VN")
    return format_currency(amount, CURRENCY, locale=locale)
