"""What a written page tells machines: what it is, and nothing where it is nothing of the kind."""

import json
import re

import pytest

from cms.models import PlainPage, StoryIndexPage, StoryPage, VillageIndexPage, VillagePage
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded_site")]


def told(client, page) -> dict | None:
    html = client.get(page.get_url()).content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    return json.loads(found[1]) if found else None


def test_story_tells_what_it_is_called_and_when_it_came_out(client):
    index = StoryIndexPage.objects.get(locale__language_code="id")
    page = StoryPage(title="Tanah liat", slug="tanah", lead="Dari sungai.", locale=index.locale)
    index.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    thing = told(client, page)
    assert (thing["@type"], thing["headline"]) == ("Article", "Tanah liat")
    assert (thing["inLanguage"], thing["description"]) == ("id", "Dari sungai.")
    assert thing["datePublished"] == page.first_published_at.isoformat()
    assert thing["url"].endswith("/id/stories/tanah/")


@pytest.mark.parametrize("latitude", ["20.97500", None])
def test_village_is_a_place_to_go_to(client, latitude):
    village = factories.make_village()
    village.latitude, village.longitude = latitude, "105.91300"
    village.save()
    index = VillageIndexPage.objects.get(locale__language_code="vi")
    page = VillagePage(title="Làng", slug="lang", village=village, locale=index.locale)
    index.add_child(instance=page)
    thing = told(client, page)
    assert thing["@type"] == "TouristDestination"
    place = {"@type": "GeoCoordinates", "latitude": "20.97500", "longitude": "105.91300"}
    assert thing.get("geo") == (place if latitude else None)


def test_plain_page_claims_to_be_nothing_and_says_where_it_stands(client):
    thing = told(client, PlainPage.objects.filter(locale__language_code="en").first())
    assert thing["@type"] == "BreadcrumbList"
