"""Price and stock in the portal: each saved alone, read as people write, asked about when odd."""

from html import unescape
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from marketplace.listings.models import OfferChange, StockWatch
from marketplace.purchases.packages import Destination, split_basket
from tests import factories
from tests.flows.sale import place, stock

pytestmark = pytest.mark.django_db
LIST = "/en/sell/products/"


def address(name: str, product) -> str:
    with translation.override("en"):
        return reverse(f"sell:{name}", args=[product.pk])


def set_price(client, product, price, **more):
    return client.post(address("price", product), {"price": price, "key": uuid4()} | more)


def send_stock(client, product, way, count, **more):
    answer = {"way": way, "count": count, "key": uuid4()} | more
    return client.post(address("stock", product), answer)


def words_of(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


def now(product) -> tuple:
    product.refresh_from_db()
    return product.price, stock(product)


@pytest.fixture
def shop(client, owner):
    client.force_login(owner)
    return client


def test_a_stranger_and_another_producer_find_nothing(client, product, stranger):
    other = factories.make_member(factories.make_producer())
    for person, answer in ((None, 302), (stranger, 403), (other, 404)):
        if person:
            client.force_login(person)
        assert client.get(address("offer", product)).status_code == answer
        assert set_price(client, product, 200_000).status_code == answer
        assert send_stock(client, product, "more", 5).status_code == answer
    assert now(product) == (250_000, (10, 0))


def test_a_packer_sets_neither_price_nor_stock(client, product):
    client.force_login(factories.make_member(product.producer, role="packer"))
    assert set_price(client, product, 200_000).status_code == 403
    assert send_stock(client, product, "more", 5).status_code == 403


@pytest.mark.parametrize(
    ("typed", "price"),
    [("180.000", 180_000), ("180k", 180_000), ("0,2 triệu", 200_000), ("180,000 đ", 180_000)],
)
def test_a_price_is_read_as_people_write_it_and_said_again(shop, product, typed, price):
    response = shop.post(address("price", product), {"price": typed, "key": uuid4()}, follow=True)
    assert response.redirect_chain == [(LIST, 302)]
    with translation.override("en"):
        title = product.title
    said = [str(each) for each in response.context["messages"]]
    assert said == [f"“{title}” costs ₫{price:,} now."]
    assert now(product) == (price, (10, 0))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("1250.000", "Do you mean 1,250,000 or 1,250? Write it without points."),
        ("abc", "Write a whole number, such as 1.250.000."),
        ("999", "Ensure this value is greater than or equal to 1000."),
        ("10000000000", "Ensure this value is less than or equal to 9999999999."),
        ("", "This field is required."),
    ],
)
def test_a_refused_price_stays_with_its_reason_beside_it(shop, product, typed, sentence):
    response = set_price(shop, product, typed)
    assert response.status_code == 422
    assert response.context["price_form"].errors == {"price": [sentence]}
    assert f'value="{typed}"' in response.content.decode() or not typed
    assert now(product) == (250_000, (10, 0))


def test_a_price_far_from_the_last_is_confirmed_first(shop, product):
    asked = set_price(shop, product, "25.000")
    assert asked.status_code == 200
    assert "₫250,000" in words_of(asked)
    assert "Yes, it costs ₫25,000" in words_of(asked)
    assert now(product) == (250_000, (10, 0))
    assert set_price(shop, product, "25000", confirmed="24000").status_code == 200
    assert set_price(shop, product, "25000", confirmed="25000").status_code == 302
    assert now(product) == (25_000, (10, 0))


def test_a_thousand_is_a_thousand(shop, product):
    send_stock(shop, product, "counted", "1.000", seen=10)
    assert now(product) == (250_000, (1000, 0))


def test_stock_comes_and_goes(shop, product):
    assert send_stock(shop, product, "more", 5).status_code == 302
    assert send_stock(shop, product, "less", 2).status_code == 302
    assert now(product) == (250_000, (13, 0))
    page = words_of(shop.get(address("offer", product)))
    assert "In stock: 13" in page
    kept = [(each.before, each.after) for each in OfferChange.objects.order_by("pk")]
    assert kept == [(10, 15), (15, 13)]


def test_the_same_form_twice_counts_once(shop, product):
    key = uuid4()
    for _ in range(2):
        assert send_stock(shop, product, "more", 5, key=key).status_code == 302
    assert now(product) == (250_000, (15, 0))


def test_a_count_by_an_old_page_is_refused_and_shows_both(shop, product):
    send_stock(shop, product, "less", 3)
    refused = send_stock(shop, product, "counted", 10, seen=10)
    assert refused.status_code == 422
    sentence = (
        "You saw 10 in stock, meanwhile there are 7. Nothing was changed: look, and count again."
    )
    form = refused.context["stock_form"]
    assert form.errors["count"] == [sentence]
    assert (form["count"].value(), form["seen"].value()) == ("10", "7")
    assert now(product) == (250_000, (7, 0))
    again = {"count": form["count"].value(), "seen": form["seen"].value()}
    key = form["key"].value()
    assert send_stock(shop, product, "counted", **again, key=key).status_code == 302
    assert now(product) == (250_000, (10, 0))


def test_a_count_without_what_was_seen_is_refused(shop, product):
    refused = send_stock(shop, product, "counted", 10)
    assert refused.context["stock_form"].errors == {
        "count": ["Open the page again, so that you see what is there now."]
    }


@pytest.mark.parametrize("count", ["-1", "1000001", "x", ""])
def test_stock_has_bounds(shop, product, count):
    assert send_stock(shop, product, "more", count).status_code == 422
    assert now(product) == (250_000, (10, 0))


def test_stock_stays_above_what_orders_hold(shop, product):
    place([(product, 3)])
    refused = send_stock(shop, product, "less", 8)
    assert refused.context["stock_form"].errors == {
        "count": ["Orders already hold 3 of them; ship or cancel them first."]
    }
    assert now(product) == (250_000, (10, 3))


def test_a_change_needs_a_way_and_a_key(shop, product):
    assert send_stock(shop, product, "double", 1).status_code == 422
    assert send_stock(shop, product, "more", 1, key="x").status_code == 422
    assert set_price(shop, product, 200_000, key="").status_code == 422
    assert now(product) == (250_000, (10, 0))


def test_history_costs_as_much_for_thirty_as_for_one(shop, product, django_assert_num_queries):

    page = address("offer", product)
    send_stock(shop, product, "more", 1)
    shop.get(page)
    with CaptureQueriesContext(connection) as one:
        shop.get(page)
        asked = len(one)
    for _ in range(5):
        send_stock(shop, product, "more", 1)
    shop.get(page)
    with django_assert_num_queries(asked):
        shop.get(page)


def test_producer_says_at_how_many_left_it_wants_to_hear(client, owner, product):
    client.force_login(owner)
    path = f"/vi/sell/products/{product.pk}/watch/"
    client.post(path, {"fewest": "1.000"})
    assert product.stock_watch.fewest == 1000
    assert 'value="1.000"' in client.get(f"/vi/sell/products/{product.pk}/offer/").content.decode()
    assert client.post(path, {"fewest": "-1"}).status_code == 422
    client.post(path, {"fewest": ""})
    assert not StockWatch.objects.exists()


def test_days_to_make_are_read_by_buyers_and_added_to_the_way(shop, product):
    lead = address("lead", product)
    assert lead not in shop.get(address("offer", product)).content.decode()
    type(product).objects.filter(pk=product.pk).update(made_to_order=True)
    assert lead in shop.get(address("offer", product)).content.decode()
    for wrong in ("0", "-1", "181", "nhiều"):
        refused = shop.post(lead, {"days": wrong})
        assert refused.status_code == 422
        assert list(refused.context["lead_form"].errors) == ["days"]
    for _twice in range(2):
        assert shop.post(lead, {"days": "7"})["Location"] == address("offer", product)
    product.refresh_from_db()
    assert product.lead_days == 7
    page = shop.get(product.get_absolute_url().replace("/vi/", "/en/")).content.decode()
    assert "Made in 7 days" in page
    package = split_basket(factories.make_basket(product), Destination()).packages[0]
    assert package.days == (7 + package.quote.days_min, 7 + package.quote.days_max)
    shop.post(lead, {"days": ""})
    page = shop.get(product.get_absolute_url().replace("/vi/", "/en/")).content.decode()
    assert "Made in" not in page


def test_days_to_make_of_what_lies_on_the_shelf_are_added_to_nothing(product):
    type(product).objects.filter(pk=product.pk).update(lead_days=7)  # it was made to order once
    package = split_basket(factories.make_basket(product), Destination()).packages[0]
    assert package.days == (package.quote.days_min, package.quote.days_max)
    package.quote = None
    assert package.days == (0, 0)


def test_days_to_make_are_set_by_who_sells_it_alone(client, product):
    type(product).objects.filter(pk=product.pk).update(made_to_order=True)
    lead = address("lead", product)
    packer = factories.make_member(product.producer, role="packer")
    other = factories.make_member(factories.make_producer(), "other@example.com")
    for person, status in ((packer, 403), (other, 404)):
        client.force_login(person)
        assert client.post(lead, {"days": "7"}).status_code == status
    assert client.get(lead).status_code == 405
    product.refresh_from_db()
    assert product.lead_days == 0
