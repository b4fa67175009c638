"""Price and stock of each variant: on its page, in the list of many, never another product's."""

from uuid import uuid4

import pytest
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalogue.products.variants import Told, keep_variants
from marketplace.listings.models import OfferChange
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def scarf(producer):
    made = factories.make_product(producer, title="Khăn", price=100_000, stock=3)
    return factories.make_variants(made, "Ngà", "Đỏ", axis="colour")


@pytest.fixture
def seller(client, owner):
    client.force_login(owner)
    return client


def key(product, label) -> str:
    return str(factories.variant_of(product, label).pk)


def set_price(client, product, price, **more):
    path = reverse("sell:price", args=[product.pk])
    return client.post(path, {"price": price, "key": uuid4()} | more)


def set_stock(client, product, way, count, **more):
    path = reverse("sell:stock", args=[product.pk])
    return client.post(path, {"way": way, "count": count, "key": uuid4()} | more)


def offers(product) -> dict[str, tuple[int, int]]:
    rows = product.variants.select_related("record")
    return {row.label: (int(row.record.price), row.record.num_in_stock) for row in rows}


def test_page_is_about_the_first_and_leads_to_the_others(seller, scarf):
    path = reverse("sell:offer", args=[scarf.pk])
    assert "Khăn, Ngà" in seller.get(path).content.decode()
    red = seller.get(path, {"variant": key(scarf, "Đỏ")}).content.decode()
    assert "<h1>Khăn, Đỏ</h1>" in red
    assert f"?variant={key(scarf, 'Ngà')}" in red


def test_price_and_stock_are_those_of_the_variant_that_is_named(seller, scarf):
    red = key(scarf, "Đỏ")
    set_price(seller, scarf, "160000", variant=red)
    set_stock(seller, scarf, "more", "5", variant=red)
    set_stock(seller, scarf, "counted", "20", seen="12", variant=red)
    assert offers(scarf) == {"Ngà": (100_000, 3), "Đỏ": (160_000, 20)}
    changes = OfferChange.objects.order_by("pk").values_list("variant__label_vi", "what", "after")
    assert list(changes) == [("Đỏ", "price", 160_000), ("Đỏ", "stock", 12), ("Đỏ", "stock", 20)]
    page = seller.get(reverse("sell:offer", args=[scarf.pk])).content.decode()
    assert "Giá, Đỏ" in page


def test_stock_that_moved_is_told_with_what_is_there_of_the_variant(seller, scarf):
    response = set_stock(seller, scarf, "counted", "9", seen="3", variant=key(scarf, "Đỏ"))
    assert response.status_code == 422
    assert 'name="seen" value="7"' in response.content.decode()
    assert offers(scarf)["Đỏ"] == (150_000, 7)


def test_price_far_off_is_asked_about_and_keeps_its_variant(seller, scarf):
    response = set_price(seller, scarf, "900000", variant=key(scarf, "Đỏ"))
    page = response.content.decode()
    assert f'name="variant" value="{key(scarf, "Đỏ")}"' in page
    assert "Khăn, Đỏ" in page
    assert offers(scarf)["Đỏ"] == (150_000, 7)


@pytest.mark.parametrize("named", ["", "0", "x", "9" * 25])
def test_who_names_no_variant_changes_nothing(seller, scarf, named):
    before = offers(scarf)
    for response in (
        set_price(seller, scarf, "1000", variant=named),
        set_stock(seller, scarf, "more", "1", variant=named),
    ):
        assert response.status_code == 404
    assert offers(scarf) == before


def test_variant_of_another_product_or_of_another_producer_is_not_found(seller, scarf, producer):
    own = factories.make_variants(factories.make_product(producer), "S", "M")
    foreign = factories.make_variants(factories.make_product(), "S", "M")
    for other in (own, foreign):
        named = key(other, "M")
        assert set_price(seller, scarf, "1000", variant=named).status_code == 404
        path = reverse("sell:offer", args=[scarf.pk])
        assert seller.get(path, {"variant": named}).status_code == 404
        assert set_price(seller, foreign, "1000", variant=key(foreign, "M")).status_code == 404
    assert offers(foreign) == {"S": (250_000, 10), "M": (300_000, 7)}


def test_variant_that_is_offered_no_more_takes_no_price(seller, scarf):
    red, ivory = key(scarf, "Đỏ"), factories.variant_of(scarf, "Ngà")
    keep_variants(product=scarf, axis="colour", told=[Told({"vi": "Ngà"}, pk=ivory.pk)])
    assert set_price(seller, scarf, "1000", variant=red).status_code == 404


def test_list_of_many_has_a_row_for_each_and_saves_each(seller, scarf, producer):
    plain = factories.make_product(producer, title="Ấm", price=80_000, stock=1)
    path = reverse("sell:bulk")
    rows = seller.get(path).context["rows"]
    assert [row.offer.title for row in rows] == ["Ấm", "Khăn, Ngà", "Khăn, Đỏ"]
    data = {"row": [plain.pk, scarf.pk]}
    for row in rows:
        data |= {row.add_prefix(name): row[name].value() or "" for name in row.fields}
    data[rows[2].add_prefix("price")] = "170.000"
    data[rows[2].add_prefix("stock")] = "9"
    assert seller.post(path, data).status_code == 302
    assert offers(scarf) == {"Ngà": (100_000, 3), "Đỏ": (170_000, 9)}


def test_list_shows_each_variant_and_costs_the_same(seller, scarf, producer):
    from django.db import connection

    path = reverse("sell:products")
    seller.get(path)
    with CaptureQueriesContext(connection) as one:
        page = seller.get(path).content.decode()
    for label in ("Ngà", "Đỏ"):
        assert f"?variant={key(scarf, label)}" in page
    factories.make_variants(factories.make_product(producer), "S", "M", "L")
    factories.make_product(producer)
    with CaptureQueriesContext(connection) as three:
        seller.get(path)
    assert len(one) == len(three)
