"""Parcels write the chain by themselves: which lot left, arrived, came back; never to whom."""

import uuid

import pytest
from django.utils import timezone

from catalogue.origin.events import rules
from catalogue.origin.lots import services
from catalogue.origin.models import TraceEvent
from catalogue.origin.refusals import MassBalanceBroken
from marketplace.aftersale.returns import (
    accept_return,
    ask_return,
    decide_return,
    dispute_return,
    receive_return,
)
from marketplace.purchases.cancellation import refuse_parcel
from marketplace.purchases.models import ParcelLine
from marketplace.purchases.services import MoveRefused, confirm_order, deliver_parcel, ship_order
from tests import factories
from tests.flows import sale


@pytest.fixture(params=["plain", "variants"])
def product(request, producer):
    """A product, or one with sizes: its lots are its own."""
    made = factories.make_product(producer)
    return factories.make_variants(made) if request.param == "variants" else made


@pytest.fixture
def lot(product, owner):
    lot = services.open_lot(product=product, quantity=20, by=owner)
    return services.release_lot(lot=lot, by=owner)


def order_of(product, owner, quantity=2):
    order = sale.paid([(product, quantity)]).orders.get()
    confirm_order(order=order, by=owner)
    return order


def steps() -> list[tuple[str, str, int]]:
    rows = TraceEvent.objects.filter(source="market").order_by("pk")
    return [(row.biz_step, row.disposition, int(row.items.get().quantity)) for row in rows]


def test_parcel_tells_the_chain_when_it_leaves_and_arrives(product, owner, lot):
    parcel = ship_order(order=order_of(product, owner), by=owner)
    assert parcel.lines.get().lot == lot
    assert steps() == [("shipping", "in_transit", 2)]
    deliver_parcel(parcel=parcel, by=owner)
    deliver_parcel(parcel=parcel, by=owner)
    assert steps() == [("shipping", "in_transit", 2), ("retail_selling", "retail_sold", 2)]
    text = str(list(TraceEvent.objects.values()))
    for private in ("Nguyễn Lan", "khach@example.vn", "Hàng Bông", parcel.order.number):
        assert private not in text


def test_two_parcels_of_one_order_are_two_events(product, owner, lot):
    order = order_of(product, owner, quantity=3)
    line = order.lines.get()
    for quantity in (1, 1, 1):
        ship_order(order=order, by=owner, quantities=[(line, quantity)])
    assert steps() == [("shipping", "in_transit", 1)] * 3
    assert rules.balance_of(lot).left(lot) == 17


def test_refused_parcel_comes_back_into_the_balance(product, owner, lot):
    parcel = ship_order(order=order_of(product, owner), by=owner)
    refuse_parcel(parcel=parcel, by=owner)
    assert steps()[-1] == ("receiving", "returned", 2)
    assert rules.balance_of(lot).left(lot) == 20


def delivered(order, owner, *parcels):
    """Deliver (quantity, lot) parcels of an order with one line, and give that line."""
    line = order.lines.get()
    for quantity, lot in parcels:
        parcel = ship_order(
            order=order, by=owner, quantities=[(line, quantity)], lots={line.pk: lot}
        )
        deliver_parcel(parcel=parcel, by=owner)
    return line


def return_of(line, quantity, owner):
    claim = ask_return(
        order=line.order,
        token=uuid.uuid4(),
        reason="damaged",
        wish="refund",
        text="Lọ bị nứt.",
        quantities={line.pk: quantity},
        pictures=[],
        by=None,
    )
    accept_return(claim=claim, by=owner)
    return claim


def test_return_tells_the_chain_what_is_fit_to_sell_again(product, owner, lot):
    line = delivered(order_of(product, owner, quantity=3), owner, (3, lot))
    claim = return_of(line, 3, owner)
    for _ in range(2):
        receive_return(claim=claim, by=owner, fit={line.pk: 2})
    assert steps()[2:] == [("receiving", "returned", 2)]
    assert rules.balance_of(lot).left(lot) == 19
    claim.refresh_from_db()
    dispute_return(claim=claim, side="producer", text="Không phải lọ của tôi.", by=owner)
    decide_return(claim=claim, by=owner, outcome="send_back", text="Gửi lại.")
    receive_return(claim=claim, by=owner, fit={line.pk: 3})
    assert steps()[3:] == [("receiving", "returned", 1)]
    assert (rules.balance_of(lot).left(lot), sale.stock(product)[0]) == (20, 10)


def test_broken_goods_that_come_back_are_not_told(product, owner, lot):
    line = delivered(order_of(product, owner), owner, (2, lot))
    receive_return(claim=return_of(line, 2, owner), by=owner, fit={line.pk: 0})
    assert len(steps()) == 2


def test_return_of_goods_from_two_lots_names_neither(product, owner, lot):
    other = services.open_lot(product=product, quantity=20, by=owner)
    services.release_lot(lot=other, by=owner)
    line = delivered(order_of(product, owner, quantity=3), owner, (1, lot), (2, other))
    receive_return(claim=return_of(line, 1, owner), by=owner, fit={line.pk: 1})
    assert [step for step, _, _ in steps()] == ["shipping", "retail_selling"] * 2


def test_return_stays_unreceived_when_the_chain_refuses(product, owner, lot, monkeypatch):
    line = delivered(order_of(product, owner), owner, (2, lot))
    claim, before = return_of(line, 2, owner), sale.stock(product)

    def refuse(**_facts):
        raise MassBalanceBroken(lot=lot.number, held=1, claimed=2)

    monkeypatch.setattr(services, "record_return", refuse)
    with pytest.raises(MassBalanceBroken):
        receive_return(claim=claim, by=owner, fit={line.pk: 2})
    claim.refresh_from_db()
    assert (claim.state, sale.stock(product)) == ("approved", before)


def test_product_without_lots_ships_without_one(product, owner):
    parcel = ship_order(order=order_of(product, owner), by=owner)
    assert parcel.lines.get().lot is None
    assert not TraceEvent.objects.exists()


def test_lot_with_too_little_left_is_not_named(product, owner):
    small = services.open_lot(product=product, quantity=1, by=owner)
    services.release_lot(lot=small, by=owner)
    parcel = ship_order(order=order_of(product, owner), by=owner)
    assert parcel.lines.get().lot is None
    assert steps() == []


def test_goods_of_a_recalled_lot_never_ship(product, owner, lot):
    order = order_of(product, owner)
    services.recall_lot(lot=lot, reason="Chì", by=owner)
    with pytest.raises(MoveRefused):
        ship_order(order=order, by=owner)
    line = order.lines.get()
    lot.refresh_from_db()
    fresh = services.open_lot(product=product, quantity=20, by=owner)
    services.release_lot(lot=fresh, by=owner)
    with pytest.raises(MoveRefused):
        ship_order(order=order, by=owner, lots={line.pk: lot})
    other = factories.make_lot(factories.make_product())
    with pytest.raises(MoveRefused):
        ship_order(order=order, by=owner, lots={line.pk: other})
    assert not ParcelLine.objects.exists()
    assert ship_order(order=order, by=owner).lines.get().lot == fresh


def test_recall_after_the_parcel_left_lets_it_arrive(product, owner, lot):
    parcel = ship_order(order=order_of(product, owner), by=owner)
    services.recall_lot(lot=lot, reason="Chì", by=owner)
    deliver_parcel(parcel=parcel, by=owner)
    assert ("retail_selling", "retail_sold", 2) in steps()
    assert parcel.lines.get().lot.state == "recalled"


def test_shipping_is_noted_at_the_time_of_the_parcel(product, owner, lot):
    parcel = ship_order(order=order_of(product, owner), by=owner)
    event = TraceEvent.objects.get(biz_step="shipping")
    assert abs((event.event_time - parcel.shipped_at).total_seconds()) < 1
    assert event.place_name == product.producer.name
    assert event.event_time <= timezone.now()
