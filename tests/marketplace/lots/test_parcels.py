"""What went out of a lot, as its producer reads it: parcels and exchanges, the newest first."""

import datetime

import pytest
from django.utils import timezone

from catalogue.origin.lots.services import open_lot, release_lot
from marketplace.aftersale.exchanges import note_arrived
from marketplace.aftersale.models import Return
from marketplace.lots.parcels import Sent, sent_of
from marketplace.purchases.cancellation import refuse_parcel
from marketplace.purchases.models import Parcel
from marketplace.purchases.services import deliver_parcel
from tests.flows.sale import paid, ship
from tests.marketplace.aftersale.claims import exchanged

pytestmark = pytest.mark.django_db


@pytest.fixture
def lot(product, owner):
    product.stockrecords.update(num_in_stock=45, num_allocated=0)
    lot = open_lot(product=product, quantity=40, by=owner, number="L-7")
    return release_lot(lot=lot, by=owner)


def test_each_parcel_says_how_many_and_what_became_of_it(product, owner, lot):
    sent, arrived, back = (ship(paid([(product, n)]).orders.get(), owner) for n in (1, 2, 3))
    deliver_parcel(parcel=arrived, by=owner)
    refuse_parcel(parcel=back, by=owner)
    for hours, parcel in ((3, sent), (2, arrived), (1, back)):
        at = timezone.now() - datetime.timedelta(hours=hours)
        Parcel.objects.filter(pk=parcel.pk).update(shipped_at=at)
    told = [Sent(**row) for row in sent_of(lot)]
    assert [(one.order_number, one.quantity, one.is_exchange) for one in told] == [
        (back.order.number, 3, 0),
        (arrived.order.number, 2, 0),
        (sent.order.number, 1, 0),
    ]
    assert [(one.has_arrived, one.came_back) for one in told] == [
        (False, True),
        (True, False),
        (False, False),
    ]


def test_an_exchange_stands_beside_the_parcel_that_it_makes_good(product, owner, lot):
    claim = exchanged(product, owner)
    rows = [(row["is_exchange"], row["state"]) for row in sent_of(lot)]
    assert sorted(rows) == [(0, "delivered"), (1, "shipped")]
    note_arrived(claim=claim, by=owner, number=1)
    assert sorted((row["is_exchange"], row["state"]) for row in sent_of(lot)) == [
        (0, "delivered"),
        (1, "delivered"),
    ]
    assert Return.objects.get().order.number == {row["order_number"] for row in sent_of(lot)}.pop()


def test_another_lots_parcels_are_not_told(product, owner, lot):
    other = release_lot(lot=open_lot(product=product, quantity=5, by=owner, number="L-8"), by=owner)
    ship(paid([(product, 1)]).orders.get(), owner)
    assert (len(sent_of(lot)), len(sent_of(other))) == (1, 0)


def test_a_lots_parcels_cost_one_query_whatever_their_number(
    product, owner, lot, django_assert_num_queries
):
    for _ in range(3):
        ship(paid([(product, 1)]).orders.get(), owner)
    with django_assert_num_queries(1):
        assert len(list(sent_of(lot))) == 3
