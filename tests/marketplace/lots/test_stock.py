"""What is left of a recalled lot leaves the stock once, and what comes back of it stays out."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from catalogue.models import Availability, Product
from catalogue.origin.lots.services import recall_lot
from catalogue.origin.models import Lot
from marketplace.aftersale.cash import refuse
from marketplace.aftersale.returns import receive_return
from marketplace.lots.models import Withdrawal
from marketplace.lots.stock import to_withdraw
from marketplace.purchases.placement import OutOfStock
from tests import factories
from tests.flows import sale
from tests.marketplace.aftersale import claims
from tests.marketplace.lots.recalled import lot_in_stock, make_lot, recall

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def lot(product, owner):
    return lot_in_stock(product, owner)


def test_what_is_left_of_the_lot_leaves_the_stock_once(product, owner, lot):
    sale.ship(sale.paid([(product, 4)]).orders.get(), owner)
    assert sale.stock(product) == (41, 0)
    assert to_withdraw(lot) == (26, 26)
    for _ in range(2):
        row = recall(lot, owner)
    assert (row.left, row.taken, row.by) == (26, 26, owner)
    assert sale.stock(product) == (15, 0)


def test_recall_takes_as_many_of_each_variant(product, owner, lot):
    factories.make_variants(product, "S", "M")
    row = recall(lot, owner)
    left = [variant.record.num_in_stock for variant in product.variants.all()]
    assert (row.left, row.taken, left) == (30, 30, [15, 0])
    product.refresh_from_db()
    assert product.availability == Availability.IN_STOCK


def test_another_lot_is_still_sold(product, owner, lot):
    other = make_lot(product, owner, quantity=15, number="KHAC-1")
    recall(lot, owner)
    order = sale.paid([(product, 15)]).orders.get()
    parcel = sale.ship(order, owner)
    assert parcel.lines.get().lot == other
    assert sale.stock(product) == (0, 0)


def test_no_more_is_taken_than_is_there_and_nothing_of_it_is_sold(product, owner, lot):
    product.stockrecords.update(num_in_stock=8)
    row = recall(lot, owner)
    assert (row.left, row.taken) == (30, 8)
    assert sale.stock(product) == (0, 0)
    assert Product.objects.get(pk=product.pk).availability == Availability.SOLD_OUT
    with pytest.raises(OutOfStock):
        sale.place([(product, 1)])


def test_ordered_ones_keep_their_hold(product, owner, lot):
    order = sale.paid([(product, 20)]).orders.get()
    recall(lot, owner)
    assert sale.stock(product) == (15, 20)
    with pytest.raises(OutOfStock):
        sale.place([(product, 1)])
    order.refresh_from_db()
    assert order.status == "placed"


def test_a_used_up_lot_takes_nothing(product, owner, lot):
    sale.ship(sale.paid([(product, 30)]).orders.get(), owner)
    row = recall(lot, owner)
    assert (row.left, row.taken) == (0, 0)
    assert sale.stock(product) == (15, 0)


def test_raw_material_and_what_is_made_to_order_have_no_stock(product, owner, lot):
    Lot.objects.filter(pk=lot.pk).update(uom="KGM")
    lot.refresh_from_db()
    assert recall(lot, owner).taken == 0
    bespoke = factories.make_product(product.producer, made_to_order=True)
    assert recall(make_lot(bespoke, owner), owner).taken == 0
    assert sale.stock(product) == (45, 0)


def test_more_than_was_left_cannot_be_recorded(product, owner, lot):
    with pytest.raises(IntegrityError), transaction.atomic():
        Withdrawal.objects.create(lot=lot, left=1, taken=2)


def test_a_parcel_of_it_that_comes_back_stays_out(product, owner, lot):
    parcel = sale.ship(sale.paid([(product, 3)]).orders.get(), owner)
    recall(lot, owner)
    before = sale.stock(product)
    for _ in range(2):
        refuse(parcel=parcel, by=owner)
    assert sale.stock(product) == before


def test_returned_goods_of_other_lots_are_sold_again(product, owner, lot):
    claim = claims.approved(product, owner, quantity=2)
    line = claim.lines.get().line
    recall_lot(lot=make_lot(product, owner, number="KHAC-1"), reason="Chì", by=owner)
    before, _ = sale.stock(product)
    receive_return(claim=claim, by=owner, fit={line.pk: 2})
    assert sale.stock(product)[0] == before + 2
