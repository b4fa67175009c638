"""Parcels that were handed over on a day."""

import datetime

import pytest
from django.utils import timezone
from oscar.core.loading import get_model

from marketplace.purchases.handed_over import (
    by_carrier,
    handed_over,
    of_carrier,
    row_of,
    with_orders,
)
from marketplace.purchases.models import Parcel
from tests.flows.sale import paid, place, ship

pytestmark = pytest.mark.django_db


def orders():
    return get_model("order", "Order").objects.all()


def told(day=None, asked: str = "") -> list[int]:
    return [each.pk for each in handed_over(orders(), day or timezone.localdate(), asked)]


def sent_at(parcel, text: str) -> None:
    Parcel.objects.filter(pk=parcel.pk).update(shipped_at=text)


def test_a_day_is_one_of_the_market_s_own_time(product, owner):
    parcel = ship(paid([(product, 1)]).orders.get(), owner)
    assert told() == [parcel.pk]
    sent_at(parcel, "2026-11-20T23:59:59+07:00")
    assert told(datetime.date(2026, 11, 20)) == [parcel.pk]
    sent_at(parcel, "2026-11-21T00:00:00+07:00")
    assert told(datetime.date(2026, 11, 20)) == []
    assert told(datetime.date(2026, 11, 21)) == [parcel.pk]


def test_parcels_are_found_and_counted_by_carrier(product, owner):
    ghn = ship(place([(product, 2)], "cash").orders.get(), owner, carrier="GHN")
    post = ship(paid([(product, 1)]).orders.get(), owner, carrier="VNPost")
    old = ship(paid([(product, 1)]).orders.get(), owner, carrier="Bưu điện")
    bare = ship(paid([(product, 1)]).orders.get(), owner, carrier="")
    Parcel.objects.filter(pk=ghn.pk).update(tracking_code="FFFNL9HH")
    everything = handed_over(orders(), timezone.localdate())
    assert by_carrier(everything) == [("GHN", 1), ("VNPost", 2), ("", 1)]
    assert set(of_carrier(everything, "VNPost")) == {post, old}
    assert set(of_carrier(everything, "")) == {bare}
    assert told(asked="fnl9") == [ghn.pk]
    assert told(asked=post.order.number) == [post.pk]
    assert told(asked=" nguyen  LAN ") == [ghn.pk, post.pk, old.pk, bare.pk]
    assert told(asked="nobody") == []


def test_a_row_says_to_whom_how_heavy_and_what_to_collect(product, owner):
    type(product).objects.update(weight_g=400)
    order = place([(product, 3)], "cash").orders.get()
    line = order.lines.get()
    first = ship(order, owner, quantities=[(line, 2)], carrier="GHN")
    ship(order, owner, carrier="own")
    rows = [row_of(each) for each in with_orders(handed_over(orders(), timezone.localdate()))]
    assert [row.pieces for row in rows] == [2, 1]
    assert [row.weight_g for row in rows] == [800, 400]
    assert sum(row.cash for row in rows) == int(order.total_incl_tax)
    assert rows[0].parcel == first
    assert (rows[0].to_name, rows[0].to_phone, rows[0].to_place) == (
        "Nguyễn Lan",
        "0912 345 678",
        "Hoàn Kiếm, Hà Nội",
    )
    assert [row.carrier for row in rows] == ["Giao Hàng Nhanh (GHN)", "Người bán tự giao"]


def test_rows_are_read_together(product, owner, django_assert_max_num_queries):
    for _each in range(3):
        ship(place([(product, 1)], "cash").orders.get(), owner)
    with django_assert_max_num_queries(7):
        for parcel in with_orders(handed_over(orders(), timezone.localdate())):
            row_of(parcel)
