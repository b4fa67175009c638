"""A fact is told once of a product, a word of a fact once."""

import pytest
from django.db import IntegrityError, transaction

from catalogue.facts.kinds import Type
from catalogue.facts.models import FactAsked, FactWord, ProductFact

pytestmark = pytest.mark.django_db


def refuses(make) -> bool:
    try:
        with transaction.atomic():
            make()
    except IntegrityError:
        return True
    return False


def test_a_fact_is_told_once_and_a_word_of_it_once(product):
    words = list(FactWord.objects.filter(fact="glaze")[:2])
    tell = ProductFact.objects.create
    tell(product=product, fact="height", number=12)
    assert refuses(lambda: tell(product=product, fact="height", number=13))
    told = [tell(product=product, fact="glaze", word=word) for word in words]
    assert refuses(lambda: tell(product=product, fact="glaze", word=words[0]))
    assert [str(told[0]), told[0].type] == [f"{product.pk}: glaze", Type.WORDS]


def test_a_word_has_a_code_of_its_own_and_a_set_is_asked_once():
    word, asked = FactWord.objects.first(), FactAsked.objects.first()
    assert refuses(lambda: FactWord.objects.create(fact=word.fact, code=word.code, name="x"))
    assert refuses(lambda: FactAsked.objects.create(ocop_set=asked.ocop_set, fact=asked.fact))
    assert str(word) == word.name
    assert str(asked) == f"{asked.ocop_set_id}: {asked.fact}"
