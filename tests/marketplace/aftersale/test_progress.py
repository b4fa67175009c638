"""How far an order is: each step with its day, the next one marked, an end said as such."""

from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.aftersale.cash import deliver
from marketplace.aftersale.progress import JUST_BOUGHT, headline
from marketplace.aftersale.queries import OrderAfter, orders_after
from marketplace.aftersale.takeback import cancel_order
from marketplace.purchases.models import Purchase
from marketplace.purchases.services import cancel_unpaid, confirm_order, expire_purchase
from tests import factories, visits
from tests.flows.sale import arrived, paid, place, ship

pytestmark = pytest.mark.django_db


@pytest.fixture
def vase(producer):
    return factories.make_product(producer, price=100_000, stock=20, weight_g=100)


def only(purchase) -> OrderAfter:
    purchase = Purchase.objects.get(pk=purchase.pk)
    [after] = orders_after(purchase)
    return after


def done(purchase) -> list[bool]:
    return [step.is_done for step in only(purchase).steps]


def waited_for(purchase) -> list[str]:
    return [step.name for step in only(purchase).steps if step.is_next]


def test_steps_are_done_one_by_one_and_the_next_is_marked(vase, owner):
    purchase = place([(vase, 2)])
    assert done(purchase) == [True, False, False, False, False]
    assert waited_for(purchase) == ["Đã thanh toán"]
    purchase = paid([(vase, 2)])
    assert waited_for(purchase) == ["Nhà sản xuất đã xác nhận"]
    order = purchase.orders.get()
    confirm_order(order=order, by=owner)
    assert waited_for(purchase) == ["Đã giao cho vận chuyển"]
    parcel = ship(order, owner)
    assert waited_for(purchase) == ["Đã giao"]
    deliver(parcel=parcel, by=owner)
    assert done(purchase) == [True] * 5
    assert waited_for(purchase) == []
    parcel.refresh_from_db()
    purchase.refresh_from_db()
    order.refresh_from_db()
    assert [step.at for step in only(purchase).steps] == [
        purchase.placed_at,
        purchase.paid_at,
        order.confirmed_at,
        parcel.shipped_at,
        parcel.delivered_at,
    ]


def test_what_left_in_part_says_how_much_of_it(vase, owner):
    purchase = paid([(vase, 3)])
    order = purchase.orders.get()
    parcel = ship(order, owner, [(order.lines.get(), 2)])
    sent = only(purchase).steps[3]
    assert (sent.note, sent.is_done, sent.is_next) == ("2/3 món", False, True)
    deliver(parcel=parcel, by=owner)
    assert waited_for(purchase) == ["Đã giao cho vận chuyển"]


def test_in_cash_is_paid_when_it_arrives(vase, owner):
    purchase = place([(vase, 1)], "cash")
    assert waited_for(purchase) == ["Nhà sản xuất đã xác nhận"]
    assert [step.name for step in only(purchase).steps][-1] == "Đã giao, đã trả tiền mặt"
    parcel = ship(purchase.orders.get(), owner)
    assert only(purchase).cash == {parcel.pk: purchase.total}
    deliver(parcel=parcel, by=owner)
    assert done(purchase) == [True] * 4
    assert only(purchase).cash == {}


def test_what_is_paid_asks_nothing_at_the_door(vase, owner):
    purchase = paid([(vase, 1)])
    ship(purchase.orders.get(), owner)
    assert only(purchase).cash == {}


def test_an_order_that_is_cancelled_ends_there(vase, owner):
    purchase = paid([(vase, 1)])
    order = purchase.orders.get()
    cancel_order(order=order, key="k", side="buyer", reason="other", by=None)
    *before, last = only(purchase).steps
    assert [step.name for step in before] == ["Đã đặt", "Đã thanh toán"]
    assert (last.name, last.is_end, last.is_done) == ("Đã hủy", True, False)
    assert last.at == order.reversals.get().at


ENDS = {
    "expired": lambda purchase: expire_purchase(purchase.pk),
    "cancelled": lambda purchase: cancel_unpaid(purchase=purchase, by=None),
}


@pytest.mark.parametrize("end", ENDS)
def test_a_purchase_that_nobody_paid_ends_on_a_day(vase, end):
    purchase = place([(vase, 1)])
    assert ENDS[end](purchase)
    event = purchase.events.get(code=end)
    last = only(purchase).steps[-1]
    assert (last.is_end, last.at) == (True, event.at)


def test_a_visit_is_paid_booked_and_takes_place():
    booking = visits.booked(visits.make_session(capacity=5))
    purchase = booking.order.purchase
    steps = only(purchase).steps
    assert [step.name for step in steps] == ["Đã đặt", "Đã thanh toán", "Đã đặt chỗ", "Đã diễn ra"]
    assert [step.is_done for step in steps] == [True, True, True, False]


def titled(purchase) -> str:
    purchase = Purchase.objects.get(pk=purchase.pk)
    return headline(purchase, purchase.orders.all())


def long_ago(purchase, by=JUST_BOUGHT) -> None:
    then = timezone.now() - by
    rows = Purchase.objects.filter(pk=purchase.pk)
    rows.update(placed_at=then, paid_at=then if purchase.paid_at else None)


def test_a_purchase_thanks_for_an_hour_and_then_says_how_it_stands(vase, owner):
    purchase = paid([(vase, 1)])
    long_ago(purchase, JUST_BOUGHT - timedelta(minutes=1))
    assert titled(purchase) == "Cảm ơn bạn. Đơn đã được nhận."
    long_ago(purchase)
    assert titled(purchase) == "Chờ nhà sản xuất"
    deliver(parcel=ship(purchase.orders.get(), owner), by=owner)
    assert titled(purchase) == "Đã giao"


def test_orders_that_stand_differently_are_under_way(vase, owner):
    other = factories.make_product(factories.make_producer("Lụa Vân"), price=50_000, weight_g=50)
    assert titled(arrived([(vase, 1)], owner)) == "Đã giao"
    two = paid([(vase, 1), (other, 1)])
    assert titled(two) == "Cảm ơn bạn. Đơn đã được nhận."
    ship(two.orders.get(producer=vase.producer), owner)
    assert titled(two) == "Đơn hàng đang được thực hiện"


def test_a_purchase_that_ended_or_waits_says_so(vase):
    purchase = place([(vase, 1)])
    assert titled(purchase) == "Chờ bạn thanh toán"
    expire_purchase(purchase.pk)
    assert titled(purchase) == "Quá hạn thanh toán"


def test_a_purchase_of_which_nothing_is_left_is_cancelled(vase):
    purchase = paid([(vase, 1)])
    cancel_order(order=purchase.orders.get(), key="k", side="buyer", reason="other", by=None)
    assert titled(purchase) == "Đã hủy"
