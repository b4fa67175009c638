"""Variants in the basket: chosen first, each a line of its own, never another product's."""

import pytest
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from oscar.core.loading import get_model

from catalogue.products.variants import Told, keep_variants
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def scarf(producer):
    made = factories.make_product(producer, title="Khăn", price=100_000, stock=3)
    return factories.make_variants(made, "Ngà", "Đỏ", axis="colour")


def key(product, label) -> str:
    return str(factories.variant_of(product, label).pk)


def add(client, product, variant: str | None = None, quantity: str = "1", **more):
    path = reverse("basket:add", args=[product.pk])
    data = {"quantity": quantity} | more | ({} if variant is None else {"variant": variant})
    return client.post(path, data, follow=True)


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def lines() -> list[tuple]:
    rows = get_model("basket", "Line").objects.order_by("pk")
    return [(row.stockrecord.variant.label, row.quantity) for row in rows]


@pytest.mark.parametrize("variant", [None, ""])
def test_who_did_not_choose_is_asked_to_and_nothing_goes_in(client, scarf, variant):
    response = add(client, scarf, variant)
    path, query = response.redirect_chain[-1][0].split("?")
    assert (path, query) == (scarf.get_absolute_url(), "choose=1#choose")
    assert "Vui lòng chọn màu." in response.content.decode()
    assert lines() == []


def test_each_variant_is_a_line_and_the_basket_names_it(client, scarf):
    add(client, scarf, key(scarf, "Ngà"), "2")
    response = add(client, scarf, key(scarf, "Đỏ"))
    add(client, scarf, key(scarf, "Đỏ"))
    assert said(response)[0].startswith("“Khăn, Đỏ” đã vào giỏ.")
    assert lines() == [("Ngà", 2), ("Đỏ", 2)]
    basket = client.get(reverse("basket:summary"))
    split = basket.context["split"]
    totals = [(line.title, line.total) for line in split.packages[0].lines]
    assert totals == [("Khăn, Ngà", 200_000), ("Khăn, Đỏ", 300_000)]
    assert "Khăn, Đỏ" in basket.content.decode()


def test_variant_counts_alone(client, scarf):
    add(client, scarf, key(scarf, "Ngà"), "3")
    assert said(add(client, scarf, key(scarf, "Ngà"))) == [
        "Giỏ của bạn đã có hết số “Khăn, Ngà” còn lại."
    ]
    assert said(add(client, scarf, key(scarf, "Đỏ"), "8")) == ["Chỉ thêm được 7 “Khăn, Đỏ” nữa."]


@pytest.mark.parametrize("nonsense", ["0", "-1", "x", "9" * 30, "99999999"])
def test_what_is_no_variant_is_not_found(client, scarf, nonsense):
    assert add(client, scarf, nonsense).status_code == 404
    assert lines() == []


def test_variant_of_another_product_is_not_found(client, scarf):
    other = factories.make_variants(factories.make_product())
    assert add(client, scarf, key(other, "S")).status_code == 404
    assert add(client, factories.make_product(), key(other, "S")).status_code == 404


def test_variant_that_is_offered_no_more_cannot_be_bought(client, scarf):
    red = factories.variant_of(scarf, "Đỏ")
    ivory = factories.variant_of(scarf, "Ngà")
    add(client, scarf, str(red.pk))
    keep_variants(product=scarf, axis="colour", told=[Told({"vi": "Ngà"}, pk=ivory.pk)])
    assert said(add(client, scarf, str(red.pk))) == ["Hiện chưa mua được “Khăn, Đỏ”."]
    line = client.get(reverse("basket:summary")).context["split"].packages[0].lines[0]
    assert line.is_short


def test_only_variant_needs_no_choice(client, scarf):
    ivory = factories.variant_of(scarf, "Ngà")
    keep_variants(product=scarf, axis="colour", told=[Told({"vi": "Ngà"}, pk=ivory.pk)])
    add(client, scarf)
    assert lines() == [("Ngà", 1)]


def test_product_page_comes_back_with_what_was_chosen(client, scarf):
    client.get(reverse("basket:summary"))
    client.cookies["any"] = "1"
    response = add(client, scarf, key(scarf, "Đỏ"), next=scarf.get_absolute_url())
    assert response.context["choices"].chosen.label == "Đỏ"


def test_basket_costs_the_same_with_one_variant_and_with_three(client, scarf):
    from django.db import connection

    other = factories.make_variants(factories.make_product(scarf.producer), "S", "M", "L")
    costs = []
    for product, labels in ((scarf, ["Ngà"]), (other, ["S", "M", "L"])):
        for label in labels:
            add(client, product, key(product, label))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("basket:summary"))
        costs.append(len(queries))
    assert costs[0] == costs[1]
