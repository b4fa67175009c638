"""A gift: paid beforehand, for a day on which it can be there, its words kept."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from marketplace.purchases.gifts import DAYS_AHEAD, Gift, gift_days, may_be_wished
from marketplace.purchases.models import Purchase
from marketplace.purchases.packages import Package, Split, split_basket
from marketplace.purchases.placement import GiftDayRefused, GiftPaidBefore
from tests import factories, visits
from tests.flows.sale import place

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 29)


@pytest.fixture
def vase(producer):
    return factories.make_product(producer, price=100_000, stock=20, weight_g=100)


def days_of(vase) -> tuple[date, date]:
    """The days that a gift of a vase has from today."""
    purchase = place([(vase, 1)])
    split = split_basket(purchase.basket)
    return gift_days(split, timezone.localdate())


def test_words_and_day_are_kept(vase):
    first, last = days_of(vase)
    for day in (first, last, None):
        gift = Gift(sender="Lan", message="Chúc mừng năm mới", day=day)
        purchase = Purchase.objects.get(pk=place([(vase, 1)], gift=gift).pk)
        assert purchase.is_gift
        assert (purchase.gift_sender, purchase.gift_message) == ("Lan", "Chúc mừng năm mới")
        assert purchase.gift_day == day


def test_what_is_no_gift_has_none_of_it(vase):
    purchase = place([(vase, 1)])
    assert (purchase.is_gift, purchase.gift_day) == (False, None)
    assert purchase.gift_sender == purchase.gift_message == ""


def test_a_gift_is_not_paid_at_the_door(vase):
    with pytest.raises(GiftPaidBefore):
        place([(vase, 1)], "cash", gift=Gift())
    assert not Purchase.objects.exists()


@pytest.mark.parametrize("beside", [("first", -1), ("last", 1)])
def test_a_gift_is_refused_for_a_day_on_which_it_cannot_be_there(vase, beside):
    days = dict(zip(("first", "last"), days_of(vase), strict=True))
    which, off = beside
    with pytest.raises(GiftDayRefused):
        place([(vase, 1)], gift=Gift(day=days[which] + timedelta(days=off)))


def test_first_day_is_when_the_slowest_package_is_there(vase):
    slow = factories.make_producer("Lụa Vân")
    shawl = factories.make_product(slow, price=50_000, made_to_order=True, lead_days=9)
    alone, both = place([(vase, 1)]), place([(vase, 1), (shawl, 1)])
    first, last = gift_days(split_basket(alone.basket), TODAY)
    [package] = split_basket(alone.basket).packages
    assert first == TODAY + timedelta(days=package.days[1])
    assert last == first + timedelta(days=DAYS_AHEAD)
    later, _last = gift_days(split_basket(both.basket), TODAY)
    assert later >= TODAY + timedelta(days=9 + 1) > first


def test_nothing_that_is_sent_has_no_day():
    session = visits.make_session(capacity=5)
    purchase = visits.place(session)
    assert gift_days(split_basket(purchase.basket), TODAY) is None
    assert gift_days(Split([Package(session.visit.producer)]), TODAY) is None
    assert may_be_wished(None, None)
    assert not may_be_wished(TODAY, None)
