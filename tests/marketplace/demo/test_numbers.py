"""The demo market's GTINs are GS1's examples, twenty, and made once."""

import pytest

from catalogue.models import GtinLicence, Product
from catalogue.origin.gs1.gtins import Use, is_gtin, use_of
from marketplace.demo import numbers
from tests import factories

pytestmark = pytest.mark.django_db


def test_twenty_products_of_two_makers_get_numbers_of_examples_once():
    for slug in numbers.PREFIXES:
        producer = factories.make_producer()
        producer.slug = slug
        producer.save()
        for _each in range(numbers.MANY[slug] + 1):
            factories.make_product(producer)
    for _twice in range(2):
        for slug in numbers.PREFIXES:
            numbers.give_gtins(slug)
    given = list(Product.objects.exclude(gtin=None).values_list("gtin", flat=True))
    assert len(given) == 20
    assert all(is_gtin(gtin) and use_of(gtin) == Use.EXAMPLE for gtin in given)
    assert all("số ví dụ của GS1" in each.holder for each in GtinLicence.objects.all())
