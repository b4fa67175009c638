"""Products of the demo market tell their facts in the words of the market."""

import pytest

from catalogue.facts.models import FactWord
from catalogue.facts.queries import facts_of
from marketplace.demo.facts import all_facts
from marketplace.demo.facts.table import occasions_told, words_told
from marketplace.demo.market import tell_facts
from tests import factories

pytestmark = pytest.mark.django_db


def test_facts_told_say_what_the_name_says():
    facts = {each.code: each for each in all_facts()}
    products = [factories.make_product(), factories.make_product()]
    for product, code in zip(products, ("D00004", "D00149"), strict=True):
        product.code = code
        product.save()
    products[1].shelf_life_days = 365
    tell_facts(products, facts)
    told = facts_of(product.pk for product in products)
    assert [told[product.pk] for product in products] == [
        {
            "material": ["ceramic"],
            "glaze": ["blue-white"],
            "colour": ["white"],
            "pattern": {"vi": "vẽ hoa sen", "en": "painted with lotus", "id": "lukisan teratai"},
            "diameter": "18",
            "contents": {
                "vi": "1 ấm, 6 chén",
                "en": "1 teapot, 6 cups",
                "id": "1 teko, 6 cangkir",
            },
            "occasion": ["tet", "mid-autumn", "wedding", "housewarming", "gift"],
        },
        {
            "net_weight": "800",
            "storage": {
                "vi": "Nơi khô ráo, thoáng mát.",
                "en": "Dry and cool.",
                "id": "Di tempat kering dan sejuk.",
            },
            "shelf_life": "365",
            "packing": {"vi": "lọ thủy tinh", "en": "glass jar", "id": "stoples kaca"},
            "occasion": ["gift"],
        },
    ]


def test_every_word_that_the_demo_tells_is_one_of_the_market():
    known = set(FactWord.objects.values_list("fact", "code"))
    told = {pair for pairs in words_told().values() for pair in pairs}
    told |= {("occasion", each) for codes in occasions_told().values() for each in codes}
    told |= {("colour", facts.colour) for facts in all_facts() if "colour" in facts.told()}
    assert told - known == set()
