"""Write down what products tell of themselves."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from catalogue.facts.kinds import BY_CODE, LANGUAGES, SHELF_LIFE, Fact, Type
from catalogue.facts.models import FactWord, ProductFact
from catalogue.facts.queries import Values
from catalogue.models import Product
from catalogue.search.services import touch
from marketplace.frame.many_rows import save_columns
from marketplace.frame.portions import portions


@transaction.atomic
def keep_facts(told: Mapping[int, Values]) -> None:
    """Give products, by key, exactly the facts that are told; what was known before goes.

    A few queries a portion, however many products. A word that is no longer there is left out.
    """
    if not told:
        return
    words = {(word.fact, word.code): word for word in FactWord.objects.all()}
    for pks in portions(told):
        ProductFact.objects.filter(product__in=pks).delete()
        ProductFact.objects.bulk_create(row for pk in pks for row in rows_of(pk, told[pk], words))
        save_columns(
            [Product(pk=pk, shelf_life_days=days_of(told[pk])) for pk in pks], ["shelf_life_days"]
        )
    touch("product", list(told))


def days_of(values: Values) -> int | None:
    """How many days a product keeps, as its own column has it."""
    return int(Decimal(values[SHELF_LIFE])) if values.get(SHELF_LIFE) else None


def rows_of(
    pk: int, values: Values, words: Mapping[tuple[str, str], FactWord]
) -> list[ProductFact]:
    found: list[ProductFact] = []
    for code, value in values.items():
        fact = BY_CODE.get(code)
        if fact is not None and code != SHELF_LIFE and value:
            found += rows_of_fact(pk, fact, value, words)
    return found


def rows_of_fact(
    pk: int, fact: Fact, value: Any, words: Mapping[tuple[str, str], FactWord]
) -> list[ProductFact]:
    if fact.type is Type.WORDS:
        known = [word for code in value if (word := words.get((fact.code, code)))]
        return [ProductFact(product_id=pk, fact=fact.code, word=word) for word in known]
    if fact.type is Type.MEASURE:
        return [ProductFact(product_id=pk, fact=fact.code, number=Decimal(value))]
    texts = {f"text_{suffix}": value.get(code, "") for code, suffix in LANGUAGES}
    return [ProductFact(product_id=pk, fact=fact.code, **texts)]
