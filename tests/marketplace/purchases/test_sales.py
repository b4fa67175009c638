"""What was sold is what was ordered and not taken back, and every sum is that of its lines."""

import datetime

import pytest
from django.utils import timezone
from oscar.core.loading import get_model

from marketplace.aftersale.takeback import cancel_order
from marketplace.purchases.sales import (
    Asked,
    behind,
    by_place,
    by_product,
    by_time,
    steps,
    total,
)
from tests import factories
from tests.flows.sale import paid, place

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)


@pytest.fixture
def bowl(product):
    return factories.make_product(product.producer)


def order_of(*wanted):
    return paid(list(wanted)).orders.get()


def placed_on(order, day: datetime.date) -> None:
    at = timezone.make_aware(datetime.datetime.combine(day, datetime.time(23, 30)))
    type(order).objects.filter(pk=order.pk).update(date_placed=at)


def plain(rows) -> list[tuple]:
    return [(each.key, each.units, each.amount, each.orders) for each in rows]


def test_goods_are_summed_with_what_was_taken_back_off(product, bowl, owner):
    first = order_of((product, 3), (bowl, 1))
    second = order_of((product, 1))
    unpaid = place([(bowl, 2)], "vietqr").orders.get()
    gone = order_of((product, 2))
    cancel_order(order=gone, key="g", side="producer", reason="sold_out", by=owner)
    vases = first.lines.get(product=product)
    cancel_order(
        order=first, key="c", side="producer", reason="sold_out", by=owner,
        quantities=[(vases.pk, 1)],
    )  # fmt: skip
    price, other = int(product.price), int(bowl.price)
    rows = plain(by_product(product.producer, Asked()))
    expected = [(product.pk, 3, 3 * price, 2), (bowl.pk, 1, other, 1)]
    assert sorted(rows) == sorted(expected)
    assert rows == sorted(rows, key=lambda row: -row[2])
    lines = behind(product.producer, Asked())
    assert sum(line.worth for line in lines) == 3 * price + other
    assert {line.order.number for line in lines} == {first.number, second.number}
    assert unpaid.number not in {line.order.number for line in lines}


def test_every_sum_is_that_of_the_lines_behind_it(product, bowl):
    order_of((product, 2), (bowl, 1))
    order_of((bowl, 4))
    maker = product.producer
    for period in ("30", "90", "365", "all"):
        asked = Asked(period)
        for name, rows in (
            ("product", by_product(maker, asked)),
            ("place", by_place(maker, asked)),
            ("time", by_time(maker, asked)),
        ):
            for each in rows:
                lines = behind(maker, Asked(period, **{name: each.key}))
                assert sum(line.kept for line in lines) == each.units
                assert sum(line.worth for line in lines) == each.amount
        assert total(by_time(maker, asked)) == total(by_product(maker, asked))


def test_a_period_begins_at_midnight_in_hanoi(product):
    order = order_of((product, 1))
    maker = product.producer
    placed_on(order, TODAY - datetime.timedelta(days=29))
    assert len(behind(maker, Asked("30"), TODAY)) == 1
    placed_on(order, TODAY - datetime.timedelta(days=30))
    assert len(behind(maker, Asked("30"), TODAY)) == 0
    assert len(behind(maker, Asked("90"), TODAY)) == 1


def test_days_and_months_without_a_sale_are_there_with_nothing(product):
    placed_on(order_of((product, 1)), datetime.date(2026, 9, 30))
    maker, price = product.producer, int(product.price)
    months = plain(by_time(maker, Asked("90"), TODAY))
    assert months == [
        (datetime.date(2026, 8, 1), 0, 0, 0),
        (datetime.date(2026, 9, 1), 1, price, 1),
        (datetime.date(2026, 10, 1), 0, 0, 0),
        (datetime.date(2026, 11, 1), 0, 0, 0),
    ]
    assert len(by_time(maker, Asked("30"), TODAY)) == 30
    since_ever = by_time(maker, Asked("all"), TODAY)
    assert [each.key.month for each in since_ever] == [9, 10, 11]


def test_the_last_month_of_a_year_is_followed_by_the_first_of_the_next():
    first = Asked("all", time=datetime.date(2025, 12, 1))
    assert list(steps(first, datetime.date(2026, 1, 31))) == [
        datetime.date(2025, 12, 1),
        datetime.date(2026, 1, 1),
    ]


def test_places_are_provinces_at_home_and_countries_abroad(product):
    near, far = order_of((product, 1)), order_of((product, 2))
    address = far.shipping_address
    address.country = get_model("address", "Country").objects.get(pk="ID")
    address.state = "01"  # a code of theirs, not of a province
    address.save()
    state = near.shipping_address.state
    rows = plain(by_place(product.producer, Asked()))
    assert [(key, units) for key, units, _amount, _orders in rows] == [("ID", 2), (state, 1)]


def test_another_producers_sales_are_not_counted(product):
    order_of((product, 1))
    other = factories.make_product(factories.make_producer("Lụa Vạn Phúc"))
    order_of((other, 1))
    assert [each.key for each in by_product(product.producer, Asked())] == [product.pk]
