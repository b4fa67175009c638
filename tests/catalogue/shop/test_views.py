"""The listing: filters, nonsense in the address, folded marks, stars that end, few queries."""

import datetime

import pytest
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

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
