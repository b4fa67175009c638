"""Products of the demo market carry their facts as Oscar's attributes."""

import pytest

from marketplace.demo.facts import all_facts
from marketplace.demo.market import ATTRIBUTES, make_attributes
from tests import factories

pytestmark = pytest.mark.django_db


def test_attributes_say_what_the_name_says():
    facts = {each.code: each for each in all_facts()}
    products = [factories.make_product(), factories.make_product()]
    for product, code in zip(products, ("D00004", "D00149"), strict=True):
        product.code = code
        product.save()
    make_attributes(products, facts)
    told = [
        {value.attribute.code: value.value_text for value in product.attribute_values.all()}
        for product in products
    ]
    assert told == [
        {
            "form": "Bộ ấm chén",
            "material": "men lam",
            "colour": "trắng",
            "pattern": "vẽ hoa sen",
            "size": "rộng 18 cm",
            "contents": "1 ấm, 6 chén",
        },
        {
            "form": "Mật ong",
            "material": "hoa nhãn",
            "vessel": "lọ thủy tinh",
            "size": "800 g",
        },
    ]
    names = set(
        products[0]
        .product_class.attributes.filter(code__in=ATTRIBUTES)
        .values_list("code", flat=True)
    )
    assert names == set(ATTRIBUTES)
