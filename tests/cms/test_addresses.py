"""Links to the site's own pages: by what a page is, and gone where it is not to be read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from catalogue.listing.shelf import current
from catalogue.places.pages import village_path, village_url
from catalogue.search.services import touch
from cms.addresses import foot_html, site_links
from cms.contact import ShopContact
from cms.models import (
    EventIndexPage,
    EventPage,
    PlainPage,
    StoryIndexPage,
    VillageIndexPage,
    VillagePage,
)
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded_site")]


def links(language: str) -> dict[str, str]:
    current()
    with override(language):
        return dict(site_links())


def test_pages_are_found_by_their_kind_in_the_readers_language():
    kinds = {"villages", "stories", *PlainPage.Kind.values}
    for language in ("vi", "en", "id"):
        assert links(language) == {kind: f"/{language}/{kind}/" for kind in kinds}


def test_events_are_linked_once_one_is_announced():
    index = EventIndexPage.objects.get(locale__language_code="en")
    assert "events" not in links("en")
    index.add_child(
        instance=EventPage(title="Fair", slug="fair", when="in May", locale=index.locale)
    )
    touch("page", [index.pk])
    assert links("en")["events"] == "/en/events/" and "events" not in links("vi")


def test_a_page_that_moves_is_linked_where_it_stands(client):
    page = VillageIndexPage.objects.get(locale__language_code="vi")
    page.slug = "lang-nghe"
    page.save_revision().publish()
    assert links("vi")["villages"] == "/vi/lang-nghe/"
    text = client.get("/vi/products/").content.decode()
    assert 'href="/vi/lang-nghe/"' in text and 'href="/vi/villages/"' not in text


def test_what_is_taken_off_is_linked_no_more(client):
    StoryIndexPage.objects.get(locale__language_code="en").unpublish()
    PlainPage.objects.get(kind="delivery", locale__language_code="en").unpublish()
    assert {"stories", "delivery"} & links("en").keys() == set()
    text = client.get("/en/products/").content.decode()
    assert 'href="/en/stories/"' not in text and 'href="/en/delivery/"' not in text
    assert 'href="/en/returns/"' in text


def test_the_foot_says_who_runs_the_shop_and_follows_a_change():
    ShopContact.objects.all().delete()
    ShopContact.objects.create(owner="HTX <Chợ>", tax_code="0109999999", phone="024 7300 1234")
    current()
    with override("en"):
        foot = foot_html()
    assert "HTX &lt;Chợ&gt;" in foot and "0109999999" in foot and "tel:02473001234" in foot
    assert "mailto:" not in foot and "Zalo" not in foot
    contact = ShopContact.objects.get()
    contact.email = "chao@langviet.vn"
    contact.save()
    current()
    with override("en"):
        assert "mailto:chao@langviet.vn" in foot_html()


def test_foot_and_links_cost_a_page_nothing():
    current()
    with override("en"):
        foot_html(), site_links()
        with CaptureQueriesContext(connection) as seen:
            foot_html(), site_links()
    assert len(seen) == 0


def test_a_village_leads_to_its_page_where_one_is_written():
    village = factories.make_village(slug="bat-trang")
    current()
    assert village_path("bat-trang", "vi") == "/vi/products/?village=bat-trang"
    index = VillageIndexPage.objects.get(locale__language_code="vi")
    page = index.add_child(
        instance=VillagePage(
            title="Bát Tràng", slug="lang-gom", village=village, locale=index.locale
        )
    )
    page.save_revision().publish()
    current()
    assert village_path("bat-trang", "vi") == "/vi/villages/lang-gom/"
    with override("en"):  # not translated: what is made there
        assert village_url(village) == "/en/products/?village=bat-trang"
    page.unpublish()
    current()
    assert village_path("bat-trang", "vi") == "/vi/products/?village=bat-trang"
