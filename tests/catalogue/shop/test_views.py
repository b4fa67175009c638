"""The listing: filters, nonsense in the address, folded marks, stars that end, few queries."""

import datetime

import pytest
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.listing.selection import count_all
from catalogue.listing.state import ListingFilter
from catalogue.models import Product
from catalogue.search.services import catch_up
from catalogue.shop.views import selection_of
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def test_filters_combine_and_count(client):
    village = factories.make_village()
    maker = factories.make_producer(village=village)
    for stars, price in ((3, 100_000), (4, 200_000), (4, 900_000)):
        factories.make_certificate(factories.make_product(maker, price=price), stars=stars)
    factories.make_product(maker, price=50_000, stock=0, set_number=3)
    page = client.get("/en/products/?stars=4&price_max=500000")
    assert page.context["total"] == 1
    counts = {v.value: v.count for v in page.context["facets"]["stars"].values}
    assert counts == {"4": 1, "3": 1}
    assert client.get("/en/products/?stock=1").context["total"] == 3
    assert client.get(f"/en/products/?village={village.slug}&group=1").context["total"] == 1


@pytest.mark.parametrize(
    "query",
    [
        "stars=9&stars=x",
        "price_min=-5",
        "page=999999",
        "page=abc",
        "q=" + "a" * 10_000,
        "group=%00",
        "village=no-such",
        "sort=drop",
        "price_min=9999999999999999999999",
        "set=1%27--",
        "q=%25%5F",
    ],
)
def test_nonsense_in_the_address_is_a_clear_page(client, query):
    assert client.get(f"/en/products/?{query}").status_code == 200


def test_search_folds_marks(client):
    factories.make_product(title="Gốm men rạn")
    from catalogue.models import Product
    from catalogue.products.services import publish_product
    from catalogue.search.services import catch_up

    publish_product(Product.objects.get())
    catch_up()
    assert client.get("/vi/products/?q=gom men ran").context["total"] == 1


@pytest.mark.parametrize("cards", [1, 3, 24])
def test_query_bars_hold_whatever_the_number_of_rows(client, buyer, cards):
    from django.db import connection

    village = factories.make_village()
    makers = [factories.make_producer(village=village) for _ in range(3)]
    products = [factories.make_product(makers[i % 3]) for i in range(cards)]
    for product in products:
        factories.make_certificate(product)
    client.force_login(buyer)
    extra = [factories.make_product(factories.make_producer()) for _ in range(5)]
    for product in extra:
        client.post(f"/en/basket/add/{product.pk}/", {"quantity": 1})
    for url, bar in (
        ("/en/products/", 15),
        (products[0].get_absolute_url().replace("/vi/", "/en/"), 20),
    ):
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(url).status_code == 200
        assert len(seen) <= bar, [q["sql"][:90] for q in seen]


def test_stars_end_with_their_day(client, product):
    certificate = factories.make_certificate(
        product, stars=4, issued_on=TODAY() - datetime.timedelta(days=1095), expires_on=TODAY()
    )
    assert client.get("/en/products/?stars=4").context["total"] == 1
    certificate.expires_on = TODAY() - datetime.timedelta(days=1)
    certificate.save()
    from catalogue.models import Product

    Product.objects.update(ocop_valid_until=certificate.expires_on)
    assert client.get("/en/products/?stars=4").context["total"] == 0
    text = client.get(f"/en/products/{product.slug}_{product.pk}/").content.decode()
    assert "ran out on" in text
    assert 'class="seal' not in text


def test_best_reviewed_comes_first_and_unreviewed_last(client, goods):
    Product.objects.filter(pk=goods[3].pk).update(rating=4.5)
    page = client.get("/en/products/?sort=reviews")
    assert page.context["cards"][0].pk == goods[3].pk


def test_facet_search_answers_with_the_counts_of_the_state(client, goods):
    rows = client.get("/vi/products/?facet=village&facet_q=làng&stock=1").json()["values"]
    assert rows
    state = selection_of(ListingFilter(stock=("1",)))
    assert sum(row["count"] for row in rows) == sum(count_all(state, "village").values())
    assert all("stock=1" in row["url"] for row in rows)


def test_a_long_facet_is_searched_without_script_too(client, goods):
    page = client.get("/vi/products/?stock=1&look_in=village&facet_q=lang+2")
    facet = page.context["facets"]["village"]
    assert ([v.label for v in facet.values], facet.is_open) == (["Làng 2"], True)
    text = page.content.decode()
    assert 'name="look_in" value="village"' in text
    assert 'name="facet_q" maxlength="80" value="lang 2"' in text
    assert '<input type="hidden" name="stock" value="1">' in text
    for nonsense in ("look_in=price&facet_q=1", "look_in=village&facet_q=", "look_in=village"):
        every = client.get(f"/vi/products/?{nonsense}").context["facets"]["village"]
        assert len(every.values) == 3


def test_an_empty_list_offers_the_one_filter_that_is_too_much(client, goods):
    factories.make_product(title="Bát sứ đơn chiếc", price=12_345, set_number=3)
    catch_up()
    page = client.get("/en/products/?set=3&price_min=12345&price_max=12345&stars=5")
    assert page.context["total"] == 0
    offers = page.context["loosenings"]
    assert [label for label, _url, left in offers if left == 1] == ["OCOP 5 stars"]
    for label, url, left in offers:
        assert label in page.content.decode()
        assert client.get("/en/products/" + url).context["total"] == left
    text_alone = client.get("/en/products/?q=xyzzy").content.decode()
    assert "No product for “xyzzy”" in text_alone and "Check the spelling" in text_alone
    none = client.get("/en/products/?set=3&price_min=1&price_max=2&stars=5&q=xyzzy")
    assert none.context["loosenings"] == []


@pytest.mark.parametrize("page", ["0", "-1", "-9", "000", "", "abc", "1.5"])
def test_what_is_no_page_is_the_first(client, goods, page):
    assert client.get(f"/en/products/?page={page}").context["page"].number == 1


def test_a_price_nobody_can_read_is_named_as_one(client, goods):
    page = client.get("/en/products/?price_max=cheap")
    assert "We could not read the price" in page.content.decode()
    assert page.context["total"] == 40
    assert client.get("/en/products/?price_max=100k").context["filter"].price_max == 100_000


def test_a_page_beyond_the_last_is_the_last(client, goods):
    assert client.get("/en/products/?page=999").context["page"].number == 2
    assert client.get("/en/products/?page=abc").context["page"].number == 1
