"""What search engines and shared links read of public pages, read as they read it (extruct)."""

import io

import pytest
from django.core.files.images import ImageFile
from PIL import Image as PillowImage
from wagtail.images.models import Image

from cms.contact import ShopContact
from cms.events import EventPage
from cms.models import (
    EventIndexPage,
    HomePage,
    StoryIndexPage,
    StoryPage,
    VillageIndexPage,
    VillagePage,
)
from tests import factories
from tests.machines import names, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded_site")]


def add(index_of, page, language: str = "en"):
    index = index_of.objects.get(locale__language_code=language)
    page.slug, page.locale = page.title.lower().replace(" ", "-"), index.locale
    index.add_child(instance=page)
    page.save_revision().publish()
    return page


def drawn(name: str) -> ImageFile:
    data = io.BytesIO()
    PillowImage.new("RGB", (1600, 900), "white").save(data, "JPEG")
    return ImageFile(io.BytesIO(data.getvalue()), f"{name}.jpg")


def test_home_tells_the_site_its_search_and_who_runs_it(client, settings):
    ShopContact.objects.update(owner="Công ty Làng", phone="024 1234", tax_code="0101")
    things, graph = told(client, "/en/")
    site = things["WebSite"]
    assert site["publisher"]["legalName"] == "Công ty Làng"
    assert site["publisher"]["taxID"] == "0101"
    target = site["potentialAction"]["target"]["urlTemplate"]
    assert target == f"{settings.SITE_URL}/en/products/?q={{text}}"
    assert graph["og:locale"] == "en_US" and graph["og:url"] == f"{settings.SITE_URL}/en/"
    assert graph["og:image"].startswith(settings.SITE_URL)


def test_village_story_and_event_say_what_they_are_and_where_they_stand(client):
    village = factories.make_village("Bát Tràng")
    place = add(VillageIndexPage, VillagePage(title="Bat Trang", village=village))
    story = add(StoryIndexPage, StoryPage(title="Glazes", lead="Ash & lime"))
    fair = add(EventIndexPage, EventPage(title="Fair", begins="2027-01-05", village=village))
    things, _graph = told(client, place.get_url())
    assert names(things["BreadcrumbList"])[1:] == ["Craft villages", "Bat Trang"]
    assert things["TouristDestination"]["name"] == "Bat Trang"
    things, graph = told(client, story.get_url())
    assert things["Article"]["publisher"]["@type"] == "Organization"
    assert (graph["og:type"], graph["og:description"]) == ("article", "Ash & lime")
    things, _graph = told(client, fair.get_url())
    assert things["Event"]["startDate"] == "2027-01-05"


def test_what_editors_write_for_search_and_sharing_is_used(client, settings):
    pictures = [Image.objects.create(title=name, file=drawn(name)) for name in ("own", "chosen")]
    story = StoryPage(title="Glazes", lead="Lead", seo_title="Glazes of ash")
    story.search_description, story.picture, story.sharing_picture = "Found so", *pictures
    add(StoryIndexPage, story)
    text = client.get(story.get_url()).content.decode()
    assert "<title>Glazes of ash ·" in text
    assert '<meta name="description" content="Found so">' in text
    _things, graph = told(client, story.get_url())
    assert graph["og:description"] == "Found so" and "Glazes of ash" in graph["og:title"]
    (cut,) = pictures[1].renditions.all()
    assert graph["og:image"] == f"{settings.SITE_URL}{cut.url}"
    assert (graph["og:image:width"], graph["og:image:height"]) == ("1200", "630")


def test_a_page_without_words_for_machines_breaks_nothing(client):
    home = HomePage.objects.get(locale__language_code="en")
    HomePage.objects.filter(pk=home.pk).update(lead="</script><b>", title='A "quoted" home')
    text = client.get("/en/").content.decode()
    assert "</script><b>" not in text
    things, graph = told(client, "/en/")
    assert things["WebSite"]["description"] == graph["og:description"] == "</script><b>"
