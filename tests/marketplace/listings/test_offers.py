"""Price and stock as a producer sets them: changes add up, each counts once and is kept."""

import uuid

import pytest
from django.utils import translation

from catalogue.origin.codes.gtins import Licence
from catalogue.products.services import StockIsHeld, StockMoved
from marketplace.listings.models import OfferChange
from marketplace.listings.offers import (
    change_gtin,
    change_price,
    change_stock,
    count_stock,
    is_far_off,
)
from marketplace.purchases.services import confirm_order, ship_order
from tests import factories
from tests.flows.sale import paid, stock

pytestmark = pytest.mark.django_db


def kept(product) -> list[tuple]:
    rows = product.offer_changes.order_by("pk")
    return [(row.what, row.before, row.after, row.by.email) for row in rows]


def test_every_change_is_kept_with_its_maker(product, owner):
    change_price(product=product, price=180_000, by=owner, key=uuid.uuid4())
    change_stock(product=product, by_how_many=5, by=owner, key=uuid.uuid4())
    change_stock(product=product, by_how_many=-2, by=owner, key=uuid.uuid4())
    count_stock(product=product, counted=20, seen=13, by=owner, key=uuid.uuid4())
    assert kept(product) == [
        ("price", 250_000, 180_000, owner.email),
        ("stock", 10, 15, owner.email),
        ("stock", 15, 13, owner.email),
        ("stock", 13, 20, owner.email),
    ]
    product.refresh_from_db()
    assert (product.price, stock(product)) == (180_000, (20, 0))


def test_a_form_sent_twice_counts_once(product, owner):
    key = uuid.uuid4()
    assert change_stock(product=product, by_how_many=5, by=owner, key=key) is True
    assert change_stock(product=product, by_how_many=5, by=owner, key=key) is False
    assert stock(product) == (15, 0)
    assert len(kept(product)) == 1


def test_what_stays_as_it_is_is_no_change(product, owner):
    change_price(product=product, price=250_000, by=owner, key=uuid.uuid4())
    change_stock(product=product, by_how_many=0, by=owner, key=uuid.uuid4())
    assert kept(product) == []


def test_a_page_opened_before_sales_does_not_put_them_back(product, owner, staff):
    seen = 10
    order = paid([(product, 3)]).orders.get()
    confirm_order(order=order, by=owner)
    ship_order(order=order, by=owner, carrier="VNPost", tracking_code="1", lots={})
    assert stock(product) == (7, 0)
    with translation.override("en"), pytest.raises(StockMoved) as refused:
        count_stock(product=product, counted=seen, seen=seen, by=owner, key=uuid.uuid4())
        pytest.fail("it was put back")
    with translation.override("en"):
        assert str(refused.value) == (
            "You saw 10 in stock, meanwhile there are 7. Nothing was changed: look, and count again."
        )
    assert stock(product) == (7, 0)
    change_stock(product=product, by_how_many=2, by=owner, key=uuid.uuid4())
    assert stock(product) == (9, 0)


@pytest.mark.parametrize(
    ("held", "sentence"),
    [
        (1, "Orders already hold 1 of it; ship or cancel them first."),
        (3, "Orders already hold 3 of them; ship or cancel them first."),
    ],
)
def test_stock_stays_above_what_orders_hold(product, owner, held, sentence):
    paid([(product, held)])
    change_stock(product=product, by_how_many=held - 10, by=owner, key=uuid.uuid4())
    assert stock(product) == (held, held)
    for change in (
        lambda: change_stock(product=product, by_how_many=-1, by=owner, key=uuid.uuid4()),
        lambda: count_stock(
            product=product, counted=held - 1, seen=held, by=owner, key=uuid.uuid4()
        ),
    ):
        with pytest.raises(StockIsHeld) as refused:
            change()
        with translation.override("en"):
            assert str(refused.value) == sentence
    assert stock(product) == (held, held)
    assert OfferChange.objects.count() == 1


@pytest.mark.parametrize(
    ("price", "before", "is_asked"),
    [
        (50_000, 100_000, False),
        (49_999, 100_000, True),
        (200_000, 100_000, False),
        (200_001, 100_000, True),
        (1_000, None, False),
    ],
)
def test_a_price_below_half_or_above_double_is_asked_about(price, before, is_asked):
    assert is_far_off(price, before) is is_asked


def test_every_number_is_kept_and_none_is_zero(product, owner):
    row = factories.make_licence(product.producer)
    licence = Licence(row.prefix, row.holder, row.starts_on, row.ends_on)
    first, second = "08930001234567", "08930001234574"
    for gtin, held in ((first, licence), (first, licence), (second, licence), ("", None)):
        change_gtin(product=product, gtin=gtin, licence=held, by=owner, key=uuid.uuid4())
    assert [row[:3] for row in kept(product)] == [
        ("gtin", 0, int(first)),
        ("gtin", int(first), int(second)),
        ("gtin", int(second), 0),
    ]


def test_a_change_that_cannot_be_kept_is_not_made(product, owner, monkeypatch):
    def breaks(**facts):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(OfferChange.objects, "create", breaks)
    with pytest.raises(RuntimeError):
        change_stock(product=product, by_how_many=5, by=owner, key=uuid.uuid4())
    assert stock(product) == (10, 0)
