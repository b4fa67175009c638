"""What a producer may do with an order and when: only paid ones, and no more than is left."""

import pytest
from django.urls import reverse

from marketplace.aftersale.cash import deliver
from marketplace.purchases.models import Parcel, PurchaseEvent
from marketplace.purchases.services import (
    MoreThanLeft,
    MoveRefused,
    confirm_order,
    deliver_parcel,
    ship_order,
)
from tests import factories
from tests.flows.sale import arrived, paid, place

pytestmark = pytest.mark.django_db
MOVED_ON = "Đơn này đã chuyển bước; không có gì thay đổi."


@pytest.fixture
def vase(product):
    return product


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def steps_of(order) -> list[str]:
    return list(PurchaseEvent.objects.filter(order=order).values_list("code", flat=True))


def test_unpaid_order_is_neither_confirmed_nor_sent(vase, owner):
    order = place([(vase, 1)]).orders.get()
    with pytest.raises(MoveRefused, match="pending"):
        confirm_order(order=order, by=owner)
    with pytest.raises(MoveRefused, match="pending"):
        ship_order(order=order, by=owner)
    order.refresh_from_db()
    assert (order.status, order.confirmed_at, steps_of(order)) == ("pending", None, [])
    assert not Parcel.objects.exists()


def test_unpaid_order_is_not_there_for_its_producer(client, vase, owner):
    order = place([(vase, 1)]).orders.get()
    client.force_login(owner)
    for move in ("confirm", "ship", "deliver"):
        assert client.post(reverse("sell:order-move", args=[order.number, move])).status_code == 404
    order.refresh_from_db()
    assert order.is_pending


def test_paid_order_is_confirmed_once(vase, owner):
    order = paid([(vase, 1)]).orders.get()
    for _twice in range(2):
        confirm_order(order=order, by=owner)
    order.refresh_from_db()
    assert (order.status, steps_of(order)) == ("confirmed", ["confirmed"])
    assert set(order.lines.values_list("status", flat=True)) == {"confirmed"}


def test_order_is_not_sent_before_it_is_confirmed(client, vase, owner):
    order = paid([(vase, 1)]).orders.get()
    client.force_login(owner)
    response = client.post(reverse("sell:order-move", args=[order.number, "ship"]), follow=True)
    assert said(response) == [MOVED_ON]
    order.refresh_from_db()
    assert (order.status, order.parcels.count()) == ("placed", 0)


def test_what_arrived_is_not_confirmed_again(client, vase, owner):
    order = arrived([(vase, 1)], owner).orders.get()
    client.force_login(owner)
    response = client.post(reverse("sell:order-move", args=[order.number, "confirm"]), follow=True)
    assert said(response) == [MOVED_ON]
    order.refresh_from_db()
    assert order.is_delivered


@pytest.mark.parametrize("wanted", [[4], [0], [-1], [2, 2], [], None])
def test_parcel_holds_no_more_than_is_left(vase, owner, wanted):
    """Three were bought; a line that is named twice counts twice, a foreign one not at all."""
    order = paid([(vase, 3)]).orders.get()
    foreign = paid([(factories.make_product(vase.producer, price=50_000), 1)]).orders.get()
    confirm_order(order=order, by=owner)
    line = order.lines.get()
    quantities = [(foreign.lines.get(), 1)] if wanted is None else [(line, n) for n in wanted]
    with pytest.raises(MoreThanLeft):
        ship_order(order=order, by=owner, quantities=quantities)
    order.refresh_from_db()
    assert (order.status, order.parcels.count()) == ("confirmed", 0)


def test_parcels_one_after_the_other_hold_what_was_bought(vase, owner):
    order = paid([(vase, 3)]).orders.get()
    confirm_order(order=order, by=owner)
    line = order.lines.get()
    ship_order(order=order, by=owner, quantities=[(line, 1), (line, 1)])
    with pytest.raises(MoreThanLeft):
        ship_order(order=order, by=owner, quantities=[(line, 2)])
    order.refresh_from_db()
    assert order.is_confirmed
    ship_order(order=order, by=owner, quantities=[(line, 1)])
    order.refresh_from_db()
    assert order.is_shipped
    sent = order.parcels.order_by("pk").values_list("lines__quantity", flat=True)
    assert list(sent) == [2, 1]
    with pytest.raises(MoveRefused, match="shipped"):
        ship_order(order=order, by=owner)


def test_producer_who_sends_twice_reads_that_nothing_was_changed(client, vase, owner):
    order = paid([(vase, 2)]).orders.get()
    confirm_order(order=order, by=owner)
    client.force_login(owner)
    address = reverse("sell:order-move", args=[order.number, "ship"])
    client.post(address, {"carrier": "GHN"}, follow=True)
    assert said(client.post(address, {"carrier": "GHN"}, follow=True)) == [MOVED_ON]
    assert order.parcels.count() == 1


def test_parcel_that_came_back_is_not_delivered(vase, owner):
    order = arrived([(vase, 1)], owner).orders.get()
    parcel = order.parcels.get()
    deliver(parcel=parcel, by=owner)  # again: nothing changes
    Parcel.objects.filter(pk=parcel.pk).update(state=Parcel.State.FAILED)
    with pytest.raises(MoveRefused, match="failed"):
        deliver_parcel(parcel=parcel, by=owner)
