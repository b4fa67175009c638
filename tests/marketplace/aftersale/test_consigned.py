"""The clock follows what carriers were booked for."""

from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.aftersale import consigned
from marketplace.aftersale.consigned import BETWEEN, LOST_AFTER, watch_consignments
from marketplace.aftersale.models import CashCollection
from marketplace.purchases.consignment_models import Consignment
from marketplace.purchases.parcels import correct_parcel
from marketplace.purchases.services import MoveRefused, ship_order
from tests.booked import booked, to_pack

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(product, owner):
    return to_pack(product, owner)


def turn_the_clock(by: timedelta = BETWEEN + LOST_AFTER) -> int:
    """Let time pass over every booking, and the clock look."""
    for row in Consignment.objects.all():
        looked = row.looked_at and row.looked_at - by
        Consignment.objects.filter(pk=row.pk).update(at=row.at - by, looked_at=looked)
    return watch_consignments()


def handed_over(order, owner, carrier: str = "GHN"):
    row = booked(order, owner, carrier)
    ship_order(order=order, by=owner, carrier=carrier, tracking_code=row.tracking_code)
    row.refresh_from_db()
    return row


@pytest.mark.parametrize(("carrier", "state"), [("GHN", "delivered"), ("GHTK", "5")])
def test_a_parcel_that_arrived_is_delivered_and_its_cash_is_with_the_carrier(
    order, owner, stand_in, carrier, state
):
    row = handed_over(order, owner, carrier)
    stand_in.states[row.tracking_code] = state
    assert turn_the_clock() == 1
    order.refresh_from_db()
    row.parcel.refresh_from_db()
    assert (order.status, row.parcel.state) == ("delivered", "delivered")
    collected = CashCollection.objects.get()
    assert (collected.amount, collected.collector) == (row.to_collect, "carrier")
    assert turn_the_clock() == 0  # it is over


def test_on_its_way_it_says_where_it_is(order, owner, stand_in):
    row = handed_over(order, owner)
    stand_in.states[row.tracking_code] = "transporting"
    turn_the_clock()
    row.refresh_from_db()
    assert (row.stage, row.stage_code) == ("carried", "transporting")
    stand_in.states[row.tracking_code] = "a_state_of_next_year"
    turn_the_clock()
    row.refresh_from_db()
    assert (row.stage, row.stage_code) == ("carried", "a_state_of_next_year")


def test_what_came_back_waits_for_its_producers_word(order, owner, stand_in):
    row = handed_over(order, owner)
    stand_in.states[row.tracking_code] = "returned"
    turn_the_clock()
    row.refresh_from_db()
    assert row.is_back
    assert row.parcel.is_shipped
    assert turn_the_clock() == 0


def test_a_code_that_was_corrected_is_another_parcels(order, owner, stand_in):
    row = handed_over(order, owner)
    correct_parcel(parcel=row.parcel, by=owner, carrier="GHN", tracking_code="OTHER99")
    stand_in.states[row.tracking_code] = "delivered"
    turn_the_clock()
    row.parcel.refresh_from_db()
    assert row.parcel.is_shipped


def test_goods_that_went_another_way_are_not_fetched(order, owner, stand_in):
    row = booked(order, owner)
    ship_order(order=order, by=owner, carrier="VNPost", tracking_code="EE473124829VN")
    turn_the_clock()
    row.refresh_from_db()
    assert (row.state, stand_in.states) == ("withdrawn", {"LADFY0": "cancel"})


def test_what_the_carrier_gave_up_is_withdrawn(order, owner, stand_in):
    row = booked(order, owner, "GHTK")
    stand_in.states[row.tracking_code] = "-1"
    turn_the_clock()
    row.refresh_from_db()
    assert row.state == "withdrawn"


def test_an_answer_that_was_lost_is_asked_for_again(order, owner, stand_in):
    stand_in.says["/create"] = (502, {})
    row = booked(order, owner)
    del stand_in.says["/create"]
    assert watch_consignments() == 0  # whoever booked may still be asking
    assert turn_the_clock() == 1
    row.refresh_from_db()
    assert row.is_booked


def test_a_carrier_that_is_silent_stops_no_other(order, owner, stand_in, product):
    row, other = handed_over(order, owner), handed_over(to_pack(product, owner, 1), owner, "GHTK")
    stand_in.says["client-code"] = (503, {})
    stand_in.states[other.tracking_code] = "4"
    turn_the_clock()
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.stage, other.stage) == ("", "carried")


def test_what_it_refuses_to_tell_is_looked_at_again_later(order, owner, stand_in):
    row = handed_over(order, owner)
    del stand_in.booked[row.reference]
    assert turn_the_clock() == 1
    assert watch_consignments() == 0
    assert turn_the_clock() == 1


def test_without_a_key_nobody_is_asked(order, owner, stand_in, settings):
    handed_over(order, owner)
    settings.GHN_TOKEN = settings.GHTK_TOKEN = ""
    stand_in.asked.clear()
    assert (turn_the_clock(), stand_in.asked) == (0, [])
    assert Consignment.objects.filter(at__lt=timezone.now()).count() == 1


def test_a_parcel_that_is_noted_otherwise_meanwhile_stops_no_other(
    product, order, owner, stand_in, monkeypatch
):
    rows = [handed_over(each, owner) for each in (order, to_pack(product, owner))]
    for row in rows:
        stand_in.states[row.tracking_code] = "delivered"
    real = consigned.deliver

    def came_back(*, parcel) -> None:
        if parcel == rows[0].parcel:
            raise MoveRefused("refused")
        real(parcel=parcel)

    monkeypatch.setattr(consigned, "deliver", came_back)
    assert turn_the_clock() == 2
    rows[1].parcel.refresh_from_db()
    assert rows[1].parcel.is_delivered
