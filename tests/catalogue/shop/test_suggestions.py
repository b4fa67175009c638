"""What the search box completes while somebody types."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.listing.cards import cards_of
from catalogue.models import Product
from catalogue.search.queries import suggest
from catalogue.search.services import catch_up, touch
from tests import factories
from tests.catalogue.search.conftest import goods, made_goods  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db


def test_suggestions_complete_the_last_word_in_the_readers_language(goods, client):  # noqa: F811
    titles = [row["title"] for row in suggest("rattan bas", "en")]
    assert titles == ["Rattan basket"]
    assert [row["title"] for row in suggest("keranj", "id")][-1:] == ["Keranjang rotan"]
    answer = client.get("/en/search/suggest/?q=coni")
    assert answer.json()["suggestions"][0]["title"] == "Conical hat"
    assert "public" in answer.headers["Cache-Control"]
    assert client.get("/en/search/suggest/").json()["suggestions"] == []


def test_products_come_with_picture_and_price(goods, client):  # noqa: F811
    hat = goods["hat"]
    row = client.get("/en/search/suggest/?q=conical").json()["suggestions"][0]
    assert (row["title"], row["kind"]) == ("Conical hat", "Product")
    assert row["price"] == cards_of([hat.pk])[0].price_text != ""
    assert row["image"] == ""  # it has no picture
    Product.objects.filter(pk=hat.pk).update(cover="images/products/hat.jpg")
    touch("product", [hat.pk])
    catch_up()
    row = client.get("/en/search/suggest/?q=conical").json()["suggestions"][0]
    assert row["image"].endswith("images/products/hat.w320.webp")
    village = client.get("/vi/search/suggest/?q=chuong").json()["suggestions"][0]
    assert set(village) == {"kind", "title", "url"}


def test_many_products_are_asked_for_at_once(goods, client):  # noqa: F811
    def asked(text: str) -> int:
        client.get("/vi/search/suggest/", {"q": "x"})
        with CaptureQueriesContext(connection) as seen:
            rows = client.get("/vi/search/suggest/", {"q": text}).json()["suggestions"]
        assert [row for row in rows if "price" in row]
        return len(seen)

    maker = goods["hat"].producer
    one = asked("quai")
    for n in range(6):
        factories.make_product(maker, title=f"Nón quai {n}")
    catch_up()
    assert asked("quai") == one
