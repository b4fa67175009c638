"""A page in other languages: where one lacks, the way leads to what stands above it."""

import pytest
from wagtail.models import Locale

from cms.models import StoryIndexPage, StoryPage
from cms.translations import links_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded_site")]


def test_a_missing_translation_leads_to_the_list_of_its_language():
    index = StoryIndexPage.objects.get(locale__language_code="vi")
    page = index.add_child(instance=StoryPage(title="Lò", slug="lo", locale=index.locale))
    links = {link["code"]: link for link in links_of(page, index)}
    assert (links["vi"]["path"], links["vi"]["is_current"]) == ("/vi/stories/lo/", True)
    assert (links["id"]["path"], links["id"]["url"]) == ("", "/id/stories/")
    assert [code for code, link in links.items() if link["is_fallback"]] == ["vi"]


def test_without_anything_above_it_leads_to_the_home():
    index = StoryIndexPage.objects.get(locale__language_code="vi")
    StoryIndexPage.objects.get(locale__language_code="en").unpublish()
    page = index.add_child(instance=StoryPage(title="Lò", slug="lo", locale=index.locale))
    links = {link["code"]: link["url"] for link in links_of(page, index)}
    assert links["en"] == "/en/"
    translated = page.copy_for_translation(Locale.objects.get(language_code="en"))
    assert not translated.live and links_of(page, index)[1]["path"] == ""
