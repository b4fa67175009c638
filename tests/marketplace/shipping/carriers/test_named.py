"""Carriers are found by whatever they are called."""

import pytest

from marketplace.shipping.carriers.named import (
    CARRIERS,
    carrier_name,
    carrier_named,
    tracking_url,
)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("GHN", "GHN"),
        ("giao hàng nhanh", "GHN"),
        ("Giao Hàng Nhanh (GHN)", "GHN"),
        ("ghtk", "GHTK"),
        ("Bưu điện", "VNPost"),
        ("J&T", "J&T Express"),
        ("viettelpost", "Viettel Post"),
        ("Tự giao", "own"),
        ("The producer's own delivery", "own"),
    ],
)
def test_a_carrier_is_found_under_its_names(typed, key):
    assert carrier_named(typed).key == key


def test_whom_the_market_does_not_know_keeps_the_name_that_was_written():
    assert carrier_named("Xe khách Hoàng Long") is None
    assert carrier_named(" ") is None
    assert carrier_name("Xe khách Hoàng Long") == "Xe khách Hoàng Long"
    assert carrier_name("ghtk") == "Giao Hàng Tiết Kiệm (GHTK)"


def test_keys_are_told_apart():
    keys = [carrier.key for carrier in CARRIERS]
    assert len(keys) == len(set(keys)) == 6


def test_a_way_is_followed_where_a_page_is_documented():
    assert tracking_url("ghn", " FFFNL9HH ") == "https://donhang.ghn.vn/?order_code=FFFNL9HH"
    assert tracking_url("GHTK", "a/b?c#d") == "https://i.ghtk.vn/a%2Fb%3Fc%23d"
    assert [tracking_url(name, "1") for name in ("VNPost", "Xe khách", "own")] == ["", "", ""]
    assert tracking_url("GHN", "") == ""
