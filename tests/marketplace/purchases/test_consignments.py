"""A carrier is booked once, whatever is lost on the way, and never inside a transaction."""

import pytest
from django.db import connection
from django.utils.translation import override
from oscar.core.loading import get_model

from marketplace.purchases import consignments
from marketplace.purchases.consignment_models import Consignment
from marketplace.purchases.consignments import (
    ConsignmentRefused,
    ask,
    commune_of,
    dialled,
    is_outdated,
    order_with_goods,
    quotes,
    remember,
    withdraw,
)
from marketplace.purchases.services import MoveRefused, ship_order
from marketplace.shipping.carriers.interface import CarrierRefused, CarrierSilent
from tests import factories
from tests.booked import BOX, booked, to_pack
from tests.flows.sale import paid, place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def order(product, owner):
    return to_pack(product, owner)


def test_a_booking_holds_what_the_carrier_was_told(order, owner, stand_in):
    row = booked(order, owner)
    line = order.lines.get()
    assert (row.state, row.tracking_code, row.charge) == ("booked", "LADFY0", 20_900)
    assert (row.units_by_line, row.to_collect) == ({line.pk: 3}, int(order.total_incl_tax))
    [(_path, body)] = stand_in.asked
    told = {
        "client_order_code": row.reference,
        "cod_amount": int(order.total_incl_tax),
        "weight": 1500,
        "to_name": "Nguyễn Lan",
        "to_phone": "0912345678",
        "to_address": "12 Hàng Bông",
        "to_province_name": "Hà Nội",
        "from_name": order.producer.name,
        "from_phone": "02439876543",
    }
    assert {name: body[name] for name in told} == told


def test_what_is_paid_collects_nothing(product, owner, stand_in):
    order = to_pack(product, owner, sold=paid)
    assert booked(order, owner).to_collect == 0
    assert stand_in.asked[0][1]["cod_amount"] == 0


@pytest.mark.parametrize(
    ("written", "told"), [("Hoàn Kiếm", "Phường Hoàn Kiếm"), ("Nơi Nào", "Nơi Nào")]
)
def test_a_commune_is_named_with_its_kind_where_it_is_known(order, written, told):
    order.shipping_address.line2 = written
    assert commune_of(order.shipping_address) == told


def test_pressed_twice_it_is_booked_once(order, owner, stand_in):
    assert booked(order, owner) == booked(order, owner)
    assert (Consignment.objects.count(), len(stand_in.booked)) == (1, 1)


def test_an_answer_that_was_lost_is_asked_for_again(order, owner, stand_in):
    """The carrier took it, and its answer never came: the second asking books nothing new."""
    stand_in.says["/create"] = (502, {})
    row = booked(order, owner)
    assert (row.state, row.tracking_code) == ("asked", "")
    del stand_in.says["/create"]
    stand_in.booked[row.reference] = "LADFYX"
    stand_in.states["LADFYX"] = "ready_to_pick"
    row = booked(order, owner)
    assert (row.state, row.tracking_code) == ("booked", "LADFYX")
    assert list(stand_in.booked.values()) == ["LADFYX"]


@pytest.mark.parametrize("carrier", ["GHN", "GHTK"])
def test_both_give_the_first_booking_again(order, owner, stand_in, carrier):
    row = booked(order, owner, carrier)
    code = row.tracking_code
    Consignment.objects.filter(pk=row.pk).update(state="asked", tracking_code="")
    row.refresh_from_db()
    assert ask(row).tracking_code == code


def test_another_booking_waits_until_the_first_is_withdrawn(order, owner, stand_in):
    row = booked(order, owner)
    with pytest.raises(
        ConsignmentRefused, match=r"A carrier is booked for this order: withdraw that first"
    ):
        booked(order, owner, "GHTK")
    assert withdraw(row=row).state == "withdrawn"
    assert stand_in.states == {"LADFY0": "cancel"}
    assert booked(order, owner, "GHTK").is_booked


def test_what_the_carrier_refuses_stands_with_its_words(order, owner, stand_in):
    stand_in.says["/create"] = (400, {"code": 400, "message": "Sai số điện thoại", "data": None})
    row = booked(order, owner)
    assert (row.state, row.words) == ("refused", "Sai số điện thoại")
    del stand_in.says["/create"]
    assert booked(order, owner).is_booked  # under a reference of its own
    assert Consignment.objects.count() == 2


def test_nobody_is_booked_for_what_is_not_there(order, owner, stand_in, product):
    with pytest.raises(
        ConsignmentRefused, match=r"The order has changed meanwhile: look at what is left of it"
    ):
        booked(order, owner, units=4)
    with pytest.raises(
        ConsignmentRefused, match=r"The order has changed meanwhile: look at what is left of it"
    ):
        booked(order, owner, units=0)
    waiting = place([(product, 1)], "cash").orders.get()
    with pytest.raises(MoveRefused):
        booked(waiting, owner)
    assert stand_in.asked == []


def test_a_courier_finds_the_maker_or_is_not_sent(order, owner, stand_in):
    order.producer.phone = ""
    order.producer.save(update_fields=["phone"])
    with pytest.raises(
        ConsignmentRefused,
        match=r"The carrier needs your phone and address: enter them on your page first",
    ):
        booked(order, owner)


def test_abroad_goes_by_hand(order, owner, stand_in):
    address = order.shipping_address
    address.country = factories.migrated(get_model("address", "Country"), pk="AU")
    address.save()
    with pytest.raises(ConsignmentRefused, match=r"These carriers are booked within Vietnam only"):
        booked(order, owner)


def test_without_a_key_nobody_is_asked(order, owner):
    with pytest.raises(ConsignmentRefused, match=r"This carrier cannot be booked here any more"):
        booked(order, owner)
    assert quotes(order=order, units={order.lines.get().pk: 3}, weight_g=1, box=BOX) == []


def test_every_carrier_says_what_it_takes(order, stand_in):
    units = {order.lines.get().pk: 3}
    found = quotes(order=order, units=units, weight_g=1500, box=BOX)
    assert [(each.carrier.key, each.offer.charge) for each in found] == [
        ("GHN", 20_900),
        ("GHTK", 45_400),
    ]
    stand_in.says["/preview"] = (503, {})
    stand_in.says["/fee"] = {"success": False, "message": "Không giao"}
    found = quotes(order=order, units=units, weight_g=1500, box=BOX)
    assert [each.words for each in found] == ["It does not answer at the moment.", "Không giao"]
    assert Consignment.objects.count() == 0


def test_what_is_handed_over_under_its_code_is_that_parcels(order, owner, stand_in):
    row = booked(order, owner)
    parcel = ship_order(order=order, by=owner, carrier="GHN", tracking_code=row.tracking_code)
    row.refresh_from_db()
    assert row.parcel == parcel
    with pytest.raises(
        ConsignmentRefused, match=r"It was handed over already: ask the carrier itself"
    ):
        withdraw(row=row)


def test_a_parcel_by_hand_takes_no_booking(order, owner, stand_in):
    row = booked(order, owner)
    ship_order(order=order, by=owner, carrier="VNPost", tracking_code="EE473124829VN")
    row.refresh_from_db()
    assert row.parcel is None
    assert is_outdated(row, order_with_goods(order.pk))


def test_what_was_fetched_is_not_withdrawn(order, owner, stand_in):
    row = booked(order, owner, "GHTK")
    stand_in.states[row.tracking_code] = "3"
    with pytest.raises(CarrierRefused, match="Đơn đã lấy hàng"):
        withdraw(row=row)
    row.refresh_from_db()
    assert row.is_booked


def test_what_was_given_up_before_is_withdrawn(order, owner, stand_in):
    row = booked(order, owner, "GHTK")
    stand_in.states[row.tracking_code] = "-1"
    assert withdraw(row=row).state == "withdrawn"
    assert withdraw(row=row).state == "withdrawn"  # again: nothing


def test_of_a_lost_answer_the_carrier_is_asked_before_it_is_given_up(order, owner, stand_in):
    stand_in.says["/create"] = (502, {})
    row = booked(order, owner)
    with pytest.raises(CarrierSilent):
        withdraw(row=row)
    del stand_in.says["/create"]
    assert withdraw(row=row).state == "withdrawn"
    assert list(stand_in.states.values()) == ["cancel"]


def test_who_hears_the_answer_second_changes_nothing(order, owner, stand_in):
    row, _is_new = remember(
        order, owner, "GHN", {order.lines.get().pk: 3}, weight_g=1500, **consignments.sizes(BOX)
    )
    other = Consignment.objects.get(pk=row.pk)
    assert ask(row).is_booked
    stand_in.says["/create"] = (400, {"code": 400, "message": "no"})
    assert ask(other).is_booked


def test_no_transaction_is_open_while_a_carrier_is_asked(order, owner, stand_in, monkeypatch):
    """None beyond the one in which each test runs."""
    deep, real = [], consignments.machine_of

    def watched(key: str):
        deep.append(len(connection.savepoint_ids))
        return real(key)

    outside = len(connection.savepoint_ids)
    monkeypatch.setattr(consignments, "machine_of", watched)
    withdraw(row=booked(order, owner))
    assert deep == [outside] * 3


def test_numbers_are_written_as_they_are_dialled():
    assert [dialled(text) for text in ("+84912345678", "0243 987 6543", "+61 2 1", "")] == [
        "0912345678",
        "02439876543",
        "+6121",
        "",
    ]


def test_a_key_that_is_refused_later_says_nothing_of_a_lost_answer(order, owner, stand_in):
    """The carrier may have taken it: another booking would send two couriers."""
    stand_in.says["/create"] = (502, {})
    row = booked(order, owner)
    stand_in.says["/create"] = (401, {})
    assert (booked(order, owner).state, ask(row).state) == ("asked", "asked")
    with pytest.raises(ConsignmentRefused, match=r"withdraw that first"):
        booked(order, owner, "GHTK")
    del stand_in.says["/create"]
    assert ask(row).is_booked


def test_a_key_that_is_refused_at_first_leaves_the_order_free(order, owner, stand_in):
    stand_in.says["/create"] = (401, {})
    row = booked(order, owner)
    assert (row.state, "key" in row.words) == ("refused", True)
    assert booked(order, owner, "GHTK").is_booked
