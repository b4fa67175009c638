"""A basket as packages: what each costs, what is short, what does not travel that far."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_model

from catalogue.models import DeliveryReach, Publication
from marketplace.purchases.packages import (
    Destination,
    Package,
    PackageLine,
    Split,
    basket_lines,
    discount_split,
    price_line,
    split_basket,
)
from marketplace.shipping.charges import Quote
from marketplace.shipping.models import DeliveryRate
from tests import factories


def product_of(weight_g: int = 100, needs_delivery: bool = True) -> SimpleNamespace:
    return SimpleNamespace(weight_g=weight_g, needs_delivery=needs_delivery)


def line_of(quantity: int = 1, price: int = 10, product=None, **fields) -> PackageLine:
    facts = {"available": None, "is_buyable": True} | fields
    return PackageLine(
        line=None,
        product=product or product_of(),
        stockrecord=None,
        quantity=quantity,
        unit_price=price,
        total=price * quantity,
        **facts,
    )


def package_of(*lines: PackageLine, charge: int | None = None, **fields) -> Package:
    quote = None if charge is None else Quote(charge, 1, 2)
    return Package(SimpleNamespace(), lines=list(lines), quote=quote, **fields)


@pytest.mark.parametrize(
    ("available", "is_buyable", "is_short"),
    [
        (2, True, True),
        (3, True, False),
        (4, True, False),
        (0, True, True),
        (None, True, False),
        (None, False, True),
        (4, False, True),
    ],
)
def test_line_of_three_is_short_when_fewer_are_there(available, is_buyable, is_short):
    assert line_of(3, available=available, is_buyable=is_buyable).is_short is is_short


@pytest.mark.parametrize(
    ("available", "is_sold_out"), [(-1, True), (0, True), (1, False), (2, False), (None, False)]
)
def test_line_is_sold_out_when_none_is_left(available, is_sold_out):
    assert line_of(available=available).is_sold_out is is_sold_out


def test_line_travels_and_bears_no_discount_unless_told():
    line = line_of(2, 50)
    assert (line.is_out_of_reach, line.discount, line.to_pay) == (False, 0, 100)


def test_both_discounts_come_off_a_line():
    line = line_of(2, 50, discount_platform=7, discount_producer=5)
    assert (line.discount, line.to_pay) == (12, 88)


def test_package_adds_up_goods_discounts_and_delivery():
    package = package_of(
        line_of(2, 50, discount_platform=7), line_of(3, 10, discount_producer=5), charge=22
    )
    assert (package.goods, package.discount, package.delivery) == (130, 12, 22)
    assert package.total == 140


def test_package_without_a_quote_bears_no_delivery():
    package = package_of(line_of(2, 50))
    assert (package.delivery, package.total, package.quote) == (0, 100, None)
    assert package.is_deliverable


def test_package_weighs_its_units():
    package = package_of(line_of(3, product=product_of(900)), line_of(2, product=product_of(250)))
    assert package.weight_g == 3 * 900 + 2 * 250


def test_package_needs_delivery_for_one_line_that_does():
    tickets = line_of(product=product_of(needs_delivery=False))
    assert not package_of(tickets).needs_delivery
    assert package_of(tickets, line_of()).needs_delivery


def test_split_sums_its_packages():
    short, far = line_of(5, available=4), line_of(1, 1_000, is_out_of_reach=True)
    split = Split(
        [
            package_of(line_of(2, 50, discount_platform=7), short, charge=22),
            package_of(far, charge=30, is_deliverable=False),
        ]
    )
    assert (split.goods, split.discount, split.delivery) == (1_150, 7, 52)
    assert split.total == 1_150 - 7 + 52
    assert (split.short_lines, split.lines_out_of_reach) == ([short], [far])
    assert split.needs_delivery
    assert not split.is_deliverable
    assert (split.vouchers, split.refused) == ([], [])


def test_split_is_deliverable_when_each_package_is():
    tickets = package_of(line_of(product=product_of(needs_delivery=False)))
    split = Split([tickets])
    assert split.is_deliverable
    assert not split.needs_delivery
    assert Split([tickets, package_of(line_of())]).needs_delivery


@pytest.fixture
def vase(db):
    producer = factories.make_producer("Gốm A")
    return factories.make_product(producer, price=250_000, stock=10, weight_g=900)


@pytest.fixture
def scarf(db):
    producer = factories.make_producer("Lụa B")
    return factories.make_product(producer, price=480_000, stock=10, weight_g=200)


def test_basket_is_split_by_producer_in_order_of_names(vase, scarf):
    other = factories.make_product(vase.producer, price=10_000)
    split = split_basket(factories.make_basket(scarf, vase, other))
    assert [package.producer.name for package in split.packages] == ["Gốm A", "Lụa B"]
    assert [[line.product for line in p.lines] for p in split.packages] == [[vase, other], [scarf]]
    assert (split.goods, split.delivery, split.total) == (740_000, 44_000, 784_000)
    assert split.is_deliverable


def test_basket_that_was_never_saved_holds_nothing(db):
    basket = get_model("basket", "Basket")()
    assert basket_lines(basket) == []
    assert split_basket(basket).packages == []


def test_basket_is_read_in_as_many_queries_for_one_line_as_for_three(vase, scarf):
    def queries(*products) -> int:
        basket = factories.make_basket(*products)
        with CaptureQueriesContext(connection) as caught:
            split_basket(basket)
        return len(caught)

    third = factories.make_product(price=1_000)
    assert queries(vase) == queries(vase, scarf, third)


@pytest.mark.parametrize(
    ("quantity", "charge"),
    [(1, 22_000), (2, 22_000), (3, 26_000), (4, 0)],  # 900 g each; free from 800 000
)
def test_delivery_is_charged_by_weight_and_falls_away_for_much(vase, quantity, charge):
    get_model("partner", "StockRecord").objects.filter(product=vase).update(price=200_000)
    [package] = split_basket(factories.make_basket(vase, quantity=quantity)).packages
    assert (package.weight_g, package.delivery) == (900 * quantity, charge)


@pytest.mark.parametrize(
    ("destination", "charge"),
    [
        (None, 22_000),
        (Destination(), 22_000),
        (Destination("VN", "01"), 22_000),
        (Destination("VN", "79"), 32_000),
        (Destination("US", "01"), 680_000),  # 500 g, then one further kilogram
    ],
)
def test_delivery_costs_more_the_farther_it_goes(vase, destination, charge):
    vase.delivery_reach = DeliveryReach.ABROAD
    vase.save()
    split = split_basket(factories.make_basket(vase), destination)
    assert (split.delivery, split.is_deliverable) == (charge, True)


@pytest.mark.parametrize(
    ("reach", "travels"),
    [
        (DeliveryReach.PROVINCE, [True, False, False]),
        (DeliveryReach.COUNTRY, [True, True, False]),
        (DeliveryReach.ABROAD, [True, True, True]),
    ],
)
def test_product_travels_as_far_as_its_reach(vase, scarf, reach, travels):
    scarf.delivery_reach = DeliveryReach.ABROAD
    scarf.save()
    vase.delivery_reach = reach
    vase.save()
    basket = factories.make_basket(vase, scarf)
    for destination, arrives in zip(
        (Destination(), Destination("VN", "79"), Destination("DE", "")), travels, strict=True
    ):
        split = split_basket(basket, destination)
        of_vase, of_scarf = split.packages
        assert split.is_deliverable is of_vase.is_deliverable is arrives
        assert [line.product for line in split.lines_out_of_reach] == ([] if arrives else [vase])
        assert (of_vase.quote is not None) is arrives
        assert of_scarf.quote is not None  # the next package is priced all the same
        assert of_scarf.is_deliverable


def test_what_needs_no_delivery_reaches_anybody_and_bears_none(vase, scarf):
    vase.needs_delivery, vase.delivery_reach = False, DeliveryReach.PROVINCE
    vase.save()
    split = split_basket(factories.make_basket(vase, scarf), Destination("VN", "79"))
    of_vase, of_scarf = split.packages
    assert (of_vase.quote, of_vase.is_deliverable, split.lines_out_of_reach) == (None, True, [])
    assert of_scarf.delivery == 32_000


def test_ticket_beside_goods_is_not_out_of_reach(vase):
    ticket = factories.make_product(
        vase.producer, needs_delivery=False, delivery_reach=DeliveryReach.PROVINCE, weight_g=0
    )
    split = split_basket(factories.make_basket(vase, ticket), Destination("VN", "79"))
    assert (split.lines_out_of_reach, split.is_deliverable) == ([], True)
    assert split.delivery == 32_000


def test_package_for_which_nobody_has_a_rate_is_not_deliverable(vase):
    DeliveryRate.objects.all().delete()
    split = split_basket(factories.make_basket(vase))
    [package] = split.packages
    assert (package.is_deliverable, package.quote, split.is_deliverable) == (False, None, False)


def test_vouchers_are_taken_off_anew_each_time(vase, scarf):
    factories.make_voucher("MUOI", percent=10)
    split = split_basket(factories.make_basket(vase, scarf), codes=["MUOI"])
    for _twice in range(2):
        lines = [line for package in split.packages for line in package.lines]
        assert [line.discount_platform for line in lines] == [25_000, 48_000]
        assert (split.discount, split.total) == (73_000, 730_000 - 73_000 + 44_000)
        discount_split(split, ["MUOI"], is_guest=True)
    discount_split(split, [], is_guest=True)
    assert (split.discount, split.vouchers) == (0, [])
    assert {line.discount for line in lines} == {0}


def priced(product, **record) -> PackageLine:
    basket = factories.make_basket(product, quantity=2)
    if record:
        get_model("partner", "StockRecord").objects.filter(product=product).update(**record)
    return price_line(next(iter(basket_lines(basket))))


def test_line_costs_what_its_stock_record_says(vase):
    line = priced(vase, price=123_456, num_in_stock=7, num_allocated=3)
    assert (line.unit_price, line.total, line.quantity) == (123_456, 246_912, 2)
    assert (line.available, line.is_buyable) == (4, True)


def test_what_is_made_to_order_has_no_bound(vase):
    vase.made_to_order = True
    vase.save()
    line = priced(vase)
    assert (line.available, line.is_buyable, line.is_short) == (None, True, False)


@pytest.mark.parametrize(
    "fields", [{"publication": p} for p in Publication if p != Publication.PUBLISHED]
)
def test_what_is_not_published_cannot_be_bought(vase, fields):
    type(vase).objects.filter(pk=vase.pk).update(**fields)
    assert not priced(vase).is_buyable


def test_what_oscar_hides_cannot_be_bought(vase):
    type(vase).objects.filter(pk=vase.pk).update(is_public=False)
    assert not priced(vase).is_buyable


def test_goods_of_an_unverified_producer_cannot_be_bought(vase):
    type(vase.producer).objects.filter(pk=vase.producer_id).update(state="suspended")
    assert not priced(vase).is_buyable


def test_line_without_a_price_costs_nothing_and_cannot_be_bought(vase):
    line = priced(vase, price=None)
    assert (line.unit_price, line.total, line.is_buyable, line.available) == (0, 0, False, 10)
