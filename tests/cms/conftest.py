"""A site as a new market has it, for tests of what stands on its pages."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Locale, Page, Site

from cms.founding import found_site
from cms.models import HomePage, VillageIndexPage, VillagePage
from cms.promoters.models import Role
from cms.promoters.rights import EDITORS, make_workflow
from cms.promoters.services import appoint
from tests import factories


@pytest.fixture(scope="module")
def founded_site(rows_of_module) -> Site:
    """Found the site once for all tests of a module: to write its thirty pages takes a second."""
    return found_site()


@pytest.fixture
def pages(db):
    """A home with two village pages, Bát Tràng and Vạn Phúc."""
    locale = Locale.objects.get_or_create(language_code="vi")[0]
    home = Page.get_first_root_node().add_child(
        instance=HomePage(title="Chợ", slug="cho", locale=locale)
    )
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "testserver", "root_page": home}
    )
    index = home.add_child(instance=VillageIndexPage(title="Làng", slug="lang", locale=locale))
    made = {}
    for slug, name in (("bat-trang", "Bát Tràng"), ("van-phuc", "Vạn Phúc")):
        village = factories.make_village(name, slug=slug)
        made[slug] = index.add_child(
            instance=VillagePage(title=name, slug=slug, locale=locale, village=village)
        )
    make_workflow()
    return made


@pytest.fixture
def promoter(pages):
    user = factories.make_user("du-lich@example.com")
    appoint(village=pages["bat-trang"].village, user=user, role=Role.PROMOTER)
    return user


@pytest.fixture
def mine(pages):
    return pages["bat-trang"].village


@pytest.fixture
def theirs(pages):
    return pages["van-phuc"].village


@pytest.fixture
def approver(mine):
    user = factories.make_user("duyet@example.com")
    appoint(village=mine, user=user, role=Role.APPROVER)
    return user


@pytest.fixture
def other_approver(theirs):
    user = factories.make_user("duyet-lua@example.com")
    appoint(village=theirs, user=user, role=Role.APPROVER)
    return user


@pytest.fixture
def editor(pages):
    user = factories.make_user("bien-tap@example.com")
    user.groups.add(Group.objects.get(name=EDITORS))
    return user
