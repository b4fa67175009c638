"""Facts are kept as they are told, all at once; what is told no more goes."""

import pytest

from catalogue.facts.models import ProductFact
from catalogue.facts.queries import facts_of
from catalogue.facts.services import days_of, keep_facts
from catalogue.models import Product
from catalogue.search.models import Waiting
from tests import factories

pytestmark = pytest.mark.django_db


def test_what_is_told_no_more_goes_and_other_products_keep_theirs(product):
    other = factories.make_product()
    keep_facts({product.pk: {"height": "12", "shelf_life": "7"}, other.pk: {"height": "9"}})
    assert Product.objects.get(pk=product.pk).shelf_life_days == 7
    keep_facts({product.pk: {"width": "5"}})
    assert facts_of([product.pk, other.pk]) == {
        product.pk: {"width": "5"},
        other.pk: {"height": "9"},
    }
    assert Product.objects.get(pk=product.pk).shelf_life_days is None
    assert ProductFact.objects.filter(product=product).count() == 1


def test_words_and_facts_that_are_not_known_are_left_out(product):
    keep_facts({product.pk: {"material": ["ceramic", "moondust"], "aura": "9", "care": {}}})
    assert facts_of([product.pk]) == {product.pk: {"material": ["ceramic"]}}


def test_search_hears_of_it_and_nothing_told_asks_nothing(product):
    Waiting.objects.all().delete()
    keep_facts({})
    assert Waiting.objects.count() == 0
    keep_facts({product.pk: {}})
    assert list(Waiting.objects.values_list("kind", "object_pk")) == [("product", product.pk)]


def test_days_are_those_of_the_shelf_life():
    assert [days_of({}), days_of({"shelf_life": "365"})] == [None, 365]
