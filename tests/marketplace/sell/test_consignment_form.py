"""What a carrier wants to know of a parcel."""

import pytest

from marketplace.sell.consignment_form import ConsignmentForm
from marketplace.shipping.carriers.interface import Box
from marketplace.shipping.carriers.named import CARRIERS

BY_KEY = {carrier.key: carrier for carrier in CARRIERS if carrier.key in ("GHN", "GHTK")}
ANSWER = {"weight_g": "1,5 kg", "length_cm": "30", "width_cm": "20", "height_cm": "10"}


def test_a_weight_is_read_as_it_is_written():
    form = ConsignmentForm(ANSWER | {"carrier": "GHN"}, carriers=BY_KEY)
    assert form.is_valid()
    assert (form.cleaned_data["weight_g"], form.box) == (1500, Box(30, 20, 10))


def test_who_asks_for_charges_names_nobody_yet():
    assert ConsignmentForm(ANSWER, carriers=BY_KEY, books=False).is_valid()
    assert list(ConsignmentForm(ANSWER, carriers=BY_KEY).errors) == ["carrier"]
    assert list(ConsignmentForm(ANSWER | {"carrier": "VNPost"}, carriers=BY_KEY).errors) == [
        "carrier"
    ]


@pytest.mark.parametrize("value", ["0", "-1", "200001", "x", "", "9" * 30])
def test_what_no_parcel_weighs_is_refused_at_its_field(value):
    form = ConsignmentForm(ANSWER | {"weight_g": value}, carriers=BY_KEY, books=False)
    assert list(form.errors) == ["weight_g"]


def test_the_goods_weight_is_offered_where_it_is_known():
    assert ConsignmentForm(carriers=BY_KEY, weight_g=900)["weight_g"].initial == 900
    assert ConsignmentForm(carriers=BY_KEY)["weight_g"].initial is None
    assert ConsignmentForm(carriers=BY_KEY)["length_cm"].initial == 20


def test_the_only_carrier_is_ticked():
    only = {"GHN": BY_KEY["GHN"]}
    assert ConsignmentForm(carriers=only)["carrier"].initial == "GHN"
    assert [each.name for each in ConsignmentForm(carriers=only).size_fields] == [
        "length_cm",
        "width_cm",
        "height_cm",
    ]
