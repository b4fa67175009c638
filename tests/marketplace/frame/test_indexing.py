"""What search engines may keep, and the one address of a page that has several."""

import pytest
from django.http import HttpResponse

from marketplace.frame.indexing import NotIndexed, canonical_query, fallback
from tests import factories

pytestmark = pytest.mark.django_db


def test_robots_names_the_map_and_what_leads_nowhere(client, settings):
    settings.SITE_URL = "https://cho.example.vn"
    answer = client.get("/robots.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    lines = answer.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /cms/", "Disallow: /*?*near="} <= set(lines)
    assert lines[-1] == "Sitemap: https://cho.example.vn/sitemap.xml"


def test_a_closed_market_lets_crawlers_read_that_they_may_keep_nothing(client, settings):
    settings.SEARCH_ENGINES = False
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow:\n"
    answer = NotIndexed(lambda request: HttpResponse())(None)
    assert answer["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize(
    ("query", "own"),
    [
        ({}, ""),
        ({"page": "1"}, ""),
        ({"page": "2"}, "?page=2"),
        ({"page": "02"}, "?page=2"),
        ({"page": "x"}, ""),
        ({"page": "²"}, ""),
        ({"page": "9" * 9}, ""),
    ],
)
def test_a_further_page_of_a_list_has_an_address_of_its_own(rf, query, own):
    assert canonical_query(rf.get("/en/producers/", query)) == own


def test_who_reads_none_of_our_languages_reads_english_or_the_first():
    assert (fallback(["vi", "en"]), fallback(["vi", "id"]), fallback([])) == ("en", "vi", "")


def kept(client, address: str) -> bool:
    return 'name="robots" content="noindex"' not in client.get(address).content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/en/basket/",
        "/en/checkout/",
        "/en/account/login/",
        "/en/search/?q=tea",
        "/en/products/?q=x",
    ],
)
def test_baskets_accounts_and_searches_are_not_kept(client, address):
    factories.make_product()
    answer = client.get(address, follow=True)
    assert 'name="robots" content="noindex"' in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "is_kept", "own"),
    [
        ("", True, ""),
        ("?sort=price", True, ""),
        ("?group=1", True, "?group=1"),
        ("?group=1&sort=newest&page=1", True, "?group=1"),
        ("?group=1&group=2", False, "?group=1&amp;group=2"),
        ("?stars=5", False, "?stars=5"),
        ("?price_max=500000", False, "?price_max=500000"),
        ("?group=6", False, "?group=6"),  # nothing is sold of it
    ],
)
def test_a_state_of_the_listing_has_one_address(client, settings, query, is_kept, own):
    factories.make_certificate(factories.make_product(set_number=1), stars=5)
    text = client.get(f"/en/products/{query}").content.decode()
    assert ('content="noindex"' not in text) == is_kept
    canonical = f'<link rel="canonical" href="{settings.SITE_URL}/en/products/{own}">'
    assert (canonical in text) == is_kept
    assert f'property="og:url" content="{settings.SITE_URL}/en/products/{own}"' in text


def test_a_maker_has_one_address_in_three_languages(client, settings):
    maker = factories.make_product().producer
    text = client.get(f"/en/producers/{maker.slug}/?utm_source=x").content.decode()
    path = f"/producers/{maker.slug}/"
    assert f'<link rel="canonical" href="{settings.SITE_URL}/en{path}">' in text
    for code, language in (("vi", "vi"), ("en", "en"), ("id", "id"), ("x-default", "en")):
        link = f'hreflang="{code}" href="{settings.SITE_URL}/{language}{path}">'
        assert text.count(link) == 1, code
    assert f'property="og:image" content="{settings.SITE_URL}/static/img/share' in text
