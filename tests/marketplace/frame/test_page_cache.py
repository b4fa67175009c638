"""Strangers' pages come from the cache while they are true; nobody else's ever do."""

import datetime
import re

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect

from catalogue.products.services import withdraw_product
from catalogue.search.models import Asked
from catalogue.search.services import catch_up
from catalogue.shop.views import CatalogueView
from marketplace.frame import page_cache
from marketplace.frame.page_cache import is_public, read_by
from tests import factories
from tests.offers import set_price_and_stock

pytestmark = pytest.mark.django_db


def is_kept(client, path: str) -> bool:
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return len(queries) == 1


@pytest.mark.parametrize("path", ["/vi/products/", "/en/products/?stars=4", "/vi/producers/"])
def test_a_second_stranger_costs_one_query(client, path):
    factories.make_product()
    assert is_kept(client, path)


def test_a_product_page_shows_price_stock_and_stars_at_once(client):
    product = factories.make_product(price=250_000, stock=3)
    url = product.get_absolute_url().replace("/vi/", "/en/")
    assert is_kept(client, url)
    set_price_and_stock(product=product, price=260_000, in_stock=3)
    assert "₫260,000" in client.get(url).content.decode()
    set_price_and_stock(product=product, price=260_000, in_stock=2)
    assert "Only 2 left" in client.get(url).content.decode()
    catch_up()
    set_price_and_stock(product=product, price=260_000, in_stock=0)
    assert "Sold out" in client.get(url).content.decode()
    factories.make_certificate(
        product, stars=5, expires_on=timezone.localdate() + datetime.timedelta(days=3)
    )
    assert "OCOP 5 stars" in client.get(url).content.decode()
    with time_machine.travel(timezone.now() + datetime.timedelta(days=4)):
        assert "OCOP 5 stars" not in client.get(url).content.decode()
    withdraw_product(product)
    assert client.get(url).status_code == 410


def test_a_page_of_yesterday_is_not_shown(client):
    """Midnight in the market's zone is 17:00 UTC."""
    with time_machine.travel("2026-11-27T16:59:59Z", tick=False) as clock:
        assert is_kept(client, "/vi/products/")
        clock.move_to("2026-11-27T17:00:00Z")
        with CaptureQueriesContext(connection) as queries:
            client.get("/vi/products/")
        assert len(queries) > 1
        assert is_kept(client, "/vi/products/")


def test_lists_show_what_sold_out(client):
    product = factories.make_product(stock=1)
    client.get("/en/products/?stock=1")
    set_price_and_stock(product=product, price=1000, in_stock=0)
    assert client.get("/en/products/?stock=1").context["total"] == 0


def test_an_etag_answers_304_and_changes_with_the_page(client):
    product = factories.make_product()
    url = product.get_absolute_url()
    page = client.get(url)
    assert page.headers["Cache-Control"] == "public, no-cache"
    assert "Cookie" in page.headers["Vary"]
    same = client.get(url, headers={"If-None-Match": page.headers["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert same.headers["ETag"] == page.headers["ETag"]
    set_price_and_stock(product=product, price=1000, in_stock=5)
    changed = client.get(url, headers={"If-None-Match": page.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != page.headers["ETag"]
    listing = client.get("/vi/products/")
    assert listing.headers["Cache-Control"] == "public, max-age=0, s-maxage=20"


def test_who_signed_in_or_has_a_basket_gets_pages_of_their_own(client, buyer):
    product = factories.make_product()
    client.get("/en/products/")
    client.post(f"/en/basket/add/{product.pk}/", {"quantity": 1})
    page = client.get("/en/products/")
    assert re.search(r"data-basket-count[^>]*>\s*1\s*<", page.content.decode())
    assert page.headers["Cache-Control"] == "private, no-cache"
    assert "ETag" not in page.headers
    client.logout()
    client.cookies.clear()
    client.force_login(buyer)
    page = client.get("/en/products/")
    assert "/en/account/" in page.content.decode()
    assert page.headers["Cache-Control"].startswith("private")
    client.logout()
    client.cookies.clear()
    assert "Sign in" in client.get("/en/products/").content.decode()


@pytest.mark.parametrize(
    "path", ["/vi/account/login/", "/vi/basket/", "/vi/checkout/", "/vi/sell/", "/vi/programme/"]
)
def test_private_pages_are_kept_by_nobody(client, path):
    assert not is_public(path)
    answer = client.get(path)
    assert "public" not in answer.headers["Cache-Control"]
    assert "ETag" not in answer.headers


def test_the_key_tells_hosts_languages_queries_and_encodings_apart(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    factories.make_product()
    pages = [
        client.get("/vi/products/"),
        client.get("/en/products/"),
        client.get("/vi/products/?sort=newest"),
        client.get("/vi/products/", headers={"Accept-Encoding": "gzip"}),
        client.get("/vi/products/", headers={"Host": "other.example"}),
    ]
    assert pages[3].headers["Content-Encoding"] == "gzip"
    assert len({page.content for page in pages[:4]}) == 4
    kept = [client.get("/vi/products/").content, client.get("/en/products/").content]
    assert kept == [pages[0].content, pages[1].content]


def test_searches_are_counted_and_not_kept(client):
    factories.make_product(title="Lọ hoa")
    catch_up()
    for reader in range(3):
        client.get("/vi/products/?q=lo+hoa", REMOTE_ADDR=f"192.0.2.{reader}")
    assert Asked.objects.get().times == 3


def kept_pages() -> dict:
    """What lies in the process's cache of pages: a name and a body for each place."""
    return dict(caches["pages"]._cache)


@pytest.mark.parametrize(
    "path", ["/vi/products/", "/vi/products/compare/", "/vi/producers/", "/vi/"]
)
def test_parameters_that_no_view_reads_fill_no_room(cache_of_the_process, client, path):
    product = factories.make_product()
    for number in range(5):
        client.get(f"{path}?zz={number}&utm_source=letter{number}")
        client.get(f"{product.get_absolute_url()}?fbclid={number}")
    assert len(kept_pages()) == 2


def test_a_parameter_that_no_view_reads_is_on_nobodys_page(client):
    factories.make_product()
    page = client.get("/vi/products/?stars=4&zz=planted&sort=price").content
    assert b"planted" not in page
    assert page == client.get("/vi/products/?stars=4&sort=price").content


@pytest.mark.parametrize("name", CatalogueView.READS)
def test_every_parameter_of_the_listing_is_read(name):
    assert name in read_by("/vi/products/")


def test_the_room_is_bounded_whatever_is_asked(cache_of_the_process, client, monkeypatch):
    monkeypatch.setattr(page_cache, "KEPT_QUERIES", 3)
    monkeypatch.setattr(page_cache, "KEPT_PATHS", 2)
    factories.make_product()
    for number in range(20):
        client.get(f"/vi/products/?price_max={1000 + number}")
    assert len(kept_pages()) == 3
    client.get("/vi/products/")
    assert len(kept_pages()) == 4
    # Who shares a place with another gets its own page, computed.
    for number in (1000, 1019):
        assert (
            f'value="{number}"' in client.get(f"/vi/products/?price_max={number}").content.decode()
        )


def test_a_page_that_is_too_large_is_not_kept(cache_of_the_process, client, monkeypatch):
    factories.make_product()
    monkeypatch.setattr(page_cache, "LARGEST", 1000)
    assert client.get("/vi/products/").status_code == 200
    assert kept_pages() == {}


def test_a_page_that_moved_is_found_by_the_whole_of_its_old_address(client):
    Redirect.objects.create(old_path="/vi/old?id=3", redirect_link="/vi/products/")
    assert client.get("/vi/old/?id=3").headers["Location"] == "/vi/products/"
    assert client.get("/vi/old/?id=4").status_code == 404
