"""New stories for readers of feeds: the newest first, of one language, none that is closed."""

from xml.etree import ElementTree

import pytest
from django.utils.text import slugify
from wagtail.models import PageViewRestriction

from cms.models import StoryIndexPage, StoryPage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded_site")]
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def add_story(title: str, language: str = "en") -> StoryPage:
    index = StoryIndexPage.objects.get(locale__language_code=language)
    page = StoryPage(title=title, slug=slugify(title), lead="It begins.", locale=index.locale)
    index.add_child(instance=page)
    page.save_revision().publish()
    return page


def test_rss_has_the_newest_stories_of_a_language(client, settings):
    add_story("Old & new")
    add_story("Tân", "vi")
    hidden = add_story("Hidden")
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    add_story("Newest")
    answer = client.get("/en/feeds/stories.rss")
    assert answer["Content-Type"] == "application/rss+xml; charset=utf-8"
    channel = ElementTree.fromstring(answer.content).find("channel")
    assert channel.find("link").text == f"{settings.SITE_URL}/en/stories/"
    assert [item.find("title").text for item in channel.findall("item")] == ["Newest", "Old & new"]
    first = channel.find("item")
    assert first.find("link").text == f"{settings.SITE_URL}/en/stories/newest/"
    assert first.find("description").text == "It begins." and first.find("pubDate") is not None


def test_atom_says_the_same_and_pages_lead_to_the_feed(client, settings):
    add_story("Newest")
    feed = ElementTree.fromstring(client.get("/en/feeds/stories.atom").content)
    assert [each.text for each in feed.findall("a:entry/a:title", ATOM)] == ["Newest"]
    text = client.get("/en/stories/newest/").content.decode()
    assert 'type="application/rss+xml"' in text and 'href="/en/feeds/stories.rss"' in text


def test_a_feed_without_stories_is_an_empty_one(client):
    assert client.get("/id/feeds/stories.rss").status_code == 200
    assert client.get("/id/feeds/stories.json").status_code == 404
