"""GHTK is asked as its documents say, and its answers are read as they print them."""

import pytest
from django.utils.translation import override

from marketplace.shipping.carriers.ghtk_machine import ghtk_machine, order_of
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


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def ghtk(settings):
    with carriers.served() as (stand_in, address):
        carriers.set_up(settings, address)
        yield stand_in, ghtk_machine()


def test_the_charge_is_the_fee_with_its_insurance(ghtk):
    stand_in, machine = ghtk
    assert machine.offer(shipment()) == Offer(45_400)
    [(path, query)] = stand_in.asked
    assert path == "/services/shipment/fee"
    told = ("weight", "value", "province", "ward")
    assert {name: query[name] for name in told} == {
        "weight": "1500",
        "value": "500000",
        "province": "Hà Nội",
        "ward": "Phường Hoàn Kiếm",
    }


def test_where_it_does_not_deliver_it_says_so(ghtk):
    stand_in, machine = ghtk
    stand_in.says["/fee"] = {"success": True, "fee": {"fee": 0, "delivery": False}}
    with pytest.raises(CarrierRefused, match="It gave no reason"):
        machine.offer(shipment())


def test_a_parcel_is_booked_once_under_its_reference(ghtk):
    """The second time it answers ORDER_ID_EXIST, with the label that it gave."""
    stand_in, machine = ghtk
    assert machine.book(shipment()) == Booked("S1.A1.2001297580", 45_400)
    assert machine.book(shipment()) == Booked("S1.A1.2001297580")
    assert list(stand_in.booked) == ["VN-1-abc"]


def test_what_is_told_of_a_parcel():
    body = order_of(shipment(note="x" * 300))
    assert carriers.strays(body["order"], carriers.GHTK_ORDER) == []
    assert body["products"] == [
        {"name": "2 × Bình gốm", "weight": 1.5, "quantity": 1, "price": 500_000}
    ]
    told = {"is_freeship": 1, "pick_money": 522_000, "value": 500_000, "hamlet": "Khác"}
    assert {name: body["order"][name] for name in told} == told
    assert len(body["order"]["note"]) == 120
    assert "district" not in body["order"]


def test_a_label_is_a_pdf(ghtk):
    _stand_in, machine = ghtk
    code = machine.book(shipment()).tracking_code
    assert machine.label(code) == Label(pdf=carriers.PDF)
    with pytest.raises(CarrierRefused, match="không tìm thấy vận đơn"):
        machine.label("S1.A1.1")


@pytest.mark.parametrize(
    ("state", "stage"),
    [
        ("-1", Stage.CANCELLED),
        ("2", Stage.WAITING),
        ("12", Stage.WAITING),
        ("3", Stage.CARRIED),
        ("5", Stage.DELIVERED),
        ("6", Stage.DELIVERED),
        ("9", Stage.RETURNING),
        ("21", Stage.RETURNED),
        ("7", Stage.TROUBLE),
        ("45", None),  # a courier's word before it is entered
    ],
)
def test_a_parcel_is_followed_by_its_label(ghtk, state, stage):
    stand_in, machine = ghtk
    code = machine.book(shipment()).tracking_code
    stand_in.states[code] = state
    assert machine.track(reference="VN-1-abc", tracking_code=code) == Seen(stage, state)


def test_a_parcel_is_given_up_until_it_is_fetched(ghtk):
    stand_in, machine = ghtk
    code = machine.book(shipment()).tracking_code
    machine.cancel(code)
    assert stand_in.states[code] == "-1"
    stand_in.states[code] = "3"
    with pytest.raises(CarrierRefused, match="Đơn đã lấy hàng"):
        machine.cancel(code)


@pytest.mark.parametrize(
    "said",
    [
        (200, {"success": True, "order": {"label": "", "fee": 1}}),
        (200, {"success": True, "order": {"label": "S1.A1.1", "fee": "much"}}),
        (200, {"success": False, "error": {"code": "ORDER_ID_EXIST"}}),
        (500, {"success": False}),
    ],
)
def test_an_answer_that_says_nothing_is_none(ghtk, said):
    stand_in, machine = ghtk
    stand_in.says["/order/"] = said
    with pytest.raises(CarrierSilent):
        machine.book(shipment())


def test_a_refused_key_is_named(ghtk, settings):
    settings.GHTK_TOKEN = "another"
    with pytest.raises(CarrierRefused, match="It does not take the market’s key"):
        ghtk_machine().offer(shipment())
