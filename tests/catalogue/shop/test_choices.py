"""What a product's page offers to choose: prices, what is left, and what machines read of it."""

import json
import re

import pytest
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_model

from catalogue.models import Publication
from catalogue.products.variants import Told, keep_variants
from catalogue.shop.choices import MOST_AT_ONCE, Choice, choices_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def scarf():
    made = factories.make_product(title="Khăn lụa", price=180_000, stock=10)
    return factories.make_variants(made, "Ngà", "Đỏ", "Chàm", axis="colour")


def page(client, product, query: str = "", language: str = "vi"):
    return client.get(f"/{language}/products/{product.slug}_{product.pk}/{query}")


def inputs(response) -> list[str]:
    found = re.findall(r"<input\s+type=\"radio\"[^>]*>", response.content.decode())
    return [" ".join(each.split()) for each in found]


def set_stock(product, label: str, count: int) -> None:
    record = factories.variant_of(product, label).record
    get_model("partner", "StockRecord").objects.filter(pk=record.pk).update(num_in_stock=count)


def test_page_offers_every_variant_and_the_price_they_begin_with(client, scarf):
    response = page(client, scarf)
    text = response.content.decode()
    assert len(inputs(response)) == 3
    assert not any("checked" in each for each in inputs(response))
    assert "từ 180.000" in text.replace("\xa0", " ")
    assert re.search(r"<legend>\s*Màu sắc\s*</legend>", text)


def test_address_names_what_is_chosen(client, scarf):
    red = factories.variant_of(scarf, "Đỏ")
    response = page(client, scarf, f"?variant={red.pk}")
    chosen = [each for each in inputs(response) if "checked" in each]
    assert len(chosen) == 1
    assert f'value="{red.pk}"' in chosen[0]
    assert response.context["price_text"].replace("\xa0", " ") == "230.000 ₫"
    assert response.context["max_quantity"] == 7


@pytest.mark.parametrize("asked", ["x", "-1", "9" * 30, ""])
def test_nonsense_chooses_nothing(client, scarf, asked):
    response = page(client, scarf, f"?variant={asked}")
    assert response.status_code == 200
    assert response.context["choices"].chosen is None


def test_variant_of_another_product_chooses_nothing(client, scarf):
    other = factories.make_variants(factories.make_product())
    response = page(client, scarf, f"?variant={factories.variant_of(other, 'S').pk}")
    assert response.context["choices"].chosen is None


def test_who_did_not_choose_reads_so_beside_the_field(client, scarf):
    response = page(client, scarf, "?choose=1")
    assert "Vui lòng chọn màu." in response.content.decode()
    assert 'aria-describedby="choose-error"' in response.content.decode()
    assert "Vui lòng chọn màu." not in page(client, scarf).content.decode()


def test_sold_out_variant_is_marked_and_cannot_be_chosen(client, scarf):
    set_stock(scarf, "Đỏ", 0)
    red = factories.variant_of(scarf, "Đỏ")
    response = page(client, scarf, f"?variant={red.pk}")
    row = next(each for each in inputs(response) if f'value="{red.pk}"' in each)
    assert "disabled" in row
    assert response.context["choices"].chosen is None
    assert list(response.context["choices"].stock_states) == ["", "Hết hàng", ""]


@pytest.mark.parametrize(("left", "text"), [(4, ""), (3, "Chỉ còn 3"), (1, "Chỉ còn 1")])
def test_few_that_are_left_are_told_of_the_variant(client, scarf, left, text):
    set_stock(scarf, "Đỏ", left)
    assert page(client, scarf).context["choices"].stock_states[1] == text


def test_only_variant_is_chosen_by_itself(client, scarf):
    ivory = factories.variant_of(scarf, "Ngà")
    keep_variants(product=scarf, axis="colour", told=[Told(labels={"vi": "Ngà"}, pk=ivory.pk)])
    response = page(client, scarf)
    assert response.context["choices"].chosen.label == "Ngà"


def test_label_is_in_the_readers_language_and_marked_where_it_is_not(client, scarf):
    rows = [("Ngà", {"vi": "Ngà", "en": "Ivory"}), ("Đỏ", {"vi": "Đỏ"})]
    told = [Told(labels=say, pk=factories.variant_of(scarf, label).pk) for label, say in rows]
    keep_variants(product=scarf, axis="colour", told=told)
    found = page(client, scarf, language="en").context["choices"].all
    assert [(each.label, each.language) for each in found] == [("Ivory", ""), ("Đỏ", "vi")]


def test_product_without_variants_offers_nothing_to_choose(client, product):
    response = page(client, product)
    assert not inputs(response)
    assert response.context["choices"].to_choose == []


def test_hidden_product_offers_nothing(client, scarf):
    scarf.publication = Publication.HIDDEN
    scarf.save()
    assert not inputs(page(client, scarf))


def test_machines_read_the_span_and_each_offer(client, scarf):
    set_stock(scarf, "Đỏ", 0)
    text = page(client, scarf, language="en").content.decode()
    offers = json.loads(re.search(r'ld\+json">(.*?)</script>', text, re.S)[1])["offers"]
    assert (offers["@type"], offers["lowPrice"], offers["highPrice"]) == (
        "AggregateOffer",
        "180000",
        "280000",
    )
    states = [each["availability"].rpartition("/")[2] for each in offers["offers"]]
    assert states == ["InStock", "OutOfStock", "InStock"]


def test_page_costs_the_same_however_many_variants(client, scarf):
    from django.db import connection

    page(client, scarf)
    costs = []
    for product in (factories.make_product(scarf.producer), scarf):
        page(client, product, "?variant=0")
        with CaptureQueriesContext(connection) as queries:
            page(client, product, "?variant=1")
        costs.append(len(queries))
    assert costs[0] == costs[1]


@pytest.mark.parametrize(("left", "most"), [(0, 1), (1, 1), (98, 98), (99, 99), (100, 99)])
def test_so_many_go_into_a_basket_at_once(left, most):
    choice = Choice(1, "size", "S", "", 1000, left, False, "", None, "")
    assert choice.most == most
    assert choice._replace(made_to_order=True).most == MOST_AT_ONCE


def test_product_without_a_record_has_nothing_to_be_had():
    found = choices_of(None, made_to_order=False)
    assert (found.there, found.prices, found.price_text, found.most) == ([], [], "", 1)
