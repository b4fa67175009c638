"""A facet is searched by folded names, and an empty list says which filter is too much."""

import random

import pytest
from django.http import QueryDict

from catalogue.listing.facets import facet_search, loosenings
from catalogue.listing.state import ListingFilter
from catalogue.shop.views import selection_of
from tests.catalogue.goods import random_state

pytestmark = pytest.mark.django_db


def test_a_long_facet_is_searched_by_folded_names(goods):
    selection = selection_of(ListingFilter())
    assert [v.label for v in facet_search(selection, "village", "lang 2")] == ["Làng 2"]


def test_ways_to_loosen_leave_what_they_say(goods):
    """Of any state, several values of a facet among them: the count is the list's own."""
    rng = random.Random(4)
    seen = 0
    for _ in range(60):
        state, *_rest = random_state(rng, goods)
        offers = loosenings(selection_of(state), str)
        seen += len(offers)
        for _label, url, left in offers:
            there = ListingFilter.from_query(QueryDict(url[1:]))
            assert selection_of(there).total == left, (state, url)
    assert seen > 60
