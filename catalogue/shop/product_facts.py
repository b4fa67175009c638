"""A product's facts as its page tells them: a table in the reader's language, and JSON-LD."""

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import OuterRef

from catalogue.facts.kinds import BY_CODE, LANGUAGES, SHELF_LIFE, Fact, Type
from catalogue.facts.measures import as_short
from catalogue.facts.models import ProductFact
from catalogue.facts.queries import Asked, Values, asked_by_set, in_order
from catalogue.facts.words import LANGUAGE_WORDS, say
from catalogue.listing.names import Names
from catalogue.listing.shelf import Shelf
from marketplace.frame.prepared import JsonRows

COLUMNS = ("fact", "number", "word__code", *(f"text_{suffix}" for _code, suffix in LANGUAGES))


class Told(NamedTuple):
    """A line of the table; `language` where the text is not in the reader's, `law` what asks it."""

    fact: Fact
    value: Any
    label: str
    text: str
    language: str
    law: str

    @property
    def language_word(self) -> str:
        return str(LANGUAGE_WORDS[self.language]) if self.language else ""


def facts_of_product() -> JsonRows:
    """The facts of the product of the query around, in the order of COLUMNS."""
    rows = ProductFact.objects.rewrite(False).filter(product=OuterRef("pk"))
    return JsonRows(rows.order_by("word__place", "pk"), *COLUMNS)


def values_of(rows: Iterable[list], days: int | None) -> Values:
    """Read rows of COLUMNS, and how long the product keeps, as facts are carried."""
    found: Values = {}
    for code, number, word, *texts in rows:
        fact = BY_CODE.get(code)
        if fact is None:
            continue
        if fact.type is Type.WORDS:
            found.setdefault(code, []).append(word)
        elif fact.type is Type.MEASURE:
            found[code] = as_short(Decimal(str(number)))
        else:
            pairs = zip(LANGUAGES, texts, strict=True)
            found[code] = {language: text for (language, _suffix), text in pairs if text}
    if days:
        found[SHELF_LIFE] = str(days)
    return in_order(found)


def told_facts(product: Any, shelf: Shelf, names: Names) -> list[Told]:
    """What a product tells, in the order of the table. No query beyond the product's own."""
    values = values_of(json.loads(product.facts or "[]"), product.shelf_life_days)
    laws = {each.fact.code: each.law for each in asked_on(shelf).get(product.set_number or 0, ())}
    found = []
    for code, value in values.items():
        fact = BY_CODE[code]
        text, language = say(fact, value, names.names.get(code, {}))
        if text:
            found.append(Told(fact, value, str(fact.says), text, language, laws.get(code, "")))
    return found


def asked_on(shelf: Shelf) -> dict[int, list[Asked]]:
    """What sets are asked for on the shelf's day; it goes with the shelf."""
    if "facts" not in shelf.named:
        shelf.named["facts"] = asked_by_set(shelf.day)
    return shelf.named["facts"]  # type: ignore[return-value]


def schema_of(facts: Iterable[Told]) -> dict[str, Any]:
    """Say facts as schema.org's Product does: its own property, or an additional one."""
    thing: dict[str, Any] = {}
    others = []
    for told in facts:
        value = schema_value(told)
        if told.fact.schema:
            thing[told.fact.schema] = value
        else:
            plain = value if isinstance(value, dict) else {"value": value}
            others.append({**plain, "@type": "PropertyValue", "name": told.label})
    if others:
        thing["additionalProperty"] = others
    return thing


def schema_value(told: Told) -> Any:
    """A measure as a number with its unit's code of UN/ECE recommendation 20, else the text."""
    if told.fact.type is not Type.MEASURE:
        return told.text
    number = float(told.value)
    return {
        "@type": "QuantitativeValue",
        "value": int(number) if number.is_integer() else number,
        "unitCode": told.fact.unece,
    }
