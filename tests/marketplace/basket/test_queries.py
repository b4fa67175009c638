"""How many items a basket holds, by one query or none, whosever it is."""

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.signing import Signer
from oscar.core.loading import get_model

from marketplace.basket.context import basket as basket_of
from marketplace.basket.queries import count_items
from tests import factories

pytestmark = pytest.mark.django_db
COOKIE = settings.OSCAR_BASKET_COOKIE_OPEN


def asked(rf, user=None, cookie: str = ""):
    request = rf.get("/")
    request.user = user or AnonymousUser()
    if cookie:
        request.COOKIES[COOKIE] = cookie
    return request


@pytest.fixture
def basket(db):
    return factories.make_basket(factories.make_product(), factories.make_product(), quantity=2)


def test_a_strangers_basket_is_counted_by_one_query(rf, basket, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert count_items(asked(rf, cookie=Signer().sign(basket.pk))) == 4


def test_without_a_cookie_nothing_is_asked(rf, basket, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert count_items(asked(rf)) == 0


@pytest.mark.parametrize("cookie", ["1", "x:y", "{pk}", "{pk}:forged", "::"])
def test_a_forged_cookie_counts_nothing(rf, basket, cookie, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert count_items(asked(rf, cookie=cookie.format(pk=basket.pk))) == 0


def test_a_signed_number_that_is_none_counts_nothing(rf):
    assert count_items(asked(rf, cookie=Signer().sign("x"))) == 0


def test_a_basket_of_somebody_is_not_opened_by_a_cookie(rf, basket, buyer, stranger):
    basket.owner = buyer
    basket.save()
    cookie = Signer().sign(basket.pk)
    assert count_items(asked(rf, cookie=cookie)) == 0
    assert count_items(asked(rf, user=stranger, cookie=cookie)) == 0
    assert count_items(asked(rf, user=buyer)) == 4


@pytest.mark.parametrize("status", ["Submitted", "Frozen", "Saved"])
def test_only_an_open_basket_counts(rf, basket, buyer, status):
    cookie = Signer().sign(basket.pk)
    get_model("basket", "Basket").objects.filter(pk=basket.pk).update(status=status)
    assert count_items(asked(rf, cookie=cookie)) == 0


def test_templates_count_only_when_they_show_it(rf, basket, django_assert_num_queries):
    request = asked(rf, cookie=Signer().sign(basket.pk))
    with django_assert_num_queries(0):
        told = basket_of(request)
    with django_assert_num_queries(1):
        assert [told["basket_count"] == 4, told["basket_count"] == 4] == [True, True]
