"""Which lot travels with which line, and which chain is told that it came back."""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from catalogue.origin.events import rules
from catalogue.origin.lots import services as origin
from catalogue.origin.models import TraceEvent
from catalogue.origin.refusals import LotRecalled
from marketplace.purchases import parcel_lots
from marketplace.purchases.parcel_lots import (
    LotIsRecalled,
    LotIsShort,
    by_lot,
    is_recalled,
    lots_for,
    recalled_lines,
    tell_left,
    tell_sent_back,
)
from marketplace.purchases.services import MoveRefused, confirm_order, deliver_parcel, ship_order
from tests import factories
from tests.flows.sale import paid

pytestmark = pytest.mark.django_db


def a_lot(product, owner, quantity=20, **fields):
    lot = origin.open_lot(product=product, quantity=quantity, by=owner, **fields)
    return origin.release_lot(lot=lot, by=owner)


@pytest.fixture
def lot(product, owner):
    return a_lot(product, owner)


def line_of(pk: int, product) -> SimpleNamespace:
    return SimpleNamespace(pk=pk, product=product, product_id=product and product.pk)


def order_of(product, owner, quantity=2):
    order = paid([(product, quantity)]).orders.get()
    confirm_order(order=order, by=owner)
    return order


def delivered(order, owner, *parcels):
    """Deliver (quantity, lot) parcels of an order with one line; give that line."""
    line = order.lines.get()
    for quantity, lot in parcels:
        lots = {line.pk: lot} if lot else None
        parcel = ship_order(order=order, by=owner, quantities=[(line, quantity)], lots=lots)
        deliver_parcel(parcel=parcel, by=owner)
    return line


def test_lines_of_one_product_share_what_is_left_of_its_lots(product, owner):
    """Of 3 and then 2 units the second fits the lot of 5 only together: 4 would refuse it."""
    small = a_lot(product, owner, 4, number="NHO")
    lines = [(line_of(1, product), 3), (line_of(2, product), 2)]
    assert lots_for(lines) == {1: small}
    big = a_lot(product, owner, 5, number="TO")
    assert lots_for(lines) == {1: small, 2: big}
    assert lots_for(lines[::-1]) == {1: small, 2: big}  # by product and line, not as they come


@pytest.mark.parametrize(("there", "found"), [(4, False), (5, True), (6, True)])
def test_lot_is_chosen_when_it_has_enough_for_both(product, owner, there, found):
    lot = a_lot(product, owner, there)
    lines = [(line_of(1, product), 3), (line_of(2, product), 2)]
    assert lots_for(lines) == ({1: lot, 2: lot} if found else {1: lot})


def test_chosen_lot_counts_for_the_next_line_too(product, owner, lot):
    lines = [(line_of(1, product), 15), (line_of(2, product), 6)]
    assert lots_for(lines, {1: lot}) == {1: lot}
    assert lots_for([(line_of(1, product), 14), lines[1]], {1: lot}) == {1: lot, 2: lot}


def test_products_do_not_share_lots(product, owner, lot):
    other = factories.make_product(product.producer)
    of_other = a_lot(other, owner, 20)
    lines = [(line_of(1, product), 15), (line_of(2, other), 15)]
    assert lots_for(lines) == {1: lot, 2: of_other}


def test_line_of_a_deleted_product_has_no_lot(product, lot):
    lines = [(line_of(1, None), 2), (line_of(2, product), 2)]
    assert lots_for(lines) == {2: lot}
    assert lots_for([(line_of(1, None), 2)], {1: lot}) == {}


def test_product_without_lots_has_none_and_may_leave(product):
    assert lots_for([(line_of(1, product), 2)]) == {}


def test_recalled_lot_stays_whoever_chose_it(product, owner, lot):
    origin.recall_lot(lot=lot, reason="Chì", by=owner)
    lot.refresh_from_db()
    lines = [(line_of(1, product), 2)]
    with pytest.raises(LotIsRecalled, match=lot.number) as refusal:
        lots_for(lines, {1: lot})
    assert refusal.value.code == "recalled"
    with pytest.raises(LotIsRecalled, match=str(product)):
        lots_for(lines)
    fresh = a_lot(product, owner, 20, number="MOI")
    assert lots_for(lines) == {1: fresh}
    assert lots_for(lines, {1: fresh}) == {1: fresh}


def test_released_lot_with_too_little_is_no_recall(product, owner, lot):
    """A recalled lot beside a small one that stands: goods without a lot may leave."""
    origin.recall_lot(lot=lot, reason="Chì", by=owner)
    a_lot(product, owner, 1, number="NHO")
    assert lots_for([(line_of(1, product), 2)]) == {}


def test_lot_of_another_product_stays(product, owner, lot):
    other = a_lot(factories.make_product(product.producer), owner)
    with pytest.raises(LotIsRecalled, match=other.number):
        lots_for([(line_of(1, product), 2)], {1: other})


def test_quantities_add_up_by_lot(product, owner, lot):
    other = a_lot(product, owner, 20, number="HAI")
    pairs = [(lot, 2), (None, 9), (other, 3), (lot, 4)]
    assert by_lot(pairs) == [(lot, 6), (other, 3)]
    assert by_lot([(None, 1)]) == []


def test_only_goods_of_a_recalled_lot_are_recalled(product, owner, lot):
    assert (is_recalled(None), is_recalled(lot)) == (False, False)
    origin.recall_lot(lot=lot, reason="Chì", by=owner)
    lot.refresh_from_db()
    assert is_recalled(lot)


def test_lines_of_a_recalled_lot_are_named(product, owner, lot):
    first = delivered(order_of(product, owner), owner, (2, lot))
    fresh = a_lot(product, owner, 20, number="MOI")
    second = delivered(order_of(product, owner), owner, (2, fresh))
    assert recalled_lines([first.pk, second.pk]) == set()
    origin.recall_lot(lot=lot, reason="Chì", by=owner)
    assert recalled_lines([first.pk, second.pk]) == {first.pk}
    assert recalled_lines([second.pk]) == set()


def test_lot_that_is_short_or_recalled_since_says_which(product, owner, lot, monkeypatch):
    with pytest.raises(LotIsShort) as refusal:
        tell_left([(lot, 21)], "parcel-1", timezone.now())
    assert refusal.value.code == "too little"
    tell_left([(lot, 20)], "parcel-1", timezone.now())

    def recalled(**_facts):
        raise LotRecalled(lot=lot.number)

    monkeypatch.setattr(parcel_lots.origin, "record_shipment", recalled)
    with pytest.raises(LotIsRecalled) as refusal:
        tell_left([(lot, 1)], "parcel-2", timezone.now())
    assert refusal.value.code == "recalled"


@pytest.mark.parametrize(("units", "sent"), [(20, True), (21, False)])
def test_parcel_takes_no_more_than_is_left_of_the_lot_chosen(product, owner, lot, units, sent):
    product.stockrecords.update(num_in_stock=100)
    order = order_of(product, owner, units)
    lots = {order.lines.get().pk: lot}
    if sent:
        ship_order(order=order, by=owner, lots=lots)
        assert rules.balance_of(lot).left(lot) == 0
        return
    with pytest.raises(MoveRefused, match="too little"):
        ship_order(order=order, by=owner, lots=lots)
    assert not order.parcels.exists()
    assert product.stockrecords.get().num_in_stock == 100


def returns() -> list[tuple[str, int]]:
    rows = TraceEvent.objects.filter(source="market", disposition="returned").order_by("pk")
    return [(row.lot.number, int(row.items.get().quantity)) for row in rows]


def test_chain_of_the_one_lot_that_was_sent_is_told_of_what_came_back(product, owner, lot):
    line = delivered(order_of(product, owner, 3), owner, (2, lot), (1, lot))
    tell_sent_back({line.pk: 2}, "return-1", timezone.now())
    assert returns() == [(lot.number, 2)]


def test_nobody_knows_of_which_of_two_lots_it_is(product, owner, lot):
    other = a_lot(product, owner, 20, number="HAI")
    line = delivered(order_of(product, owner, 3), owner, (2, lot), (1, other))
    tell_sent_back({line.pk: 2}, "return-1", timezone.now())
    assert returns() == []


def test_what_was_sent_in_exchange_counts_among_the_lots(product, owner, lot):
    other = a_lot(product, owner, 20, number="HAI")
    line = delivered(order_of(product, owner, 2), owner, (2, lot))
    now = timezone.now()
    tell_sent_back({line.pk: 1}, "return-1", now, exchanged=[(line.pk, other)])
    tell_sent_back({line.pk: 1}, "return-2", now, exchanged=[(line.pk, None)])
    assert returns() == []
    tell_sent_back({line.pk: 1}, "return-3", now, exchanged=[(line.pk, lot), (0, other)])
    assert returns() == [(lot.number, 1)]


def test_what_was_sent_but_did_not_arrive_is_not_told(product, owner, lot):
    order = order_of(product, owner, 2)
    ship_order(order=order, by=owner)
    tell_sent_back({order.lines.get().pk: 1}, "return-1", timezone.now())
    assert returns() == []


def test_line_of_which_nothing_came_back_is_not_told(product, owner, lot):
    line = delivered(order_of(product, owner, 2), owner, (2, lot))
    tell_sent_back({line.pk: 0}, "return-1", timezone.now())
    assert returns() == []
