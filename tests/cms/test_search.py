"""Stories as search finds them: one for all languages, gone when nobody may read it."""

import json
from dataclasses import asdict

import pytest
from wagtail.models import Locale, Page, Site

from catalogue.search.models import Waiting
from cms.models import HomePage, StoryPage
from cms.search import stories
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(db) -> HomePage:
    Site.objects.all().delete()
    page = Page.get_first_root_node().add_child(
        instance=HomePage(title="Chợ", slug="cho", locale=Locale.objects.get(language_code="vi"))
    )
    Site.objects.create(hostname="localhost", root_page=page, is_default_site=True)
    return page


@pytest.fixture
def story(home) -> StoryPage:
    return home.add_child(
        instance=StoryPage(
            title="Lò gốm bên sông",
            slug="lo-gom",
            lead="Một ngày ở lò.",
            village=factories.make_village("Bát Tràng"),
        )
    )


def told(pks=None) -> list[dict]:
    return [asdict(document) for document in stories(pks)]


def test_a_story_is_one_entry_in_all_its_languages(home, story):
    english = Locale.objects.get_or_create(language_code="en")[0]
    home.copy_for_translation(english).save_revision().publish()
    translated = story.copy_for_translation(english)
    translated.title, translated.lead = "A kiln by the river", "A day at the kiln."
    translated.save_revision().publish()
    (found,) = told()
    assert (found["kind"], found["object_pk"], found["weight"]) == ("story", story.pk, 8)
    assert found["titles"] == {"vi": "Lò gốm bên sông", "en": "A kiln by the river"}
    assert set(found["paths"]) == {"vi", "en"}
    for words in ("Một ngày ở lò.", "A day at the kiln.", "Bát Tràng"):
        assert words in found["body"]
    assert told([translated.pk]) == told([story.pk]) == [found]  # whichever page was saved


def test_a_story_that_nobody_may_read_is_not_found(story):
    assert len(told()) == 1
    story.unpublish()
    assert told() == told([story.pk]) == []


def test_a_story_behind_a_password_is_not_found(story):
    story.view_restrictions.create(restriction_type="password", password="x")
    assert told() == []


def waiting() -> set[tuple[str, int]]:
    return set(Waiting.objects.values_list("kind", "object_pk"))


def test_publishing_and_deleting_a_page_tells_the_index(home, story):
    Waiting.objects.all().delete()
    story.save_revision().publish()
    assert waiting() >= {("page", story.pk), ("story", story.pk)}
    Waiting.objects.all().delete()
    pk = story.pk
    story.delete()
    assert ("page", pk) in waiting()


def test_words_of_neighbouring_paragraphs_stay_apart(story):
    story.body = json.dumps([{"type": "text", "value": "<p>nảy mầm</p><p>mầm xanh</p>"}])
    story.save_revision().publish()
    (found,) = told()
    assert found["body"].split().count("mầm") == 2
