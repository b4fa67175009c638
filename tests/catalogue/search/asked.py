"""What shoppers ask for, and the right answers by what products are: no engine is asked.

`asked.csv` has a text a row, in which language it is asked, which goods are right for it and
which of them must be found (the same, where nothing is said). Goods are said by their facts:

    kind:silk;form:scarf,shawl      both: of silk, and one of the two
    material:bamboo|vi:tre          one of the two: of bamboo, or called so in Vietnamese
    price:100-300                   thousand dong, both ends with it; of variants one is enough
    stars:4-5, place:bat-trang, on:tet, maker:Thu Hà, set:11,12, glaze:celadon
"""

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from catalogue.models import Product
from marketplace.demo.facts import Facts, all_facts

FILE = Path(__file__).parent / "asked.csv"
RANGES = ("price", "stars")
NAMES = ("vi", "en", "id")


class Asked(NamedTuple):
    kind: str
    language: str
    text: str
    right: str
    must: str


class Good(NamedTuple):
    """A product as its facts and its rows tell of it."""

    pk: int
    facts: Facts
    stars: int
    prices: tuple[int, ...]  # thousand dong
    maker: str
    told: dict


def all_asked() -> list[Asked]:
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = [Asked(**row) for row in csv.DictReader(file)]
    return [row._replace(must=row.must or row.right) for row in rows]


def goods_of(products: Iterable[Product]) -> Iterator[Good]:
    """Say what products of the demo are; they come with `producer` and `stockrecords`."""
    facts = {each.code: each for each in all_facts()}
    for product in products:
        own = facts[product.code or ""]
        prices = tuple(
            int(record.price) // 1000
            for record in product.stockrecords.all()
            if record.price is not None
            and product.price <= record.price <= (product.highest_price or product.price)
        )
        stars = product.ocop_stars or 0
        yield Good(product.pk, own, stars, prices, product.producer.name, own.told())


def fits(good: Good, rule: str) -> bool:
    """Tell whether a good is one of those that a rule says."""
    return all(
        any(has(good, condition) for condition in clause.split("|")) for clause in rule.split(";")
    )


def has(good: Good, condition: str) -> bool:
    name, _, values = condition.partition(":")
    if name in RANGES:
        low, _, high = values.partition("-")
        numbers = good.prices if name == "price" else (good.stars,)
        return any(int(low or 0) <= number <= int(high or 10**9) for number in numbers)
    if name in NAMES:
        return any(is_called(good.facts.title(name), value) for value in values.split(","))
    if name == "maker":
        return values in good.maker
    return bool(values_of(good, name) & set(values.split(",")))


def is_called(title: str, words: str) -> bool:
    return re.search(rf"\b{re.escape(words)}\b", title, re.IGNORECASE) is not None


def values_of(good: Good, name: str) -> set[str]:
    match name:
        case "set":
            return {str(good.facts.set_number)}
        case "on":
            return set(good.told.get("occasion", ()))
        case "kind" | "form" | "place":
            return {getattr(good.facts, name)}
    return set(good.told.get(name, ()))
