"""A village page: live products and makers, and a number of queries that does not grow."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Page, Site

from cms.models import HomePage, StoryIndexPage, StoryPage, VillageIndexPage, VillagePage
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


def test_a_village_stands_in_the_list_with_its_counts(client, village_page):
    maker = factories.make_producer("Gốm Lan", village=village_page.village)
    for _ in range(2):
        factories.make_product(maker)
    text = client.get(village_page.get_parent().get_url()).content.decode()
    assert village_page.title in text
    assert "1 maker" in text and "2 products" in text


@pytest.fixture
def stories(village_page):
    home = village_page.get_parent().get_parent()
    index = home.add_child(
        instance=StoryIndexPage(title="S", slug="stories", locale=village_page.locale)
    )
    made = []
    for n in range(5):
        story = StoryPage(title=f"Story {n}", slug=f"s{n}", locale=index.locale)
        story.village = village_page.village if n == 0 else None
        story.body = [("text", f"<p>{'word ' * 500}</p>")]
        index.add_child(instance=story)
        story.save_revision().publish()
        made.append(story)
    return made


def test_a_story_tells_its_minutes_and_leads_on_to_three_others(client, stories, village_page):
    answer = client.get(stories[0].get_url())
    text = " ".join(answer.content.decode().split())
    assert "2 minutes to read" in text and village_page.get_url() in text
    assert [story.title for story in answer.context["others"]] == ["Story 4", "Story 3", "Story 2"]


def test_a_village_shows_its_own_stories_alone(client, stories, village_page):
    answer = client.get(village_page.get_url())
    assert [story.title for story in answer.context["stories"]] == ["Story 0"]


def test_lists_without_pages_say_so(client, village_page):
    index = village_page.get_parent().specific
    village_page.unpublish()
    assert (
        "No village has a page in this language yet."
        in client.get(index.get_url()).content.decode()
    )
    home = index.get_parent()
    empty = home.add_child(instance=StoryIndexPage(title="S", slug="s", locale=index.locale))
    assert (
        "No story is published in this language yet."
        in client.get(empty.get_url()).content.decode()
    )
