"""What is left to pack, and what stands on each parcel to be collected."""

import pytest
from oscar.core.loading import get_model

from marketplace.aftersale.cash import refuse
from marketplace.aftersale.takeback import cancel_order
from marketplace.purchases.models import Parcel
from marketplace.purchases.packing import cash_for, cash_of, left_of, weight_of, with_goods
from marketplace.purchases.services import left_to_send
from tests import factories
from tests.flows.sale import paid, place, ship

pytestmark = pytest.mark.django_db


def read(order):
    return with_goods(get_model("order", "Order").objects.filter(pk=order.pk)).get()


def asked_under_lock(order) -> dict[int, int]:
    return {pk: rest for pk, (_line, rest) in left_to_send(order).items() if rest}


@pytest.fixture
def order(product):
    other = factories.make_product(product.producer)
    made = place([(product, 3), (other, 1)], "cash").orders.get()
    type(made).objects.filter(pk=made.pk).update(shipping_incl_tax=22_000)
    made.refresh_from_db()
    return made


def test_what_is_left_is_what_the_services_would_send(order, owner):
    vases, other = order.lines.order_by("pk")
    assert left_of(read(order)) == {vases.pk: 3, other.pk: 1} == asked_under_lock(order)
    ship(order, owner, quantities=[(vases, 2)])
    assert left_of(read(order)) == {vases.pk: 1, other.pk: 1} == asked_under_lock(order)
    cancel_order(
        order=order, key="c", side="producer", reason="sold_out", by=owner,
        quantities=[(other.pk, 1)],
    )  # fmt: skip
    assert left_of(read(order)) == {vases.pk: 1} == asked_under_lock(order)
    ship(order, owner)
    assert left_of(read(order)) == {} == asked_under_lock(order)


def test_what_came_back_undelivered_is_not_to_be_packed_again(order, owner):
    vases, other = order.lines.order_by("pk")
    refuse(parcel=ship(order, owner, quantities=[(vases, 2)]), by=owner)
    assert left_of(read(order)) == {vases.pk: 1, other.pk: 1} == asked_under_lock(order)


def test_cash_of_what_is_cancelled_and_came_back_is_asked_of_nobody(order, owner):
    """All that is collected and all that was taken back are the order, to the dong."""
    vases, other = order.lines.order_by("pk")
    get_model("order", "Line").objects.filter(pk=vases.pk).update(line_price_incl_tax=100_000)
    ship(order, owner, quantities=[(vases, 1)])
    cancel_order(
        order=order, key="c", side="producer", reason="sold_out", by=owner,
        quantities=[(vases.pk, 1)],
    )  # fmt: skip
    refuse(parcel=order.parcels.get(), by=owner)
    last = ship(order, owner)
    found = read(order)
    goods = 100_000 + int(other.line_price_incl_tax)
    taken_back = sum(each.total for each in found.reversals.all())
    assert cash_of(found, last) == goods + 22_000 - taken_back


def test_parcels_share_the_order_s_cash_to_the_dong(order, owner):
    vases, other = order.lines.order_by("pk")
    get_model("order", "Line").objects.filter(pk=vases.pk).update(line_price_incl_tax=100_000)
    order.refresh_from_db()
    delivery = int(order.shipping_incl_tax)
    assert cash_for(read(order), {vases.pk: 2}) == 66_666 + delivery
    first = ship(order, owner, quantities=[(vases, 2)])
    rest = 33_334 + int(other.line_price_incl_tax)
    assert cash_for(read(order), {vases.pk: 1, other.pk: 1}) == rest
    second = ship(order, owner)
    found = read(order)
    assert [cash_of(found, each) for each in found.parcels.all()] == [66_666 + delivery, rest]
    Parcel.objects.filter(pk=second.pk).update(state=Parcel.State.DELIVERED)
    assert cash_of(read(order), first) == 66_666 + delivery
    assert cash_of(read(order), second) == rest


def test_a_parcel_that_came_back_leaves_the_delivery_to_the_next(order, owner):
    vases, _other = order.lines.order_by("pk")
    first = ship(order, owner, quantities=[(vases, 2)])
    assert cash_for(read(order), {vases.pk: 1}) == int(vases.line_price_incl_tax) // 3
    Parcel.objects.filter(pk=first.pk).update(state=Parcel.State.FAILED)
    delivery = int(order.shipping_incl_tax)
    assert cash_for(read(order), {vases.pk: 1}) == int(vases.line_price_incl_tax) // 3 + delivery


def test_nothing_is_collected_for_what_is_paid(product, owner):
    order = paid([(product, 2)]).orders.get()
    line = order.lines.get()
    assert cash_for(read(order), {line.pk: 2}) == 0
    parcel = ship(order, owner)
    assert cash_of(read(order), parcel) == 0


def test_a_weight_is_told_only_where_every_product_says_its_own(order, product):
    vases, other = order.lines.order_by("pk")
    type(product).objects.update(weight_g=400)
    assert weight_of(read(order), {vases.pk: 2, other.pk: 1}) == 1200
    type(product).objects.filter(pk=product.pk).update(weight_g=0)
    assert weight_of(read(order), {vases.pk: 2, other.pk: 1}) == 0
    assert weight_of(read(order), {other.pk: 1}) == 400


def test_orders_are_read_with_all_of_it_at_once(product, owner, django_assert_num_queries):
    for _each in range(2):
        ship(place([(product, 2)], "cash").orders.get(), owner)
    rows = with_goods(get_model("order", "Order").objects.select_related("purchase"))
    with django_assert_num_queries(5):
        for order in rows:
            left_of(order)
            cash_for(order, {})
            weight_of(order, {})
