"""What is behind a password shows neither title nor lead: in no list, search, slot or call."""

import re

import pytest
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Page, PageViewRestriction

from catalogue.listing.shelf import current
from catalogue.places.pages import village_path
from cms.events import EventIndexPage, EventPage
from cms.home import told
from cms.models import HomePage, StoryIndexPage, StoryPage, VillageIndexPage, VillagePage
from cms.routes import RoutePage, RouteStop, routes_through
from cms.search import stories
from cms.shown import shown
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def site(founded_site, db):
    """A founded site in English with a page of each kind about one village."""
    village = factories.make_village("Bát Tràng")
    pages = {}
    for parent, page in (
        (VillageIndexPage, VillagePage(title="A village", village=village)),
        (VillageIndexPage, RoutePage(title="A route", stops=[RouteStop(village=village)])),
        (StoryIndexPage, StoryPage(title="A story", village=village)),
        (EventIndexPage, EventPage(title="A fair", begins=timezone.localdate(), village=village)),
        (EventIndexPage, EventPage(title="A feast", when="in spring", village=village)),
    ):
        index = parent.objects.get(locale__language_code="en")
        page.slug, page.locale, page.lead = page.title.lower()[2:], index.locale, "What it says"
        index.add_child(instance=page)
        page.save_revision().publish()
        pages[page.slug] = page
    return pages


def close(page) -> None:
    PageViewRestriction.objects.create(
        page=Page.objects.get(pk=page.pk), restriction_type="password", password="secret"
    )


LISTS = {
    "village": VillageIndexPage,
    "route": VillageIndexPage,
    "story": StoryIndexPage,
    "fair": EventIndexPage,
    "feast": EventIndexPage,
}


@pytest.mark.parametrize("slug", LISTS)
def test_a_closed_page_stands_in_no_list(client, site, slug):
    index = LISTS[slug].objects.get(locale__language_code="en").get_url()
    about = [index, site["village"].get_url(), "/en/"]
    title = site[slug].title
    assert title in client.get(index).content.decode()
    close(site[slug])
    for address in about:
        text = client.get(address).content.decode()
        body = re.sub(r"<title>.*?</title>", "", text)
        assert title not in body, address


def test_what_stands_below_a_closed_page_is_closed_too(site):
    assert site["story"] in shown(StoryPage.objects.all())
    close(StoryIndexPage.objects.get(locale__language_code="en"))
    assert shown(StoryPage.objects.all()).count() == 0
    assert shown(VillagePage.objects.all()).count() == 1  # another branch stays open
    assert list(stories(None)) == []
    assert list(told(HomePage.objects.get(locale__language_code="en"))) == []


def test_a_draft_is_not_shown(site):
    site["story"].unpublish()
    assert shown(StoryPage.objects.all()).count() == 0


def test_a_closed_village_leads_to_its_goods_and_its_route_is_gone(site):
    village = site["village"].village
    assert village_path(village.slug, "en") == site["village"].get_url()
    close(VillageIndexPage.objects.get(locale__language_code="en"))
    current()  # as the next page reads it
    assert village_path(village.slug, "en") == f"/en/products/?village={village.slug}"
    assert list(routes_through(village, "en")) == []


def test_stories_have_a_pager_and_those_of_villages_are_among_them(client, site):
    index = StoryIndexPage.objects.get(locale__language_code="en")
    for n in range(12):
        page = index.add_child(
            instance=StoryPage(title=f"Story {n}", slug=f"s{n}", locale=index.locale)
        )
        page.save_revision().publish()
    own = site["village"].add_child(
        instance=StoryPage(title="Of the village", slug="own", locale=index.locale)
    )
    own.save_revision().publish()
    first = client.get(index.get_url())
    assert [page.title for page in first.context["stories"]][:2] == ["Of the village", "Story 11"]
    assert len(first.context["stories"].object_list) == 12
    second = client.get(index.get_url(), {"page": "2"})
    assert [page.title for page in second.context["stories"]] == ["Story 0", "A story"]


def test_events_have_a_pager_over_what_comes_returns_and_is_over(client, site):
    index = EventIndexPage.objects.get(locale__language_code="en")
    for n in range(30):
        index.add_child(
            instance=EventPage(
                title=f"Feast {n:02}", slug=f"f{n}", when="in spring", locale=index.locale
            )
        )
    first = client.get(index.get_url())
    assert [page.title for page in first.context["coming"]] == ["A fair"]
    assert len(first.context["returning"]) == 23
    second = client.get(index.get_url(), {"page": "2"})
    assert (second.context["coming"], len(second.context["returning"])) == ([], 8)
    assert "Nothing is announced at the moment." not in second.content.decode()
