"""A day over several villages, and the villages that it leads through."""

import pytest
from wagtail.models import Locale, Page, Site

from cms.models import HomePage, VillageIndexPage, VillagePage
from cms.routes import RoutePage, RouteStop, routes_through
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def index():
    locale, _ = Locale.objects.get_or_create(language_code="en")
    home = HomePage(title="Home", slug="home-en", locale=locale)
    Page.get_first_root_node().add_child(instance=home)
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    return home.add_child(instance=VillageIndexPage(title="V", slug="villages", locale=locale))


def test_route_stands_on_its_page_the_index_and_its_villages(client, index):
    on, off = factories.make_village(), factories.make_village()
    pages = {
        village: index.add_child(
            instance=VillagePage(
                title=village.name, slug=village.slug, village=village, locale=index.locale
            )
        )
        for village in (on, off)
    }
    route = RoutePage(title="A day of clay", slug="clay", locale=index.locale, lead="By bus.")
    index.add_child(instance=route)
    route.stops = [RouteStop(village=on)]
    route.save_revision().publish()
    page = client.get(route.get_url()).content.decode()
    assert "By bus." in page and on.name in page and '"TouristTrip"' in page
    assert "A day of clay" in client.get(index.get_url()).content.decode()
    assert "A day of clay" in client.get(pages[on].get_url()).content.decode()
    assert "A day of clay" not in client.get(pages[off].get_url()).content.decode()
    assert list(routes_through(on, "vi")) == []
