"""What a page says is counted; what is below its measure is named."""

import io
import json

import pytest
from django.core.management import call_command

from cms.measure import measures
from cms.models import StoryIndexPage, StoryPage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded_site")]


def story(words: int, **more) -> StoryPage:
    index = StoryIndexPage.objects.get(locale__language_code="vi")
    page = StoryPage(title=f"S{words}", slug=f"s{words}", locale=index.locale, **more)
    page.body = json.dumps([{"type": "text", "value": f"<p>{'chữ ' * words}</p>"}])
    return index.add_child(instance=page)


@pytest.mark.parametrize(("words", "is_short"), [(599, True), (600, False)])
def test_a_story_has_its_least_words(words, is_short):
    story(words)
    (found,) = measures()
    assert (found.words, found.languages) == (words, ("vi",))
    assert (f"{words} of 600 words" in found.lacks) == is_short
    assert {"a source", "a picture"} <= set(found.lacks)


def test_the_command_names_pages_below_their_measure():
    story(10)
    out = io.StringIO()
    call_command("measure_content", "--short", stdout=out)
    assert "/vi/stories/s10/ lacks 10 of 600 words, a source, a picture" in out.getvalue()


def test_sources_and_pictures_are_counted():
    page = story(600)
    rows = [{"title": "A book", "publisher": "A press", "year": "2024", "url": ""}] * 2
    page.body = json.dumps([*page.body.raw_data, {"type": "sources", "value": {"rows": rows}}])
    page.save()
    (found,) = measures()
    assert (found.sources, found.pictures, found.lacks) == (2, 0, ("a picture",))
