"""Long texts become pages that call for each other, in three languages that are one page."""

from copy import deepcopy

import pytest

from catalogue.places.models import Village
from cms.founding import found_site
from cms.models import EventPage, HomePage, StoryPage, VillagePage
from marketplace.demo import written_pages
from marketplace.demo.texts import LANGUAGES, pages
from tests import factories

pytestmark = pytest.mark.django_db
CALLED = {("villages", "van-phuc"), ("stories", "van-phuc-story"), ("events", "van-phuc-silk-week")}


@pytest.fixture(scope="module")
def made(rows_of_module) -> Village:
    village = factories.make_village()
    Village.objects.filter(pk=village.pk).update(slug="van-phuc", name="Vạn Phúc")
    village.refresh_from_db()
    found_site()
    keys = {}

    def add(parent, key, page):
        page.locale = parent.locale
        page.translation_key = keys.get(key, page.translation_key)
        type(parent).objects.get(pk=parent.pk).add_child(instance=page)
        keys.setdefault(key, page.translation_key)
        return page

    def called(kind):
        return [page for page in pages(kind) if (kind, page.slug) in CALLED]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(written_pages, "pages", called)
        written_pages.Library(add, {"van-phuc": village}, {}).fill()
    return village


@pytest.fixture
def filled(made, db) -> Village:
    return deepcopy(made)


def test_pages_stand_in_every_language_and_are_one(client, filled):
    for model in (VillagePage, StoryPage, EventPage):
        made = model.objects.live()
        assert sorted(page.locale.language_code for page in made) == sorted(LANGUAGES)
        assert len({page.translation_key for page in made}) == 1
        for page in made:
            assert client.get(page.get_url()).status_code == 200


def test_village_says_what_visitors_ask_and_keeps_its_name(filled):
    page = VillagePage.objects.get(locale__language_code="vi")
    assert (page.title, page.village) == ("Vạn Phúc", filled)
    assert "tiếng thoi" in page.seo_title and "Xem gì: " in page.visit
    event = EventPage.objects.get(locale__language_code="en")
    assert event.when.startswith("every year") and event.village == filled


def test_calls_lead_to_pages_of_the_same_language_and_others_are_left_out(filled):
    for language in LANGUAGES:
        home = HomePage.objects.get(locale__language_code=language)
        for page in StoryPage.objects.descendant_of(home):
            for block in page.body:
                if block.block_type == "call" and block.value["page"]:
                    assert block.value["page"].locale == home.locale


def test_what_is_of_no_village_has_a_picture_of_its_own():
    library = written_pages.Library(lambda *_: None, {}, {"van-phuc": ["A", "B"], "": ["star"]})
    star, silk = (
        next(page for page in pages("stories") if page.slug == slug)
        for slug in ("reading-a-star", "van-phuc-story")
    )
    assert (library.picture(star), library.picture(silk)) == ("star", "B")
