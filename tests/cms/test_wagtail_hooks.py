"""A village whose page goes live gets its promoters."""

import pytest
from wagtail.models import Locale, Page, Site

from cms.models import HomePage, VillageIndexPage, VillagePage
from cms.promoters import make_promoters, make_workflow
from tests import factories

pytestmark = pytest.mark.django_db


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
        make_promoters(village)
    make_workflow()
    return made


def test_publishing_a_village_page_makes_its_promoters(pages, staff):
    from django.contrib.auth.models import Group

    village = factories.make_village("Hạ Thái", slug="ha-thai")
    page = (
        pages["bat-trang"]
        .get_parent()
        .add_child(
            instance=VillagePage(
                title="Hạ Thái", slug="ha-thai", village=village, locale=pages["bat-trang"].locale
            )
        )
    )
    assert not Group.objects.filter(name="Promoters Hạ Thái").exists()
    page.save_revision().publish()
    assert Group.objects.filter(name="Promoters Hạ Thái").exists()
