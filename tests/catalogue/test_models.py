"""Facts of a product: what the table refuses."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from catalogue.models import Product

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fields", "fits"),
    [
        ({"ocop_stars": 2}, False),
        ({"ocop_stars": 3}, True),
        ({"ocop_stars": 5}, True),
        ({"ocop_stars": 6}, False),
        ({"ocop_stars": 4, "ocop_valid_until": None}, False),
        ({"price": -1}, False),
        ({"price": 0}, True),
    ],
)
def test_the_table_holds_stars_with_a_date_and_prices_from_nothing(product, fields, fits):
    values = {"ocop_valid_until": datetime.date(2026, 1, 1)} | fields
    if fits:
        Product.objects.filter(pk=product.pk).update(**values)
        assert Product.objects.filter(pk=product.pk, **values).exists()
        return
    with pytest.raises(IntegrityError), transaction.atomic():
        Product.objects.filter(pk=product.pk).update(**values)
