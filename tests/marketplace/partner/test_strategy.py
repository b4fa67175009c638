"""A product is priced from its own record, and can be had when it is sold and there."""

import pytest
from oscar.core.loading import get_model

from catalogue.models import Product, Publication
from marketplace.partner.strategy import MarketStrategy, Selector
from tests import factories

pytestmark = pytest.mark.django_db


def had(product: Product, quantity: int) -> bool:
    info = Selector().strategy().fetch_for_product(Product.objects.get(pk=product.pk))
    return info.availability.is_purchase_permitted(quantity)[0]


@pytest.mark.parametrize(("asked", "given"), [(1, True), (3, True), (4, False)])
def test_no_more_can_be_had_than_nobody_holds(asked, given):
    product = factories.make_product(stock=5)
    product.stockrecords.update(num_allocated=2)
    assert had(product, asked) is given


def test_what_is_made_to_order_can_be_had_without_stock():
    assert had(factories.make_product(stock=0, made_to_order=True), 50)


@pytest.mark.parametrize("publication", [Publication.DRAFT, Publication.WITHDRAWN])
def test_what_is_not_on_sale_cannot_be_had(publication):
    assert not had(factories.make_product(publication=publication), 1)
    assert not had(factories.make_product(publication=publication, made_to_order=True), 1)


def test_what_is_hidden_or_has_no_price_cannot_be_had():
    hidden, priceless, recordless = (factories.make_product() for _ in range(3))
    Product.objects.filter(pk=hidden.pk).update(is_public=False)
    priceless.stockrecords.update(price=None)
    recordless.stockrecords.all().delete()
    assert [had(one, 1) for one in (hidden, priceless, recordless)] == [False] * 3


def test_the_first_record_prices_a_product_and_its_own_a_line():
    product = factories.make_product(price=250_000)
    first = product.stockrecords.get()
    second = get_model("partner", "StockRecord").objects.create(
        product=product,
        partner=factories.make_producer().partner,
        partner_sku="X",
        price_currency="VND",
        price=90_000,
        num_in_stock=9,
    )
    strategy = MarketStrategy()
    assert strategy.fetch_for_product(product).stockrecord == first
    line = factories.make_basket(product).lines.get()
    assert strategy.fetch_for_line(line).price.incl_tax == 250_000
    line.stockrecord = second
    priced = strategy.fetch_for_line(line)
    assert (priced.stockrecord, priced.price.incl_tax, priced.price.excl_tax) == (
        second,
        90_000,
        90_000,
    )
