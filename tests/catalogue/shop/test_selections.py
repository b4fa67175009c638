"""Pages of a selection: it says what is on one without those before it."""

import pytest

from catalogue.listing.state import ListingFilter
from catalogue.shop.selections import PER_PAGE, SelectionPages, selection_of
from tests import factories

pytestmark = pytest.mark.django_db


def test_pages_hold_each_product_of_a_state_once():
    maker = factories.make_producer()
    keys = {factories.make_product(maker, price=10_000).pk for _ in range(PER_PAGE + 1)}
    factories.make_product(maker, price=90_000)
    pages = SelectionPages(selection_of(ListingFilter(price_max=50_000)))
    assert (pages.count, pages.num_pages) == (PER_PAGE + 1, 2)
    first, second = list(pages.page(1)), list(pages.page(2))
    assert (len(first), len(second)) == (PER_PAGE, 1)
    assert {*first, *second} == keys
