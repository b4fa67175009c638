"""A promoter's explorer begins at the own villages, be they one, three or in three languages."""

import pytest
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Locale, Page

from cms.models import HomePage, StoryPage, VillageIndexPage, VillagePage
from cms.promoters.models import Role
from cms.promoters.services import appoint
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def english(pages):
    """The page of Bát Tràng in English, in its own tree."""
    locale = Locale.objects.get_or_create(language_code="en")[0]
    home = Page.get_first_root_node().add_child(
        instance=HomePage(title="Market", slug="market", locale=locale)
    )
    index = home.add_child(instance=VillageIndexPage(title="Villages", slug="v", locale=locale))
    village = pages["bat-trang"].village
    return index.add_child(
        instance=VillagePage(title="Bat Trang", slug="bat-trang", locale=locale, village=village)
    )


def listed(client, path: str = "/cms/pages/") -> list[str]:
    answer = client.get(path, follow=True)
    assert answer.status_code == 200
    return sorted(page.title for page in answer.context["object_list"])


def in_menu(client, page: int) -> list[str]:
    """What the menu's explorer lists below a page."""
    answer = client.get(f"/cms/api/main/pages/?child_of={page}&for_explorer=1")
    return sorted(item["title"] for item in answer.json()["items"])


def test_one_village_in_two_languages(client, promoter, pages, english):
    client.force_login(promoter)
    root = Page.get_first_root_node()
    assert listed(client) == ["Bat Trang", "Bát Tràng"]
    assert in_menu(client, root.pk) == ["Bat Trang", "Bát Tràng"]
    assert listed(client, f"/cms/pages/{english.get_parent().pk}/") == ["Bat Trang"]
    assert in_menu(client, english.get_parent().get_parent().pk) == ["Bat Trang"]


def test_three_villages(client, promoter, pages, english):
    index = pages["bat-trang"].get_parent()
    third = factories.make_village("Hạ Thái")
    index.add_child(
        instance=VillagePage(title="Hạ Thái", slug="h", locale=index.locale, village=third)
    )
    for village in (pages["van-phuc"].village, third):
        appoint(village=village, user=promoter, role=Role.PROMOTER)
    client.force_login(promoter)
    all_of_them = ["Bat Trang", "Bát Tràng", "Hạ Thái", "Vạn Phúc"]
    assert listed(client) == in_menu(client, Page.get_first_root_node().pk) == all_of_them


def test_below_a_village_stand_its_stories(client, promoter, pages, english):
    own = Page.objects.get(pk=pages["bat-trang"].pk)
    own.add_child(instance=StoryPage(title="Kể", slug="ke", locale=own.locale))
    client.force_login(promoter)
    assert listed(client, f"/cms/pages/{own.pk}/") == ["Kể"] == in_menu(client, own.pk)


def test_what_is_searched_is_found_below_all(client, promoter, pages, english):
    own = Page.objects.get(pk=pages["bat-trang"].pk)
    own.add_child(instance=StoryPage(title="Kể", slug="ke", locale=own.locale, live=False))
    client.force_login(promoter)
    kind = ContentType.objects.get_for_model(StoryPage).pk
    root = Page.get_first_root_node().pk
    assert listed(client, f"/cms/pages/{root}/?content_type={kind}") == ["Kể"]


def test_editors_begin_at_the_root(client, staff, pages, english):
    client.force_login(staff)
    root = Page.get_first_root_node()
    assert {"Chợ", "Market"} <= set(listed(client))
    assert {"Chợ", "Market"} <= set(in_menu(client, root.pk))
