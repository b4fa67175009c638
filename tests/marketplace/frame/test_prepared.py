"""Queries by key are prepared where the database can, with one plan for every value."""

from typing import NamedTuple

import pytest
from django.db import connection

from catalogue.models import Product
from marketplace.frame.prepared import Prepared, marks

pytestmark = pytest.mark.django_db


class Priced(NamedTuple):
    pk: int
    price: int | None


class Slugged(NamedTuple):
    slug: str
    pk: int = 0


def is_pooled() -> bool:
    """Tell whether the database stands behind a pooler, where nothing may be prepared."""
    return connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]


def test_rows_come_back_by_their_keys(product):
    prices = Prepared(
        Priced,
        lambda n: Product.objects.rewrite(False).filter(pk__in=marks(n)).values_list("pk", "price"),
    )
    (row,) = prices.rows([product.pk])
    assert (row.pk, row.price) == (product.pk, product.price)
    assert prices.rows([product.pk + 1]) == []
    assert prices.rows([]) == []


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_postgresql_plans_a_query_by_key_once(product):
    titles = Prepared(
        Slugged,
        lambda n: Product.objects.rewrite(False).filter(pk__in=marks(n)).values_list("slug"),
    )
    for _ in range(8):
        titles.rows([product.pk])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements "
            "WHERE statement LIKE '%%slug%%catalogue_product%%'"
        )
        assert cursor.fetchall() == ([] if is_pooled() else [(8, 0)])
    assert connection.connection.prepare_threshold is None  # Django's own queries stay as they are


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_keys_of_any_size_are_the_same_statement(product):
    slugs = Prepared(
        Slugged,
        lambda n: Product.objects.rewrite(False).filter(pk__in=marks(n)).values_list("slug", "pk"),
    )
    for key in (1, 40_000, 3_000_000_000):  # two, four and eight bytes long
        assert slugs.rows([product.pk, key])[0].pk == product.pk
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM pg_prepared_statements "
            "WHERE statement LIKE '%%slug%%catalogue_product%%'"
        )
        assert cursor.fetchone() == (0 if is_pooled() else 1,)
