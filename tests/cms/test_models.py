"""A village page: live products and makers, and a number of queries that does not grow."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Page, Site

from cms.models import HomePage, VillageIndexPage, VillagePage
from tests import factories


@pytest.fixture
def village_page(db):
    village = factories.make_village()
    locale, _ = Locale.objects.get_or_create(language_code="en")
    home = HomePage(title="Home", slug="home-en", locale=locale)
    Page.get_first_root_node().add_child(instance=home)
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    index = home.add_child(instance=VillageIndexPage(title="V", slug="villages", locale=locale))
    return index.add_child(
        instance=VillagePage(title=village.name, slug="bat-trang", village=village, locale=locale)
    )


@pytest.mark.parametrize("cards", [1, 3, 24])
def test_queries_hold_with_a_buyer_and_five_lines(client, buyer, village_page, cards):
    maker = factories.make_producer("Gốm Lan", village=village_page.village)
    for _ in range(cards):
        factories.make_certificate(factories.make_product(maker))
    client.force_login(buyer)
    for _ in range(5):
        product = factories.make_product()
        client.post(f"/en/basket/add/{product.pk}/", {"quantity": 1})
    address = village_page.get_url()
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(address)
    assert answer.status_code == 200
    assert "Gốm Lan" in answer.content.decode()
    assert len(seen) <= 25, [query["sql"][:90] for query in seen]


def test_a_village_stands_on_the_pages_above_with_its_counts(client, village_page):
    maker = factories.make_producer("Gốm Lan", village=village_page.village)
    for _ in range(2):
        factories.make_product(maker)
    index = village_page.get_parent()
    for page in (index, index.get_parent()):
        text = client.get(page.get_url()).content.decode()
        assert village_page.title in text
        assert "1 maker" in text and "2 products" in text
