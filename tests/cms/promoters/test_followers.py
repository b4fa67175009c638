"""What back offices save of villages and pages is followed at once."""

import pytest
from wagtail.models import Page

from cms.models import StoryPage
from cms.promoters.models import VillageOffice
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_village_without_people_gets_no_office_by_being_saved():
    village = factories.make_village("Mới")
    village.craft_vi = "mây tre"
    village.save()
    assert not VillageOffice.objects.exists()


def test_a_new_name_by_wagtail_s_form_is_followed(client, pages, mine, staff):
    client.force_login(staff)
    path = f"/cms/snippets/places/village/edit/{mine.pk}/"
    form = client.get(path).context["form"]
    answers = {name: form[name].value() or "" for name in form.fields}
    client.post(path, answers | {"name": "Bát Tràng Cổ"})
    mine.refresh_from_db()
    assert mine.name == "Bát Tràng Cổ"
    assert VillageOffice.objects.get(village=mine).promoters.name.endswith(": Bát Tràng Cổ")


def test_a_story_that_is_moved_to_another_village_is_theirs(pages, mine, theirs, promoter):
    own = Page.objects.get(pk=pages["bat-trang"].pk)
    story = own.add_child(
        instance=StoryPage(title="Kể", slug="ke", locale=own.locale, village=mine)
    )
    story.move(Page.objects.get(pk=pages["van-phuc"].pk), pos="last-child")
    story.refresh_from_db()
    assert story.village == theirs
    assert not story.permissions_for_user(promoter).can_edit()
