"""What follows from where a page stands."""

import pytest

from cms.models import StoryIndexPage, StoryPage, VillageIndexPage, VillagePage
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded_site")]


def test_a_story_below_a_village_is_that_village_s_whatever_its_form_says():
    mine, other = factories.make_village(), factories.make_village()
    index = VillageIndexPage.objects.get(locale__language_code="vi")
    place = index.add_child(
        instance=VillagePage(title="Làng", slug="lang", village=mine, locale=index.locale)
    )
    page = StoryPage(title="Kể", slug="ke", village=other, locale=index.locale)
    place.add_child(instance=page)
    assert StoryPage.objects.get(slug="ke").village == mine
    page.village = other
    page.save_revision().publish()
    assert StoryPage.objects.get(slug="ke").village == mine
    free = StoryIndexPage.objects.get(locale__language_code="vi").add_child(
        instance=StoryPage(title="Tự", slug="tu", village=other, locale=index.locale)
    )
    assert free.village == other
