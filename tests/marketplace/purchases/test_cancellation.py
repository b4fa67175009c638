"""What falls away of an order or comes back undelivered: units, dong, stock, states."""

from datetime import timedelta

import pytest
from django.db.models import Sum
from django.utils import timezone

from catalogue.models import Availability
from catalogue.origin.lots import services as lots
from marketplace.aftersale.cash import deliver
from marketplace.ledger.models import Fulfilment
from marketplace.partner.models import StockRecord
from marketplace.purchases.cancellation import (
    NothingToCancel,
    amounts_back,
    cancel_lines,
    close_order,
    delivery_back,
    free_lines,
    refuse_parcel,
    return_to_stock,
    write_reversal,
)
from marketplace.purchases.models import (
    MailMessage,
    Parcel,
    PurchaseEvent,
    Reversal,
    ReversalLine,
)
from marketplace.purchases.services import MoveRefused, confirm_order, ship_order
from tests import factories
from tests.flows.sale import paid, place, ship, stock

pytestmark = pytest.mark.django_db


@pytest.fixture
def vase(producer):
    return factories.make_product(producer, price=100_000, stock=10, weight_g=100)


@pytest.fixture
def scarf(producer):
    return factories.make_product(producer, price=180_000, stock=5, weight_g=100)


def cancel(order, quantities=None, key="k", **facts):
    given = {"side": "buyer", "reason": "other", "by": None} | facts
    return cancel_lines(order=order, key=key, quantities=quantities, **given)


def fresh(row):
    row.refresh_from_db()
    return row


def test_reversal_is_written_with_all_that_was_said(vase, buyer):
    order = paid([(vase, 3)]).orders.get()
    line = order.lines.get()
    reversal, is_new = cancel(
        order, [(line.pk, 2)], key="cancel-1", reason="too_slow", note="Lâu quá", by=buyer
    )
    assert is_new
    assert (reversal.key, reversal.order, reversal.cause) == ("cancel-1", order, "cancelled")
    assert (reversal.side, reversal.reason, reversal.note) == ("buyer", "too_slow", "Lâu quá")
    assert (reversal.by, reversal.delivery, reversal.goods, reversal.total) == (
        buyer,
        0,
        200_000,
        200_000,
    )
    [row] = reversal.lines.all()
    assert (row.line, row.quantity, row.amount) == (line, 2, 200_000)
    assert str(reversal) == "cancel-1"


def test_part_that_falls_away_leaves_the_order_standing(vase, buyer):
    purchase = paid([(vase, 3)])
    order = purchase.orders.get()
    line = order.lines.get()
    reversal, _ = cancel(order, [(line.pk, 1)], by=buyer, side="staff", reason="sold_out")
    assert (fresh(order).status, fresh(purchase).state) == ("placed", "paid")
    line = order.lines.get()
    assert (line.num_allocated, line.allocation_cancelled, stock(vase)) == (2, False, (10, 2))
    event = purchase.events.get(code="cancelled_in_part")
    assert event.detail == {"side": "staff", "reason": "sold_out", "reversal": reversal.pk}
    assert (event.order_id, event.by) == (order.pk, buyer)
    mail = MailMessage.objects.get(template="order_cancelled")
    assert mail.key == f"order_cancelled-{order.number}-{reversal.pk}"


def test_whole_order_falls_away_with_its_delivery(vase, scarf):
    voucher = factories.make_voucher("MUOI", percent=10)
    purchase = paid([(vase, 3), (scarf, 1)], codes=["MUOI"])
    order = purchase.orders.get()
    reversal, _ = cancel(order)
    assert (reversal.goods, reversal.delivery) == (432_000, 22_000)
    assert reversal.total == purchase.total
    assert (fresh(order).status, fresh(purchase).state) == ("cancelled", "cancelled")
    assert set(order.lines.values_list("status", "allocation_cancelled", "num_allocated")) == {
        ("cancelled", True, 0)
    }
    assert purchase.events.filter(code="cancelled").count() == 1
    assert Fulfilment.objects.filter(order_number=order.number).exists()
    assert fresh(voucher).uses == 0
    assert (stock(vase), stock(scarf)) == ((10, 0), (5, 0))


def test_what_is_left_falls_away_without_a_list(vase, scarf):
    order = paid([(vase, 3), (scarf, 1)]).orders.get()
    line = order.lines.get(product=scarf)
    cancel(order, [(line.pk, 1)])
    reversal, _ = cancel(order, key="rest")
    assert [(row.line.product, row.quantity) for row in reversal.lines.all()] == [(vase, 3)]
    assert reversal.delivery == 22_000


def test_same_key_falls_away_once(vase):
    order = paid([(vase, 3)]).orders.get()
    line = order.lines.get()
    first, is_new = cancel(order, [(line.pk, 1)])
    again, is_new_again = cancel(order, [(line.pk, 1)])
    assert (first, is_new, is_new_again) == (again, True, False)
    assert (stock(vase), Reversal.objects.count()) == ((10, 2), 1)


@pytest.mark.parametrize("wanted", [[4], [0], [-1], [], ["foreign"]])
def test_what_is_not_there_does_not_fall_away(vase, wanted):
    order = paid([(vase, 3)]).orders.get()
    other = paid([(vase, 1)]).orders.get().lines.get()
    line = order.lines.get()
    quantities = [(other.pk, 1) if n == "foreign" else (line.pk, n) for n in wanted]
    with pytest.raises(NothingToCancel):
        cancel(order, quantities)
    assert not Reversal.objects.exists()
    assert cancel(order, [(line.pk, 3)])[1]


def test_pending_or_shipped_order_is_not_cancelled_by_lines(vase, owner):
    for order, status in (
        (place([(vase, 1)]).orders.get(), "pending"),
        (paid([(vase, 1)]).orders.get(), "shipped"),
    ):
        if status == "shipped":
            ship(order, owner)
        with pytest.raises(MoveRefused, match=status):
            cancel(order)


def test_delivery_stays_owed_when_a_part_is_on_its_way(vase, owner):
    purchase = paid([(vase, 3)])
    order = purchase.orders.get()
    ship(order, owner, [(order.lines.get(), 1)])
    reversal, _ = cancel(order)
    assert (reversal.goods, reversal.delivery) == (200_000, 0)
    assert (fresh(order).status, fresh(purchase).state) == ("shipped", "paid")
    assert not Fulfilment.objects.exists()
    assert not order.lines.filter(allocation_cancelled=True).exists()
    assert PurchaseEvent.objects.filter(code="cancelled_in_part").exists()


def test_order_whose_sent_part_arrived_is_delivered_when_the_rest_falls_away(vase, owner):
    order = paid([(vase, 3)]).orders.get()
    deliver(parcel=ship(order, owner, [(order.lines.get(), 1)]), by=owner)
    cancel(order)
    assert fresh(order).status == "delivered"
    assert Fulfilment.objects.get().producer == vase.producer


def test_order_with_one_parcel_there_and_one_on_its_way_is_shipped(vase, owner):
    order = paid([(vase, 3)]).orders.get()
    line = order.lines.get()
    deliver(parcel=ship(order, owner, [(line, 1)]), by=owner)
    ship(order, owner, [(line, 1)])
    cancel(order)
    assert fresh(order).status == "shipped"


def test_other_orders_of_the_purchase_stand(vase):
    silk = factories.make_product(factories.make_producer("Lụa"), price=480_000)
    voucher = factories.make_voucher("MUOI", percent=10)
    purchase = paid([(vase, 1), (silk, 1)], codes=["MUOI"])
    first, second = purchase.orders.order_by("pk")
    cancel(first)
    assert (fresh(first).status, fresh(second).status) == ("cancelled", "placed")
    assert (fresh(purchase).state, fresh(voucher).uses) == ("paid", 1)
    cancel(second, key="k2")
    assert (fresh(purchase).state, fresh(voucher).uses) == ("cancelled", 0)


def test_cash_is_not_paid_by_what_falls_away_while_others_stand(vase):
    silk = factories.make_product(factories.make_producer("Lụa"), price=480_000)
    purchase = place([(vase, 1), (silk, 1)], "cash")
    first, _ = purchase.orders.order_by("pk")
    cancel(first)
    assert fresh(purchase).state == "placed"


def test_voucher_of_a_purchase_that_travelled_is_used_up(vase, owner):
    voucher = factories.make_voucher("MUOI", percent=10)
    purchase = paid([(vase, 1)], codes=["MUOI"])
    refuse_parcel(parcel=ship(purchase.orders.get(), owner), by=owner)
    assert (fresh(purchase).state, fresh(voucher).uses) == ("cancelled", 1)


def units_back(order) -> dict[int, int]:
    """The units that were taken back, by line."""
    rows = ReversalLine.objects.filter(line__order=order)
    return dict(rows.values_list("line_id").annotate(sum=Sum("quantity")))


def test_units_and_delivery_that_went_back_are_counted_together(vase, scarf):
    order = paid([(vase, 3), (scarf, 2)]).orders.get()
    of_vase = order.lines.get(product=vase)
    assert (units_back(order), delivery_back(order)) == ({}, 0)
    for key, delivery in (("a", 5_000), ("b", 7_000)):
        write_reversal(
            order=order,
            quantities={of_vase.pk: 1},
            amounts={of_vase.pk: 90_000},
            key=key,
            cause="returned",
            side="staff",
            reason="other",
            delivery=delivery,
        )
    assert (units_back(order), delivery_back(order)) == ({of_vase.pk: 2}, 12_000)
    other = paid([(vase, 1)]).orders.get()
    assert (units_back(other), delivery_back(other)) == ({}, 0)
    assert (dict(amounts_back(order)), dict(amounts_back(other))) == ({of_vase.pk: 180_000}, {})


def test_units_are_worth_what_is_left_of_their_line(vase):
    factories.make_voucher("LE", amount=200_000)
    order = paid([(vase, 3)], codes=["LE"]).orders.get()  # 3 for 100 000
    line = order.lines.get()
    for n in range(3):
        cancel(order, [(line.pk, 1)], key=str(n))
    assert [row.goods for row in Reversal.objects.order_by("pk")] == [33_334, 33_333, 33_333]


def test_amounts_that_are_given_are_kept_as_they_are(vase):
    order = paid([(vase, 3)]).orders.get()
    line = order.lines.get()
    reversal = write_reversal(
        order=order,
        quantities={line.pk: 2},
        amounts={line.pk: 1},
        key="a",
        cause="returned",
        side="staff",
        reason="other",
    )
    assert (reversal.lines.get().amount, reversal.delivery, reversal.note) == (1, 0, "")


def test_freed_hold_is_no_more_than_the_line_holds(vase):
    order = paid([(vase, 3)]).orders.get()
    paid([(vase, 2)])
    line = order.lines.get()
    free_lines([(line, 1)])
    assert (fresh(line).num_allocated, stock(vase)) == (2, (10, 4))
    free_lines([(line, 9)])
    assert (fresh(line).num_allocated, stock(vase)) == (0, (10, 2))
    free_lines([(line, 1)])
    assert stock(vase) == (10, 2)


@pytest.mark.parametrize("held", [None, 3])
def test_goods_whose_shelf_is_gone_free_none(vase, held):
    line = paid([(vase, 3)]).orders.get().lines.get()
    line.stockrecord, line.num_allocated = None, held
    free_lines([(line, 3)])
    assert (line.num_allocated, stock(vase)) == (held, (10, 3))


def test_freed_hold_never_falls_below_none(vase):
    order = paid([(vase, 3)]).orders.get()
    StockRecord.objects.update(num_allocated=1)
    free_lines([(order.lines.get(), 3)])
    assert stock(vase) == (10, 0)


def test_last_piece_is_on_the_shelf_again_when_it_falls_away(vase):
    StockRecord.objects.update(num_in_stock=1)
    order = paid([(vase, 1)]).orders.get()
    assert fresh(vase).availability == Availability.SOLD_OUT
    cancel(order)
    assert fresh(vase).availability == Availability.IN_STOCK


def test_order_of_which_something_is_left_is_not_closed(vase):
    order = paid([(vase, 3)]).orders.get()
    close_order(order, anything_left=True)
    assert fresh(order).status == "placed"


def test_refused_parcel_is_written_down(vase, scarf, owner):
    order = paid([(vase, 2), (scarf, 1)]).orders.get()
    parcel = ship(order, owner)
    bad = order.lines.get(product=scarf)
    reversal, is_new = refuse_parcel(parcel=parcel, by=owner, note="Không gặp", unfit=[bad.pk])
    assert is_new
    assert reversal.key == f"parcel-{parcel.pk}-refused"
    assert (reversal.cause, reversal.side, reversal.reason) == ("refused", "carrier", "refused")
    assert (reversal.note, reversal.by, reversal.goods) == ("Không gặp", owner, 380_000)
    assert reversal.delivery == 0  # it was paid and has travelled
    assert fresh(parcel).state == "failed"
    assert (stock(vase), stock(scarf)) == ((10, 0), (4, 0))
    event = PurchaseEvent.objects.get(code="parcel_refused")
    assert event.detail == {"parcel": parcel.pk, "unfit": [bad.pk]}
    assert (event.order_id, event.by) == (order.pk, owner)
    mail = MailMessage.objects.get(template="parcel_refused")
    assert mail.key == f"parcel_refused-{order.number}-{parcel.pk}"
    again, is_new = refuse_parcel(parcel=parcel, by=owner)
    assert (again, is_new, stock(vase)) == (reversal, False, (10, 0))


def test_delivered_parcel_is_not_refused(vase, owner):
    parcel = ship(paid([(vase, 2)]).orders.get(), owner)
    deliver(parcel=parcel, by=owner)
    with pytest.raises(MoveRefused, match="delivered"):
        refuse_parcel(parcel=parcel, by=owner)
    assert stock(vase) == (8, 0)


@pytest.mark.parametrize(
    ("method", "others", "left", "delivery"),
    [
        ("cash", False, False, 22_000),
        ("cash", True, False, 22_000),  # the other label is printed: nobody is left to ask
        ("cash", False, True, 0),
        ("vietqr", False, False, 0),
    ],
)
def test_delivery_is_not_owed_when_nothing_bought_in_cash_can_ask_for_it(
    vase, owner, method, others, left, delivery
):
    purchase = place([(vase, 3)], "cash") if method == "cash" else paid([(vase, 3)])
    order = purchase.orders.get()
    line = order.lines.get()
    parcel = ship(order, owner, [(line, 1 if others or left else 3)])
    if others:
        ship(order, owner)
    reversal, _ = refuse_parcel(parcel=parcel, by=owner)
    assert reversal.delivery == delivery
    stands = others or left
    expected = "shipped" if others else "confirmed" if left else "cancelled"
    assert fresh(order).status == expected
    assert (fresh(purchase).state == "cancelled") is not stands


def test_two_parcels_in_cash_that_both_come_back_owe_no_delivery_once(vase, owner):
    order = place([(vase, 2)], "cash").orders.get()
    line = order.lines.get()
    one, two = ship(order, owner, [(line, 1)]), ship(order, owner, [(line, 1)])
    first, _ = refuse_parcel(parcel=one, by=owner)
    second, _ = refuse_parcel(parcel=two, by=owner)
    assert (first.delivery, second.delivery) == (22_000, 0)
    assert fresh(order).status == "cancelled"


def test_goods_of_a_lot_recalled_on_the_way_are_not_sold_again(vase, owner):
    lot = lots.release_lot(lot=lots.open_lot(product=vase, quantity=20, by=owner), by=owner)
    order = paid([(vase, 2)]).orders.get()
    confirm_order(order=order, by=owner)
    parcel = ship_order(order=order, by=owner)
    lots.recall_lot(lot=lot, reason="Chì", by=owner)
    refuse_parcel(parcel=parcel, by=owner)
    assert stock(vase) == (8, 0)
    event = PurchaseEvent.objects.get(code="parcel_refused")
    assert event.detail["unfit"] == [order.lines.get().pk]


def test_goods_come_back_to_the_shelf_by_what_they_are(vase, scarf):
    order = paid([(vase, 2), (scarf, 1)]).orders.get()
    of_vase, of_scarf = order.lines.get(product=vase), order.lines.get(product=scarf)
    return_to_stock([(of_vase, 2), (of_scarf, 0)])
    assert (stock(vase), stock(scarf)) == ((12, 2), (5, 1))
    of_vase.product.made_to_order = True
    return_to_stock([(of_vase, 2)])
    assert stock(vase) == (12, 2)
    of_vase.product = None
    of_scarf.stockrecord = None
    return_to_stock([(of_vase, 2), (of_scarf, 1)])
    assert (stock(vase), stock(scarf)) == ((12, 2), (5, 1))


def test_sold_out_product_that_comes_back_is_on_the_shelf(vase, owner):
    StockRecord.objects.update(num_in_stock=1)
    parcel = ship(paid([(vase, 1)]).orders.get(), owner)
    assert fresh(vase).availability == Availability.SOLD_OUT
    refuse_parcel(parcel=parcel, by=owner)
    assert fresh(vase).availability == Availability.IN_STOCK


def test_refused_order_may_be_paid_out_at_once(vase, owner):
    parcel = ship(paid([(vase, 1)]).orders.get(), owner)
    refuse_parcel(parcel=parcel, by=owner)
    done = Fulfilment.objects.get()
    assert done.order_number == parcel.order.number
    assert abs(done.delivered_at - timezone.now()) < timedelta(minutes=1)
    assert Parcel.objects.get().has_failed
