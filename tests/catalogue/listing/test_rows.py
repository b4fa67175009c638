"""Rows of the shelf come with the words of their facts, in one query."""

import json

import pytest

from catalogue.facts.services import keep_facts
from catalogue.listing.columns import COLUMNS
from catalogue.listing.rows import read_rows
from tests import factories

pytestmark = pytest.mark.django_db


def test_rows_have_the_prices_of_variants_that_are_on_offer(django_assert_num_queries):
    plain = factories.make_product()
    scarf = factories.make_variants(factories.make_product(price=100_000), "S", "M", "L")
    with django_assert_num_queries(1):
        rows = {row[0]: json.loads(row[-1] or "[]") for row in read_rows()}
    assert rows == {plain.pk: [], scarf.pk: [[100_000], [150_000], [200_000]]}


def test_rows_have_the_words_that_facets_count_and_no_others(django_assert_num_queries):
    vase, bare = factories.make_product(), factories.make_product()
    keep_facts({vase.pk: {"glaze": ["celadon"], "height": "12", "allergens": ["none"]}})
    with django_assert_num_queries(1):
        rows = list(read_rows())
    assert {row[0]: json.loads(row[len(COLUMNS)] or "[]") for row in rows} == {
        vase.pk: [["glaze", "celadon"]],
        bare.pk: [],
    }
    assert [row[0] for row in read_rows([bare.pk])] == [bare.pk]
