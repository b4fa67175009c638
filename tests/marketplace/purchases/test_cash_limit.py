"""Who let two purchases in cash come back pays beforehand, for half a year."""

from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.purchases.cancellation import refuse_parcel
from marketplace.purchases.cash_limit import LOOKED_BACK, MOST_REFUSED, may_pay_in_cash
from marketplace.purchases.models import Purchase, Reversal
from marketplace.purchases.placement import CashClosed
from tests import factories
from tests.flows.sale import paid, place, ship

pytestmark = pytest.mark.django_db
MAIL, PHONE = "khach@example.vn", "+84912000111"


@pytest.fixture
def vase(producer):
    return factories.make_product(producer, price=100_000, stock=20, weight_g=100)


def refused(vase, owner, method="cash", phone="") -> Reversal:
    """A parcel of a purchase by MAIL that came back."""
    purchase = place([(vase, 1)], "cash") if method == "cash" else paid([(vase, 1)])
    Purchase.objects.filter(pk=purchase.pk).update(phone=phone)
    return refuse_parcel(parcel=ship(purchase.orders.get(), owner), by=owner)[0]


def test_the_second_purchase_that_came_back_closes_cash(vase, owner):
    for _each in range(MOST_REFUSED):
        assert may_pay_in_cash(MAIL, PHONE)
        refused(vase, owner)
    assert not may_pay_in_cash(MAIL, "")
    assert not may_pay_in_cash("KHACH@example.vn", "+84999999999")
    assert may_pay_in_cash("other@example.vn", "")
    with pytest.raises(CashClosed):
        place([(vase, 1)], "cash")
    assert place([(vase, 1)]).is_pending  # by transfer it stays open


def test_a_telephone_is_known_again_under_another_address(vase, owner):
    for _each in range(MOST_REFUSED):
        refused(vase, owner, phone=PHONE)
    assert not may_pay_in_cash("other@example.vn", PHONE)
    assert may_pay_in_cash("other@example.vn", "+84912000112")
    assert may_pay_in_cash("", "")


def test_who_gave_no_telephone_is_nobody_elses(vase, owner):
    for _each in range(MOST_REFUSED):
        refused(vase, owner)
    assert may_pay_in_cash("other@example.vn", "")


def test_parcels_of_one_purchase_count_once(vase, owner):
    other = factories.make_product(factories.make_producer("Lụa Vân"), price=50_000, weight_g=50)
    purchase = place([(vase, 1), (other, 1)], "cash")
    for order in purchase.orders.all():
        refuse_parcel(parcel=ship(order, owner), by=owner)
    assert may_pay_in_cash(MAIL, "")


def test_what_was_paid_before_does_not_count(vase, owner):
    for _each in range(MOST_REFUSED):
        refused(vase, owner, "vietqr")
    assert may_pay_in_cash(MAIL, "")


@pytest.mark.parametrize(("beyond", "is_open"), [(-1, False), (1, True)])
def test_after_half_a_year_cash_is_open_again(vase, owner, beyond, is_open):
    for _each in range(MOST_REFUSED):
        refused(vase, owner)
    first = Reversal.objects.order_by("pk").first()
    then = timezone.now() - LOOKED_BACK - timedelta(minutes=beyond)
    Reversal.objects.filter(pk=first.pk).update(at=then)
    assert may_pay_in_cash(MAIL, "") is is_open


def test_it_costs_one_query(vase, django_assert_num_queries):
    with django_assert_num_queries(1):
        may_pay_in_cash(MAIL, PHONE)
