"""Each unit of a line is counted once, whatever becomes of it, and all of them are the price."""

import random

import pytest

from marketplace.aftersale.cash import deliver, refuse
from marketplace.aftersale.models import CashCollection
from marketplace.aftersale.takeback import cancel_order, give_back
from marketplace.ledger.models import Entry
from marketplace.order.models import Order
from marketplace.purchases.cancellation import write_reversal
from marketplace.purchases.models import Parcel, Reversal
from marketplace.purchases.packing import cash_for, cash_of, left_of
from marketplace.purchases.worth import (
    delivery_due,
    worth_if_cancelled,
    worth_if_returned,
    worth_of_parcel,
)
from tests import factories
from tests.flows.sale import paid, place, ship

pytestmark = pytest.mark.django_db


@pytest.fixture
def vase(producer):
    return factories.make_product(producer, price=100_000, stock=40, weight_g=100)


def ordered(vase, method: str = "cash"):
    """3 vases for 100 000 dong and delivery, and their line."""
    factories.make_voucher("LE", amount=200_000)
    if method == "cash":
        order = place([(vase, 3)], "cash", codes=["LE"]).orders.get()
    else:
        order = paid([(vase, 3)], codes=["LE"]).orders.get()
    return order, order.lines.get()


def cancel(order, line, units: int, key: str = "c") -> Reversal:
    return cancel_order(
        order=order, key=key, side="producer", reason="sold_out", by=None,
        quantities=[(line.pk, units)],
    )  # fmt: skip


def returned(order, units: dict, key: str = "r") -> Reversal:
    """Write down a return as it is worth, and give it back."""
    reversal = write_reversal(
        order=order, quantities=units, amounts=worth_if_returned(order, units), key=key,
        cause="returned", side="staff", reason="other",
    )  # fmt: skip
    give_back(reversal)
    return reversal


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def balance(order) -> int:
    entries = Entry.objects.filter(account__key=f"buyer:{order.purchase.number}")
    return sum(entries.values_list("amount", flat=True))


def test_a_parcel_that_comes_back_gives_what_its_label_asked(vase, owner):
    order, line = ordered(vase)
    first, second = ship(order, owner, [(line, 2)]), ship(order, owner, [(line, 1)])
    assert (cash_of(order, first), cash_of(order, second)) == (66_666 + 22_000, 33_334)
    deliver(parcel=second, by=owner)
    back = refuse(parcel=first, by=owner)
    assert (back.goods, back.delivery) == (66_666, 22_000)  # nobody is left to ask for it
    assert CashCollection.objects.get().amount == 33_334
    assert balance(order) == 0


def test_the_next_parcel_asks_for_the_delivery_of_one_that_came_back(vase, owner):
    order, line = ordered(vase)
    back = refuse(parcel=ship(order, owner, [(line, 1)]), by=owner)
    assert (back.goods, back.delivery) == (33_333, 0)
    assert cash_for(fresh(order), {line.pk: 1}) == 33_333 + 22_000
    second, third = ship(order, owner, [(line, 1)]), ship(order, owner, [(line, 1)])
    assert (second.delivery, third.delivery) == (22_000, 0)
    assert (cash_of(order, second), cash_of(order, third)) == (33_333 + 22_000, 33_334)


@pytest.mark.parametrize("arrives", [True, False])
def test_delivery_falls_away_with_the_last_that_could_ask_for_it(vase, owner, arrives):
    order, line = ordered(vase)
    first, second = ship(order, owner, [(line, 1)]), ship(order, owner, [(line, 1)])
    refuse(parcel=first, by=owner)
    (deliver if arrives else refuse)(parcel=second, by=owner)
    assert delivery_due(fresh(order)) == 22_000
    last = cancel(order, line, 1)
    assert (last.goods, last.delivery) == (33_334, 22_000)
    assert balance(order) == 0


def test_delivery_that_a_parcel_asks_for_does_not_fall_away(vase, owner):
    order, line = ordered(vase)
    parcel = ship(order, owner, [(line, 2)])
    assert cancel(order, line, 1).delivery == 0
    deliver(parcel=parcel, by=owner)
    assert (CashCollection.objects.get().amount, balance(order)) == (66_666 + 22_000, 0)


def test_what_is_paid_asks_for_no_delivery_again(vase, owner):
    order, line = ordered(vase, "vietqr")
    parcel = ship(order, owner, [(line, 2)])
    assert (parcel.delivery, delivery_due(order), cash_of(order, parcel)) == (0, 0, 0)
    back = refuse(parcel=parcel, by=owner)
    assert (back.goods, back.delivery) == (66_666, 0)
    last = cancel(order, line, 1)
    assert (last.goods, last.delivery) == (33_334, 0)


def test_cancelled_units_are_the_last_whatever_came_back_before(vase, owner):
    order, line = ordered(vase)
    refuse(parcel=ship(order, owner, [(line, 1)]), by=owner)
    assert worth_if_cancelled(fresh(order), {line.pk: 1}) == {line.pk: 33_334}
    cancel(order, line, 1)
    assert worth_if_cancelled(fresh(order), {line.pk: 1}) == {line.pk: 33_333}


def test_returned_units_are_those_that_arrived(vase, owner):
    """The middle one comes back undelivered: what arrived are the first and the last."""
    order, line = ordered(vase, "vietqr")
    first, second, third = (ship(order, owner, [(line, 1)]) for _three in range(3))
    assert worth_of_parcel(order, third) == {line.pk: 33_334}
    deliver(parcel=first, by=owner)
    with pytest.raises(ValueError, match="more goes back than was kept"):  # the others travel
        worth_if_returned(fresh(order), {line.pk: 2})
    deliver(parcel=third, by=owner)
    refuse(parcel=second, by=owner)
    assert worth_if_returned(fresh(order), {line.pk: 2}) == {line.pk: 66_667}
    assert returned(order, {line.pk: 1}).goods == 33_334
    assert worth_if_returned(fresh(order), {line.pk: 1}) == {line.pk: 33_333}
    with pytest.raises(ValueError, match="more goes back than was kept"):
        worth_if_returned(fresh(order), {line.pk: 2})


def test_a_line_gives_back_no_more_than_its_price(vase, owner):
    """Rows that were counted otherwise before must not make a refund larger than the payment."""
    order, line = ordered(vase, "vietqr")
    facts = {"order": order, "cause": "cancelled", "side": "staff", "reason": "other"}
    write_reversal(quantities={line.pk: 2}, amounts={line.pk: 66_668}, key="a", **facts)
    last = write_reversal(quantities={line.pk: 1}, amounts={line.pk: 33_334}, key="b", **facts)
    assert last.goods == 33_332


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("method", ["cash", "vietqr"])
def test_all_that_happens_to_an_order_adds_up(vase, owner, method, seed):
    """Sent, arrived, refused, cancelled and returned in any order; labels keep what they say."""
    luck = random.Random(seed)
    other = factories.make_product(vase.producer, price=70_001, stock=40, weight_g=100)
    factories.make_voucher("LE", amount=100_003)
    wanted = [(vase, 7), (other, 5)]
    bought = place(wanted, "cash", codes=["LE"]) if method == "cash" else paid(wanted, codes=["LE"])
    order, labels = bought.orders.get(), {}
    for step in range(60):
        order = Order.objects.get(pk=order.pk)
        left = left_of(order)
        if not left and not order.parcels.filter(state="shipped").exists():
            break
        some = {pk: luck.randint(1, units) for pk, units in left.items() if luck.random() < 0.6}
        deed = luck.choice(["send", "send", "cancel", "arrive", "refuse"])
        if deed == "send" and some:
            sent = ship(order, owner, [(order.lines.get(pk=pk), some[pk]) for pk in some])
            labels[sent.pk] = cash_of(fresh(order), sent)
        elif deed == "cancel" and some and luck.random() < 0.4:
            cancel_order(order=order, key=f"c{step}", side="producer", reason="sold_out",
                         by=None, quantities=list(some.items()))  # fmt: skip
        elif parcel := order.parcels.filter(state="shipped").order_by("?").first():
            (deliver if deed == "arrive" else refuse)(parcel=parcel, by=owner)
    order = Order.objects.get(pk=order.pk)
    assert {pk: cash_of(order, Parcel.objects.get(pk=pk)) for pk in labels} == labels
    taken = dict(CashCollection.objects.values_list("parcel", "amount"))
    arrived = set(order.parcels.filter(state="delivered").values_list("pk", flat=True))
    fallen = sum(each.total for each in order.reversals.all())
    if method == "cash":
        assert taken == {pk: labels[pk] for pk in arrived if labels[pk]}
        assert sum(taken.values()) + fallen == int(order.total_incl_tax)
        assert balance(order) == 0
    kept = {line.pk: 0 for line in order.lines.all()}
    for parcel in order.parcels.filter(state="delivered"):
        for row in parcel.lines.all():
            kept[row.line_id] += row.quantity
    if any(kept.values()):
        returned(order, {pk: units for pk, units in kept.items() if units})
    goods = sum(each.goods for each in order.reversals.all())
    assert goods == sum(int(line.line_price_incl_tax) for line in order.lines.all())
