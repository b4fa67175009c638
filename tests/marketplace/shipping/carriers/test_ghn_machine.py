"""GHN is asked as its documents say, and its answers are read as they print them."""

import datetime

import pytest
from django.utils.translation import override

from marketplace.shipping.carriers.ghn_machine import STAGES, day_in, ghn_machine, order_of
from marketplace.shipping.carriers.interface import (
    Booked,
    CarrierRefused,
    CarrierSilent,
    Label,
    Offer,
    Seen,
    Stage,
)
from tests import carriers
from tests.marketplace.shipping.carriers.shipments import shipment

# "List Of Shipping Status", id=48
STATES = (
    "ready_to_pick picking cancel money_collect_picking picked storing transporting sorting"
    " delivering money_collect_delivering delivered delivery_fail waiting_to_return return"
    " return_transporting return_sorting returning return_fail returned exception damage lost"
)


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def ghn(settings):
    with carriers.served() as (stand_in, address):
        carriers.set_up(settings, address)
        yield stand_in, ghn_machine()


def test_the_charge_and_the_day_are_read_off_the_preview(ghn):
    stand_in, machine = ghn
    assert machine.offer(shipment()) == Offer(20_900, datetime.date(2026, 7, 16))
    assert stand_in.paths() == [f"{carriers.PUBLIC}/shipping-order/preview"]
    assert stand_in.booked == {}


def test_a_parcel_is_booked_once_under_its_reference(ghn):
    stand_in, machine = ghn
    first = machine.book(shipment())
    assert first == Booked("LADFY0", 20_900)
    assert machine.book(shipment()) == first
    assert machine.book(shipment(reference="VN-2-def")).tracking_code == "LADFY1"
    assert stand_in.booked == {"VN-1-abc": "LADFY0", "VN-2-def": "LADFY1"}


def test_what_is_told_of_a_parcel():
    """The buyer pays at the door what stands on the label, and GHN's charge is the sender's."""
    body = order_of(shipment())
    assert carriers.strays(body, carriers.GHN_CREATE) == []
    told = {
        "payment_type_id": 1,
        "cod_amount": 522_000,
        "weight": 1500,
        "length": 20,
        "insurance_value": 500_000,
        "service_type_id": 2,
        "to_phone": "0912345678",
        "to_ward_name": "Phường Hoàn Kiếm",
        "is_new_to_address": True,
        "from_province_name": "Hà Nội",
        "return_address": "Xóm 3",
        "items": [{"name": "Bình gốm", "quantity": 2, "price": 250_000}],
    }
    assert {name: body[name] for name in told} == told
    assert "to_district_name" not in body
    assert order_of(shipment(worth=9_000_000))["insurance_value"] == 5_000_000


@pytest.mark.parametrize(("grams", "service"), [(19_999, 2), (20_000, 5)])
def test_heavy_goods_go_by_another_service(ghn, grams, service):
    stand_in, machine = ghn
    machine.book(shipment(weight_g=grams))
    assert stand_in.asked[0][1]["service_type_id"] == service


def test_a_label_is_a_page_of_the_carriers_own(ghn, settings):
    stand_in, machine = ghn
    code = machine.book(shipment()).tracking_code
    token = carriers.GHN_PRINTED["token"]
    page = f"{settings.GHN_API_BASE}/a5/public-api/printA5?token={token}"
    assert machine.label(code) == Label(page=page)
    stand_in.says["/a5/gen-token"] = {"code": 200, "data": {"token": "a&b=c"}}
    assert machine.label(code).page.endswith("?token=a%26b%3Dc")
    stand_in.says["/a5/gen-token"] = {"code": 200, "data": {}}
    with pytest.raises(CarrierSilent):
        machine.label(code)


def test_every_documented_state_is_known():
    assert set(STAGES) == set(STATES.split())


@pytest.mark.parametrize(
    ("state", "stage"),
    [
        ("ready_to_pick", Stage.WAITING),
        ("delivery_fail", Stage.CARRIED),
        ("delivered", Stage.DELIVERED),
        ("waiting_to_return", Stage.RETURNING),
        ("returned", Stage.RETURNED),
        ("cancel", Stage.CANCELLED),
        ("lost", Stage.TROUBLE),
        ("a_state_of_next_year", None),
    ],
)
def test_a_parcel_is_followed_by_our_reference(ghn, state, stage):
    stand_in, machine = ghn
    code = machine.book(shipment()).tracking_code
    stand_in.states[code] = state
    assert machine.track(reference="VN-1-abc", tracking_code=code) == Seen(stage, state)


def test_an_answer_that_is_no_list_is_read_as_well(ghn):
    stand_in, machine = ghn
    stand_in.says["client-code"] = {"code": 200, "data": {"status": "delivered"}}
    seen = machine.track(reference="VN-1-abc", tracking_code="X")
    assert seen == Seen(Stage.DELIVERED, "delivered")


def test_a_parcel_is_given_up_until_it_is_fetched(ghn):
    stand_in, machine = ghn
    code = machine.book(shipment()).tracking_code
    machine.cancel(code)
    assert stand_in.states[code] == "cancel"
    stand_in.states[code] = "picked"
    with pytest.raises(CarrierRefused, match="Trạng thái đơn hàng không hợp lệ"):
        machine.cancel(code)
    stand_in.says["/cancel"] = {"code": 200, "data": []}
    with pytest.raises(CarrierSilent):
        machine.cancel(code)


def test_refusals_come_in_the_carriers_words(ghn, settings):
    stand_in, machine = ghn
    with pytest.raises(CarrierRefused, match="Đơn hàng không tồn tại"):
        machine.track(reference="never", tracking_code="X")
    stand_in.says["/create"] = (
        400,
        carriers.GHN_BAD_SYNTAX | {"code_message_value": "Sai số điện thoại"},
    )
    with pytest.raises(CarrierRefused, match="Sai số điện thoại"):
        machine.book(shipment())
    stand_in.says.clear()
    settings.GHN_TOKEN = "another"
    with pytest.raises(CarrierRefused, match="It does not take the market’s key"):
        ghn_machine().book(shipment(reference="X"))


@pytest.mark.parametrize(
    "said",
    [
        (502, {"message": "Bad gateway"}),
        (200, []),
        (200, {"code": 200, "data": {"order_code": "", "total_fee": 1}}),
        (200, {"code": 200, "data": {"order_code": "LADFYR"}}),
        (200, {"code": 200, "data": None}),
    ],
)
def test_an_answer_that_says_nothing_is_none(ghn, said):
    stand_in, machine = ghn
    stand_in.says["/create"] = said
    with pytest.raises(CarrierSilent):
        machine.book(shipment())


def test_a_day_that_cannot_be_read_is_none():
    assert [day_in(text) for text in (None, "soon", "2026-07-16T16:59:59Z")] == [
        None,
        None,
        datetime.date(2026, 7, 16),
    ]
