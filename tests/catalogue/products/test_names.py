"""A producer's products stand in the order of their names in the reader's language."""

import pytest
from django.utils import translation

from catalogue.models import Product
from catalogue.products.names import by_title
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "titles"),
    [("vi", ["Ấm", "Đĩa", "Lọ"]), ("en", ["Dish", "Pot", "Vase"])],
)
def test_products_stand_in_the_order_of_the_alphabet(language, titles):
    for vi, en in (("Lọ", "Vase"), ("Đĩa", "Dish"), ("Ấm", "Pot")):
        product = factories.make_product(title=vi)
        Product.objects.filter(pk=product.pk).update(title_en=en)
    with translation.override(language):
        found = [product.title for product in Product.objects.order_by(by_title())]
    assert found == titles
