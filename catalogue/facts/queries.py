"""What is asked of a kind of goods, in which words it is told, and what products tell."""

import datetime
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils import timezone

from catalogue.facts.kinds import BY_CODE, EITHER, FACTS, LANGUAGES, SHELF_LIFE, Fact, Type
from catalogue.facts.measures import as_short
from catalogue.facts.models import FactAsked, FactWord, ProductFact
from catalogue.models import Product

Values = dict[str, Any]  # see catalogue/facts/kinds.py
PLACES = {fact.code: place for place, fact in enumerate(FACTS)}


class Asked(NamedTuple):
    """A fact that a kind of goods is asked for; `law` is empty where only the market asks."""

    fact: Fact
    law: str = ""


def asked_of(number: int | None, today: datetime.date | None = None) -> list[Asked]:
    """What a set is asked for, in the order of forms. One query."""
    if not number:
        return []
    return in_force(FactAsked.objects.filter(ocop_set__number=number), today)


def in_force(rows: Iterable[FactAsked], today: datetime.date | None = None) -> list[Asked]:
    """Of rows of one set those of a day: laws begin and end."""
    day = today or timezone.localdate()
    found = [
        Asked(BY_CODE[row.fact], row.law)
        for row in rows
        if row.fact in BY_CODE
        and (row.starts_on is None or row.starts_on <= day)
        and (row.ends_on is None or row.ends_on >= day)
    ]
    return sorted(found, key=lambda each: PLACES[each.fact.code])


def asked_by_set(today: datetime.date | None = None) -> dict[int, list[Asked]]:
    """What each set is asked for. One query."""
    rows: dict[int, list[FactAsked]] = {}
    for row in FactAsked.objects.select_related("ocop_set"):
        rows.setdefault(row.ocop_set.number, []).append(row)
    return {number: in_force(each, today) for number, each in rows.items()}


def missing(asked: Iterable[Asked], values: Values) -> list[Asked]:
    """What the law asks and is not told; of weight and volume one is enough."""
    found = [each for each in asked if each.law and not values.get(each.fact.code)]
    quantity = [each for each in found if each.fact.code in EITHER]
    if quantity and (len(quantity) > 1 or any(values.get(code) for code in EITHER)):
        left_out = quantity if any(values.get(code) for code in EITHER) else quantity[1:]
        found = [each for each in found if each not in left_out]
    return found


def words_of(number: int | None = None) -> dict[str, list[FactWord]]:
    """The words of each fact in their order; with a set, those that it is offered."""
    rows = FactWord.objects.order_by("place", "pk")
    if number:
        rows = rows.filter(Q(ocop_set=None) | Q(ocop_set__number=number))
    found: dict[str, list[FactWord]] = {}
    for word in rows:
        found.setdefault(word.fact, []).append(word)
    return found


def facts_of(pks: Iterable[int]) -> dict[int, Values]:
    """What products tell of themselves, by key; those that tell nothing with an empty dict."""
    pks = list(pks)
    found: dict[int, Values] = {pk: {} for pk in pks}
    rows = ProductFact.objects.filter(product__in=pks).select_related("word")
    for row in rows.order_by("word__place", "pk"):
        fact, values = BY_CODE.get(row.fact), found[row.product_id]
        if fact is None:
            continue
        if fact.type is Type.WORDS and row.word:
            values.setdefault(fact.code, []).append(row.word.code)
        elif fact.type is Type.MEASURE and row.number is not None:
            values[fact.code] = as_short(row.number)
        elif texts := texts_of(row):
            values[fact.code] = texts
    days = Product.objects.filter(pk__in=pks, shelf_life_days__gt=0)
    for pk, count in days.values_list("pk", "shelf_life_days"):
        found[pk][SHELF_LIFE] = str(count)
    return {pk: in_order(values) for pk, values in found.items()}


def texts_of(row: ProductFact) -> dict[str, str]:
    texts = {code: getattr(row, f"text_{suffix}") or "" for code, suffix in LANGUAGES}
    return {code: text for code, text in texts.items() if text}


def in_order(values: Values) -> Values:
    """Give facts in the order of forms: PostgreSQL keeps none of its own in JSON."""
    return {code: values[code] for code in sorted(values, key=lambda code: PLACES.get(code, 99))}
