"""The map of the site: all that anybody may read, in each language it is written in, no more."""

from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, PageViewRestriction

from catalogue.listing.shelf import current
from catalogue.models import Publication
from cms.models import StoryIndexPage, StoryPage
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded_site")]
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def read(client, address: str) -> ElementTree.Element:
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml; charset=utf-8")
    return ElementTree.fromstring(answer.content)


def parts(client) -> list[str]:
    found = read(client, "/sitemap.xml").findall("s:sitemap/s:loc", NAMES)
    return [each.text.rpartition("/")[2] for each in found]


def alternates(client, address: str) -> dict[str, dict[str, str]]:
    """Each address of a part, with the same thing in other languages."""
    return {
        url.find("s:loc", NAMES).text: {
            link.get("hreflang"): link.get("href") for link in url.findall("x:link", NAMES)
        }
        for url in read(client, address).findall("s:url", NAMES)
    }


def add_story(slug: str, language: str = "vi") -> StoryPage:
    index = StoryIndexPage.objects.get(locale__language_code=language)
    page = index.add_child(instance=StoryPage(title=slug, slug=slug, locale=index.locale))
    page.save_revision().publish()
    return page


def test_map_names_goods_makers_and_pages_with_their_languages(client, settings):
    site = settings.SITE_URL
    product = factories.make_product()
    part = f"/sitemap-products-{product.pk // 100}.xml"
    assert part[1:] in parts(client)
    product.refresh_from_db()
    path = f"/products/{product.slug}_{product.pk}/"
    found = alternates(client, part)
    assert found[f"{site}/en{path}"] == {
        "vi": f"{site}/vi{path}",
        "en": f"{site}/en{path}",
        "id": f"{site}/id{path}",
        "x-default": f"{site}/en{path}",
    }
    makers = alternates(client, f"/sitemap-producers-{product.producer_id // 100}.xml")
    assert f"{site}/id/producers/{product.producer.slug}/" in makers
    current()
    standard = alternates(client, "/sitemap-standard-0.xml")
    group = f"{site}/en/products/?group={product.ocop_group.number}"
    assert {f"{site}/vi/", f"{site}/en/products/", group} <= set(standard)
    assert standard[f"{site}/vi/"]["x-default"] == f"{site}/en/"


def test_a_story_is_told_in_the_languages_it_is_written_in(client, settings):
    site = settings.SITE_URL
    story = add_story("lo-gom")
    address = f"{site}/vi/stories/lo-gom/"
    assert alternates(client, "/sitemap-stories-0.xml") == {address: {}}
    page = story.copy_for_translation(Locale.objects.get(language_code="en"))
    assert set(alternates(client, "/sitemap-stories-0.xml")) == {address}  # a draft is none
    page.slug = "a-kiln"
    page.save_revision().publish()
    english = f"{site}/en/stories/a-kiln/"
    both = {"vi": address, "en": english, "x-default": english}
    assert alternates(client, "/sitemap-stories-0.xml") == {address: both, english: both}
    text = client.get("/vi/stories/lo-gom/").content.decode()
    assert f'hreflang="en" href="{english}"' in text and 'hreflang="id"' not in heads(text)
    assert 'href="/en/stories/a-kiln/"' in text and 'href="/id/stories/"' in text  # to switch


def heads(text: str) -> str:
    return text.partition("</head>")[0]


def test_what_is_closed_or_not_on_sale_is_not_on_the_map(client):
    story, product = add_story("kin"), factories.make_product(publication=0)
    PageViewRestriction.objects.create(page=story, restriction_type="login")
    named = parts(client)
    assert f"sitemap-products-{product.pk // 100}.xml" not in named
    assert "sitemap-stories-0.xml" not in named
    assert client.get("/sitemap-stories-0.xml").status_code == 404


@pytest.mark.parametrize("part", ["stories-7", "nothing-0", "products-50001", "products-9999999"])
def test_no_part_is_found_where_nothing_is(client, part):
    assert client.get(f"/sitemap-{part}.xml").status_code == 404


def test_no_part_asks_more_for_more_rows(client):
    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address, {"n": StoryPage.objects.count()}).status_code == 200
        return len(seen)

    product = factories.make_product()
    add_story("mot")
    addresses = [
        "/sitemap.xml",
        "/sitemap-stories-0.xml",
        f"/sitemap-products-{product.pk // 100}.xml",
    ]
    current()
    before = [asked(address) for address in addresses]
    for n in range(3):
        add_story(f"s{n}")
    current()
    for address, count in zip(addresses, before, strict=True):
        client.get(address)
        assert asked(address) <= count, address


def test_map_names_what_the_register_has_a_page_of(client, settings):
    rated = factories.make_rated(code="01-00577-1-2025")
    hidden = factories.make_certificate(factories.make_product()).rated
    hidden.product.publication = Publication.DRAFT
    hidden.product.save()
    part = f"sitemap-register-{rated.pk // 100}.xml"
    assert part in parts(client)
    found = alternates(client, f"/{part}")
    assert f"{settings.SITE_URL}/vi/ocop/01-00577-1-2025/" in found
    assert not [address for address in found if hidden.code in address]


def test_a_part_of_the_register_asks_as_often_however_many_rows(client):
    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    part = f"/sitemap-register-{factories.make_rated().pk // 100}.xml"
    client.get(part)
    factories.make_rated("Trà")  # a page that was kept is made anew
    before = asked(part), asked("/sitemap.xml")
    for n in range(5):
        factories.make_rated(f"Trà {n}")
    assert (asked(part), asked("/sitemap.xml")) == before
