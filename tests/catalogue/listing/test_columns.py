"""What a row is on the shelf: its place in each order and the values of facets that it has."""

import datetime
import random
from array import array

import pytest

from catalogue.listing.columns import (
    COLUMNS,
    ORDERS,
    PRICE_STEPS,
    Columns,
    in_order,
    key_of,
    placed,
    reordered,
    step_of,
)
from catalogue.models import Availability, DeliveryReach

DAY = datetime.date(2026, 3, 10)
ROW = {
    "pk": 7,
    "ocop_stars": 4,
    "ocop_valid_until": DAY,
    "ocop_group__number": 3,
    "ocop_set__number": 21,
    "commune__province__code": "01",
    "commune_id": 50,
    "village_id": 9,
    "producer_id": 5,
    "price": 250_000,
    "availability": Availability.IN_STOCK,
    "needs_delivery": True,
    "delivery_reach": DeliveryReach.ABROAD,
    "rating": 4.25,
    "published_on": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
}


def put(
    words: str | None = None, prices: str | None = None, **changes
) -> tuple[Columns, list[tuple[str, str]]]:
    columns = Columns.empty()
    columns.grow(1)
    row = ROW | changes
    said = (*(row[name] for name in COLUMNS), words, prices)
    return columns, list(placed(0, said, columns, DAY))


def values_of(facet: str, **changes) -> list[str]:
    return [value for name, value in put(**changes)[1] if name == facet]


def test_a_row_has_its_values_and_its_columns():
    columns, values = put()
    assert values == [
        ("stars", "4"),
        ("until", "2026"),
        ("group", "3"),
        ("set", "21"),
        ("province", "01"),
        ("stock", "1"),
        ("to", "abroad"),
        ("to", "vn"),
        ("price", "4"),
    ]
    assert {name: part[0] for name, part in vars(columns).items()} == {
        "pk": 7,
        "stars": 4,
        "stock": 1,
        "price": 250_000,
        "published": 1_767_225_600,
        "rating": 4_250,
        "producer": 5,
        "village": 9,
        "place": 9,
    }


def test_product_is_found_in_the_bar_of_each_of_its_variants():
    steps = [value for name, value in put(prices="[[250000], [260000.0], [800000]]")[1]
             if name == "price"]  # fmt: skip
    assert steps == ["4", "7"]


@pytest.mark.parametrize(
    ("days", "stars"), [(-1, []), (0, ["4"]), (1, ["4"])], ids=["past", "last day", "valid"]
)
def test_stars_count_to_the_last_day_of_the_certificate(days, stars):
    until = DAY + datetime.timedelta(days=days)
    assert values_of("stars", ocop_valid_until=until) == stars
    assert put(ocop_valid_until=until)[0].stars[0] == (4 if stars else 0)


@pytest.mark.parametrize(
    ("reach", "where"),
    [
        (DeliveryReach.PROVINCE, ["01"]),
        (DeliveryReach.COUNTRY, ["vn"]),
        (DeliveryReach.ABROAD, ["abroad", "vn"]),
    ],
)
def test_goods_are_found_where_they_travel(reach, where):
    assert values_of("to", delivery_reach=reach) == where
    assert values_of("to", delivery_reach=reach, needs_delivery=False) == []


@pytest.mark.parametrize(
    ("availability", "stock", "made"),
    [
        (Availability.SOLD_OUT, [], []),
        (Availability.IN_STOCK, ["1"], []),
        (Availability.MADE_TO_ORDER, ["1"], ["1"]),
    ],
)
def test_what_is_made_to_order_can_be_had_as_what_is_in_stock(availability, stock, made):
    assert values_of("stock", availability=availability) == stock
    assert values_of("made", availability=availability) == made


def test_a_row_has_the_words_of_its_facts():
    _columns, values = put('[["material", "silk"], ["colour", "red"]]')
    assert values[-2:] == [("material", "silk"), ("colour", "red")]


def test_a_row_without_anything_still_stands():
    nothing = dict.fromkeys(ROW) | {"pk": 1, "price": 0, "availability": 0, "needs_delivery": False}
    columns, values = put(**nothing)
    assert values == [("price", "0")]
    assert {name: part[0] for name, part in vars(columns).items()} == {
        name: 1 if name == "pk" else 0 for name in vars(columns)
    }


def test_a_row_of_no_village_lies_in_its_commune():
    assert put(village_id=None)[0].place[0] == -50


@pytest.mark.parametrize("bar", range(len(PRICE_STEPS)))
def test_a_bar_of_prices_begins_at_its_step(bar):
    assert (step_of(PRICE_STEPS[bar] - 1), step_of(PRICE_STEPS[bar])) == (bar, bar + 1)


def shelf(rng: random.Random, size: int) -> Columns:
    columns = Columns.empty()
    columns.grow(size)
    for slot in range(size):
        columns.pk[slot] = slot
        for name in ("stars", "stock", "price", "published", "rating"):
            getattr(columns, name)[slot] = rng.randint(0, 5)
        columns.producer[slot], columns.village[slot] = rng.randint(0, 3), rng.randint(0, 3)
        columns.place[slot] = rng.randint(-3, 3)
    return columns


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("changed", [0, 1, 30, 100, 101])  # above 200 the order is made anew
def test_an_order_follows_what_changed_as_if_it_were_made_anew(order, changed):
    rng = random.Random(f"{order} {changed}")
    before = shelf(rng, 300)
    kept = array("I", in_order(before, order, range(280)))
    assert list(kept) == sorted(range(280), key=key_of(before, order))
    moved = rng.sample(range(280), changed)
    new = array("I", moved + ([280] if changed else []))
    after = before.copy()
    for slot in new:
        after.price[slot], after.stars[slot] = rng.randint(0, 5), rng.randint(0, 5)
        after.published[slot], after.place[slot] = rng.randint(0, 5), rng.randint(-3, 3)
    followed = reordered(order, kept, moved, before, new, after)
    wanted = {*range(280), *new}
    assert list(followed) == sorted(wanted, key=key_of(after, order))
    assert list(kept) == sorted(range(280), key=key_of(before, order))  # readers still have it


def test_room_is_made_once_and_nothing_is_lost():
    columns = Columns.empty()
    columns.grow(80)
    columns.price[79] = 5
    columns.grow(90)
    assert {len(part) for part in vars(columns).values()} == {90}
    columns.grow(91)
    assert {len(part) for part in vars(columns).values()} == {102}
    assert columns.price[79] == 5
