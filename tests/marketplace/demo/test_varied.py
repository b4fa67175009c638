"""Some of the demo's goods come in sizes or packs, once, under a name without a size."""

import pytest

from catalogue.products.variants import offered
from marketplace.demo.facts.table import LANGUAGES, all_facts, all_variants
from marketplace.demo.varied import vary_goods
from tests import factories

pytestmark = pytest.mark.django_db
BY_CODE = {facts.code: facts for facts in all_facts()}


def test_goods_get_their_variants_once():
    product = factories.make_product(price=390_000, stock=5)
    product.code = "D00107"
    product.save()
    assert [vary_goods(all_facts()), vary_goods(all_facts())] == [1, 0]
    product.refresh_from_db()
    rows = [(each.label, int(each.record.price), each.weight_g) for each in offered(product)]
    assert rows == [
        ("S", 390_000, 450),
        ("M", 390_000, 480),
        ("L", 390_000, 520),
        ("XL", 420_000, 560),
    ]
    assert (product.price, product.highest_price) == (390_000, 420_000)


@pytest.mark.parametrize("code", sorted(all_variants()))
def test_name_tells_no_size_and_each_variant_its_own(code):
    facts, several = BY_CODE[code], all_variants()[code]
    for language in LANGUAGES:
        labels = [each.label(language) for each in several]
        assert len(set(labels)) == len(labels) >= 2
        assert facts.measure(language) not in facts.title(language)
    assert facts.told_measures() == {}


def test_about_a_dozen_goods_are_varied_and_first_ones_cost_what_the_table_says():
    assert 10 <= len(all_variants()) <= 14
    assert all(several[0].dearer == 0 for several in all_variants().values())
