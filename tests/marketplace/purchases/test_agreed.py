"""Prices that were agreed on replace the shelf's and the rates' in one maker's package."""

import pytest

from marketplace.purchases.agreed import Agreed, price_as_agreed
from marketplace.purchases.packages import Destination, split_basket
from marketplace.shipping.models import DeliveryRate
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def vase(producer):
    return factories.make_product(producer, price=250_000, stock=5)


def agreed_split(vase, destination=None, **agreed):
    split = split_basket(factories.make_basket(vase, quantity=3), destination or Destination())
    (line,) = split.packages[0].lines
    price_as_agreed(split, Agreed(**{"prices": {line.key: 80_001}, "delivery": 7_000} | agreed))
    return split


def test_the_sums_are_those_agreed_on(vase):
    split = agreed_split(vase)
    (line,) = split.packages[0].lines
    assert (line.unit_price, line.total, line.to_pay) == (80_001, 240_003, 240_003)
    assert (split.goods, split.delivery, split.total) == (240_003, 7_000, 247_003)


def test_days_are_the_rate_s_where_there_is_one(vase):
    known = split_basket(factories.make_basket(vase), Destination()).packages[0].days
    assert agreed_split(vase).packages[0].days == known
    DeliveryRate.objects.all().delete()
    split = agreed_split(vase)
    assert (split.packages[0].days, split.is_deliverable, split.delivery) == ((0, 0), True, 7_000)


def test_how_far_goods_travel_is_not_agreed_on(vase):
    vase.delivery_reach = 1
    vase.save()
    assert not agreed_split(vase, Destination("VN", "79")).is_deliverable


def test_goods_that_are_not_sent_cost_the_delivery_that_was_agreed(vase):
    """Else the sum would be another than the one both have read."""
    vase.needs_delivery = False
    vase.save()
    assert agreed_split(vase).total == 247_003
    free = agreed_split(vase, delivery=0)
    assert (free.packages[0].quote, free.total) == (None, 240_003)


def test_two_makers_agree_on_nothing_together(vase):
    split = split_basket(factories.make_basket(vase, factories.make_product()))
    with pytest.raises(ValueError, match="too many values"):
        price_as_agreed(split, Agreed(prices={}, delivery=0))


def test_a_line_without_a_price_is_a_fault(vase):
    with pytest.raises(KeyError):
        agreed_split(vase, prices={})
