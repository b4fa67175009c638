"""What the database holds of a GTIN: 14 digits, the last one right, of goods in the world.

The same rules as catalogue.origin.gs1.gtins has in words, as conditions on a column that hold on
SQLite and PostgreSQL alike; tests compare the two. A digit's value is its place in "0123456789"
less one, so no text is cast to a number:

    sum of weight * place, weights 3 1 3 1 ... 3 1, is sum of weight * value + 28; so it ends in 8
"""

from functools import reduce
from typing import Any

from django.db.models import F, IntegerField, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Length, Mod, Replace, StrIndex, Substr
from django.db.models.lookups import Exact, GreaterThanOrEqual, LessThanOrEqual

LENGTH = 14
SHOPS = ("02", "04", *map(str, range(20, 30)))  # each gives its own
NO_GOODS = ("05", "98", "99")  # reserved, refunds, coupons


def digits_only(column: str) -> Q:
    """Tell that nothing but digits is in a column."""
    without: Any = F(column)
    for digit in "0123456789":
        without = Replace(without, Value(digit), Value(""))
    return Q(Exact(Length(without), 0))


def has_length(column: str, least: int, most: int) -> Q:
    return Q(GreaterThanOrEqual(Length(column), least)) & Q(LessThanOrEqual(Length(column), most))


def has_check_digit(column: str) -> Q:
    """Tell that the last of 14 digits completes the others."""
    places: list[Combinable] = [
        StrIndex(Value("0123456789"), Substr(column, at, 1)) * (3 if at % 2 else 1)
        for at in range(1, LENGTH + 1)
    ]
    total = reduce(lambda one, other: one + other, places)
    return Q(Exact(Mod(total, Value(10), output_field=IntegerField()), 8))


def is_of_goods(column: str) -> Q:
    """Tell that a number is none of a shop, a coupon or a paper."""
    short = Q(Exact(Substr(column, 2, 5), Value("00000")))
    return (short & ~starts(column, 7, ("0", "2"))) | (
        ~short & ~starts(column, 2, SHOPS + NO_GOODS)
    )


def starts(column: str, at: int, beginnings: tuple[str, ...]) -> Q:
    found = Q()
    for beginning in beginnings:
        found |= Q(Exact(Substr(column, at, len(beginning)), Value(beginning)))
    return found


def is_gtin(column: str) -> Q:
    return digits_only(column) & has_length(column, LENGTH, LENGTH) & has_check_digit(column)
