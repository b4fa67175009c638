"""The lot's page counts what went out; the parcels have a page of their own, fifty at a time."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from catalogue.origin.lots.services import record_step
from catalogue.origin.models import Lot, TraceEvent
from marketplace.aftersale.models import Return
from marketplace.aftersale.returns import receive_return
from marketplace.lots.services import recall_and_tell
from marketplace.purchases.models import Parcel, ParcelLine
from marketplace.sell.lots.views import STEPS_SHOWN
from tests import factories
from tests.flows import sale
from tests.marketplace.aftersale import claims
from tests.marketplace.lots.recalled import lot_in_stock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def url(lot: Lot, name: str) -> str:
    return reverse(f"lots:{name}", args=[lot.pk])


@pytest.fixture
def lot(product, owner):
    return lot_in_stock(product, owner)


def parcels(product, owner, count):
    for _ in range(count):
        sale.ship(sale.paid([(product, 1)]).orders.get(), owner)


@pytest.mark.parametrize("count", [1, 4])
def test_lot_page_and_its_parcels_cost_the_same_queries(
    client, owner, product, lot, count, django_assert_num_queries
):
    parcels(product, owner, count)
    client.force_login(owner)
    for name in ("detail", "parcels"):
        client.get(url(lot, name))
    with django_assert_num_queries(QUERIES_OF_LOT):
        page = client.get(url(lot, "detail"))
    assert [event["event"].biz_step for event in page.context["chain"]] == ["commissioning"]
    assert [row["note"] for row in page.context["parcels"]] == [
        "1 parcel" if count == 1 else "4 parcels"
    ]
    with django_assert_num_queries(QUERIES_OF_PARCELS):
        assert len(client.get(url(lot, "parcels")).context["page"].object_list) == count


QUERIES_OF_LOT = 11
QUERIES_OF_PARCELS = 6


def test_parcels_are_listed_by_fifty_the_newest_first(client, owner, product, lot):
    claim = claims.approved(product, owner, quantity=2)
    receive_return(claim=claim, by=owner, fit={})
    from_lot = ParcelLine.objects.get()
    claim.lines.update(exchange_lot=lot)
    made = Parcel.objects.bulk_create(Parcel(order=claim.order) for _ in range(50))
    ParcelLine.objects.bulk_create(
        ParcelLine(parcel=parcel, line=from_lot.line, quantity=1, lot=lot) for parcel in made
    )
    for days, parcel in enumerate(made, 1):
        ago = timezone.now() - timedelta(days=days)
        Parcel.objects.filter(pk=parcel.pk).update(shipped_at=ago)
    Return.objects.update(state="exchanged", closed_at=timezone.now())
    client.force_login(owner)
    first = client.get(url(lot, "parcels"))
    rows = first.context["page"].object_list
    assert (len(rows), first.context["page"].paginator.num_pages) == (50, 2)
    assert (rows[0]["is_exchange"], rows[0]["state"]) == (1, "shipped")
    moments = [row["at"] for row in rows]
    assert moments == sorted(moments, reverse=True)
    assert "in exchange" in first.text
    assert "?page=2" in first.text
    assert len(client.get(url(lot, "parcels") + "?page=2").context["page"].object_list) == 2
    for odd in ("0", "99", "x"):
        assert client.get(url(lot, "parcels") + f"?page={odd}").status_code == 200


def test_others_see_no_parcels(client, product, lot, stranger):
    assert client.get(url(lot, "parcels")).status_code == 302
    client.force_login(stranger)
    assert client.get(url(lot, "parcels")).status_code == 403
    client.force_login(factories.make_member(factories.make_producer(), "o@example.com"))
    assert client.get(url(lot, "parcels")).status_code == 404


def test_lot_page_shows_the_newest_steps_oldest_first(client, owner, lot):
    made = TraceEvent.objects.get(lot=lot)
    for number in range(STEPS_SHOWN):
        record_step(
            lot=lot,
            step="craft.work",
            by=owner,
            note=f"Bước {number}.",
            at=made.event_time - timedelta(minutes=number + 1),
        )
    client.force_login(owner)
    first = client.get(url(lot, "detail"))
    shown = [row["event"].event_time for row in first.context["chain"]]
    assert (len(shown), shown) == (STEPS_SHOWN, sorted(shown))
    assert shown[-1] == made.event_time
    assert "?page=2" in first.text
    (last,) = client.get(url(lot, "detail") + "?page=2").context["chain"]
    assert last["event"].note == f"Bước {STEPS_SHOWN - 1}."


def test_lot_page_says_what_a_recall_took_out_of_stock(client, owner, lot):
    recall_and_tell(lot=lot, reason="Chì", by=owner)
    client.force_login(owner)
    assert "30 were taken out of your stock." in client.get(url(lot, "detail")).text
