"""What pages after a sale are given: which steps are open, which papers and refunds there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.models import Publication
from marketplace.aftersale.cash import deliver
from marketplace.aftersale.queries import (
    OrderAfter,
    cancellable_lines,
    claims_with_order,
    loose_refunds,
    orders_after,
    returnable_lines,
    taken_back,
)
from marketplace.aftersale.returns import refund_return
from marketplace.aftersale.takeback import cancel_order
from marketplace.gateways.models import Refund
from marketplace.gateways.refunds import promise_refund, promise_transfer_back
from marketplace.purchases.services import deliver_parcel
from tests import factories
from tests.flows.sale import arrived, paid, place, ship, transfer
from tests.marketplace.aftersale.claims import ask, received
from tests.marketplace.reviews.said import reviewed

pytestmark = pytest.mark.django_db


@pytest.fixture
def vase(producer):
    return factories.make_product(producer, price=100_000, stock=20, weight_g=100)


def cancel(order, quantities=None, key="k"):
    return cancel_order(
        order=order, key=key, side="buyer", reason="other", by=None, quantities=quantities
    )


def test_order_after_a_sale_may_do_nothing_unless_told():
    after = OrderAfter(order=None)
    assert (after.may_cancel, after.may_return, after.has_receipt) == (False, False, False)
    assert after.reversals == after.refunds == after.returns == after.credit_notes == []


def only(purchase) -> OrderAfter:
    purchase.refresh_from_db()
    [after] = orders_after(purchase)
    return after


def test_steps_open_as_an_order_goes_on(vase, owner):
    purchase = place([(vase, 2)])
    assert not only(purchase).may_cancel
    transfer(purchase)
    order = purchase.orders.get()
    after = only(purchase)
    assert (after.order, after.may_cancel, after.may_return) == (order, True, False)
    line = order.lines.get()
    one, two = ship(order, owner, [(line, 1)]), ship(order, owner, [(line, 1)])
    after = only(purchase)
    assert (after.may_cancel, after.may_return) == (False, False)
    deliver_parcel(parcel=two)
    assert only(purchase).may_return  # one of two has arrived
    deliver_parcel(parcel=one)
    assert only(purchase).may_return


def test_receipt_is_there_once_paid_or_in_cash_once_delivered(vase, owner):
    purchase = place([(vase, 1)])
    assert not only(purchase).has_receipt
    transfer(purchase)
    assert only(purchase).has_receipt
    in_cash = place([(vase, 1)], "cash")
    assert not only(in_cash).has_receipt
    parcel = ship(in_cash.orders.get(), owner)
    assert not only(in_cash).has_receipt
    deliver(parcel=parcel, by=owner)
    assert only(in_cash).has_receipt


def test_order_shows_what_was_taken_back_of_it_and_its_credit_notes_only(vase, owner):
    claim = received(vase, owner, 2)
    refund_return(claim=claim, by=owner, side="producer")
    claim.refresh_from_db()
    after = only(claim.order.purchase)
    assert after.reversals == [claim.reversal]
    assert [line.quantity for line in after.reversals[0].lines.all()] == [2]
    assert (after.refunds, after.returns) == ([Refund.objects.get()], [claim])
    kinds = set(claim.order.documents.values_list("kind", flat=True))
    assert kinds == {"receipt", "credit_note"}
    assert [note.kind for note in after.credit_notes] == ["credit_note"]


def test_orders_come_by_their_numbers_in_as_many_queries_for_one_as_for_two(vase):
    silk = factories.make_product(factories.make_producer("Lụa"), price=480_000)
    one, two = paid([(vase, 1)]), paid([(vase, 1), (silk, 1)])
    for order in two.orders.all():
        cancel(order, [(order.lines.get().pk, 1)], key=order.number)

    def read(purchase) -> int:
        with CaptureQueriesContext(connection) as caught:
            rows = orders_after(purchase)
            numbers = [row.order.number for row in rows]
            [list(reversal.lines.all()) for row in rows for reversal in row.reversals]
        assert numbers == sorted(numbers)
        return len(caught)

    read(two)
    order = one.orders.get()
    cancel(order, key=order.number)
    assert read(one) == read(two)


def test_refunds_of_no_order_are_loose(vase):
    purchase = paid([(vase, 1)])
    order = purchase.orders.get()
    promise_refund(purchase=purchase, amount=1_000, key="a", reason="x", order=order)
    [loose] = promise_refund(purchase=purchase, amount=2_000, key="b", reason="x")
    assert loose_refunds(purchase) == [loose]
    twice = transfer(purchase, reference="FT-AGAIN")
    twice.purchase = purchase
    twice.save()
    Refund.objects.filter(transfer=twice).delete()
    twice.returned = 0
    twice.save()
    back = promise_transfer_back(transfer=twice, amount=5_000, key="t", reason="twice")
    assert loose_refunds(purchase) == [back, loose]
    assert loose_refunds(paid([(vase, 1)])) == []


def test_lines_that_may_fall_away_are_those_with_something_left(vase, owner):
    scarf = factories.make_product(vase.producer, price=180_000, weight_g=100)
    assert cancellable_lines(place([(vase, 1)]).orders.get()) == []
    order = paid([(vase, 3), (scarf, 1)]).orders.get()
    of_vase, of_scarf = order.lines.get(product=vase), order.lines.get(product=scarf)
    assert cancellable_lines(order) == [(of_vase, 3), (of_scarf, 1)]
    cancel(order, [(of_vase.pk, 2), (of_scarf.pk, 1)])
    order.refresh_from_db()
    assert cancellable_lines(order) == [(of_vase, 1)]
    ship(order, owner)
    order.refresh_from_db()
    assert cancellable_lines(order) == []


def test_lines_that_may_come_back_are_those_that_arrived(vase, owner):
    scarf = factories.make_product(vase.producer, price=180_000, weight_g=100)
    order = paid([(scarf, 1), (vase, 3)]).orders.get()
    assert returnable_lines(order) == []
    order = arrived([(vase, 3), (scarf, 1)], owner).orders.get()
    of_vase, of_scarf = order.lines.get(product=vase), order.lines.get(product=scarf)
    assert returnable_lines(order) == [(of_vase, 3), (of_scarf, 1)]
    ask(order, {of_vase.pk: 1, of_scarf.pk: 1})
    assert returnable_lines(order) == [(of_vase, 2)]


def test_return_is_read_with_all_its_page_shows(vase, owner):
    claim = received(vase, owner)
    found = claims_with_order().get(pk=claim.pk)
    with CaptureQueriesContext(connection) as caught:
        assert found.order.purchase and found.order.producer and found.rule
        assert [row.line.product for row in found.lines.all()] == [vase]
        assert [m.step for m in found.messages.all()] == ["asked", "approved", "received"]
        assert [m.by for m in found.messages.all()] == [None, owner, owner]
        assert list(found.pictures.all()) == []
    assert len(caught) == 0


def test_what_was_taken_back_is_summed_over_all_orders(vase, owner):
    purchase = paid([(vase, 2)])
    assert taken_back(purchase.orders.all()) == 0
    order = purchase.orders.get()
    cancel(order, {order.lines.get().pk: 1})
    assert taken_back(purchase.orders.all()) == 100_000


def test_what_arrived_is_reviewed_once_and_bought_again_while_it_is_sold(vase, owner, buyer):
    purchase = arrived([(vase, 1)], owner, user=buyer)
    after = only(purchase)
    assert (after.buy_again, after.to_review) == ([vase], [vase])
    reviewed(vase, user=buyer)
    assert only(purchase).to_review == []
    type(vase).objects.filter(pk=vase.pk).update(publication=Publication.WITHDRAWN)
    assert only(purchase).buy_again == []


def test_what_is_under_way_and_what_a_guest_has_is_not_reviewed(vase, owner, buyer):
    under_way = place([(vase, 1)], user=buyer)
    assert only(under_way).to_review == []
    assert only(arrived([(vase, 1)], owner)).to_review == []
