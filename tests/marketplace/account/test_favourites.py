"""Hearts know what their reader keeps; strangers cost no query and get no list."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from marketplace.account.favourites import kept_products
from marketplace.account.views import saved_list
from tests import factories

pytestmark = pytest.mark.django_db


def asking(user):
    request = RequestFactory().get("/vi/")
    request.user = user
    return request


def test_a_buyer_sees_its_own_favourites_and_nobody_elses(django_assert_num_queries):
    mine, other = factories.make_user("a@example.vn"), factories.make_user("b@example.vn")
    products = [factories.make_product() for _ in range(3)]
    for product in products[1:]:
        saved_list(mine).add(product)
    saved_list(other).add(products[0])
    request = asking(mine)
    with django_assert_num_queries(1):
        assert kept_products(request) == ",".join(str(each.pk) for each in products[1:])


def test_strangers_keep_nothing_and_cost_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert kept_products(asking(AnonymousUser())) == ""
        assert kept_products(RequestFactory().get("/vi/")) == ""
        assert kept_products(None) == ""
