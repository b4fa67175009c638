"""Oscar's dashboard changes price and stock as the portal does: by what was seen, once, kept."""

import pytest
from django.conf import settings
from django.urls import reverse
from oscar.core.loading import get_model

from catalogue.models import Category
from marketplace.listings.models import OfferChange
from tests import factories
from tests.audit.reading import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def goods():
    """A product that Oscar's page can save: it asks for a category, the market has none."""
    product = factories.make_product(price=100_000, stock=10)
    product.categories.add(Category.add_root(name="Gốm"))
    return product


@pytest.fixture
def goods_page(client, staff, goods):
    client.force_login(staff)
    return reverse("dashboard:catalogue-product", args=[goods.pk])


def record_of(goods):
    return get_model("partner", "StockRecord").objects.get(product=goods)


def shown(answer) -> dict[str, str]:
    """What the product's form would send as it stands."""
    forms = [
        form
        for form in read(answer, answer.content, settings.STATIC_URL).forms
        if form.method == "post"
    ]
    (fields,) = [f.fields for f in forms if any("num_in_stock" in name for name, *_ in f.fields)]
    return {
        name: value or ""
        for name, value, kind in fields
        if name and kind not in ("submit", "unchecked", "file") and not name.endswith("DELETE")
    }


def said(answer, name: str) -> list[str]:
    return answer.context["stockrecord_formset"].forms[0].errors.get(name, [])


STOCK, PRICE = "stockrecords-0-num_in_stock", "stockrecords-0-price"


def test_a_page_from_before_a_sale_does_not_put_the_sold_back(client, goods_page, goods):
    sent = shown(client.get(goods_page))
    get_model("partner", "StockRecord").objects.filter(product=goods).update(
        num_in_stock=7, num_allocated=2
    )
    answer = client.post(goods_page, sent | {"stockrecords-0-low_stock_threshold": "3"})
    assert answer.status_code == 302
    record = record_of(goods)
    assert (record.num_in_stock, record.num_allocated) == (7, 2)
    assert record.low_stock_threshold == 3


def test_a_count_of_before_a_sale_is_refused_with_both_numbers(client, goods_page, goods):
    sent = shown(client.get(goods_page))
    get_model("partner", "StockRecord").objects.filter(product=goods).update(num_in_stock=7)
    answer = client.post(goods_page, sent | {STOCK: "12"})
    (sentence,) = said(answer, "num_in_stock")
    assert "10" in sentence
    assert "7" in sentence
    assert record_of(goods).num_in_stock == 7
    assert client.post(goods_page, shown(answer) | {STOCK: "12"}).status_code == 302
    assert record_of(goods).num_in_stock == 12


def test_what_is_changed_is_kept_with_who_changed_it(client, goods_page, goods, staff):
    sent = shown(client.get(goods_page))
    client.post(goods_page, sent | {STOCK: "1.000", PRICE: "120k"})
    record = record_of(goods)
    assert (record.num_in_stock, record.price) == (1000, 120_000)
    kept = OfferChange.objects.order_by("before").values_list("what", "before", "after", "by")
    what = OfferChange.What
    assert list(kept) == [
        (what.STOCK, 10, 1000, staff.pk),
        (what.PRICE, 100_000, 120_000, staff.pk),
    ]


def test_fewer_than_orders_hold_are_refused(client, goods_page, goods):
    get_model("partner", "StockRecord").objects.filter(product=goods).update(num_allocated=4)
    sent = shown(client.get(goods_page))
    assert said(client.post(goods_page, sent | {STOCK: "3"}), "num_in_stock")
    assert client.post(goods_page, sent | {STOCK: "4"}).status_code == 302
    assert record_of(goods).num_in_stock == 4


@pytest.mark.parametrize("price", ["49.999", "200.001"])
def test_a_price_far_from_the_last_is_asked_about_once(client, goods_page, goods, price):
    sent = shown(client.get(goods_page))
    answer = client.post(goods_page, sent | {PRICE: price})
    assert said(answer, "price")
    assert record_of(goods).price == 100_000
    again = shown(answer)
    assert (
        client.post(goods_page, again | {PRICE: "9.000"}).status_code == 200
    )  # another one is asked
    assert client.post(goods_page, again).status_code == 302
    assert record_of(goods).price == int(price.replace(".", ""))


@pytest.mark.parametrize("price", ["10000000000000000", "1250.000", "-1", "abc"])
def test_a_price_that_cannot_be_is_refused_at_its_field(client, goods_page, price):
    sent = shown(client.get(goods_page))
    assert said(client.post(goods_page, sent | {PRICE: price}), "price")


def test_the_admin_shows_what_is_in_stock_and_saves_it_not(client, goods, staff):
    client.force_login(staff)
    record = record_of(goods)
    address = reverse("admin:partner_stockrecord_change", args=[record.pk])
    sent = {
        "product": goods.pk,
        "partner": record.partner_id,
        "partner_sku": "X-1",
        "price_currency": "VND",
        "num_in_stock": 99,
    }
    assert client.post(address, sent).status_code == 302
    record.refresh_from_db()
    assert (record.partner_sku, record.num_in_stock) == ("X-1", 10)
