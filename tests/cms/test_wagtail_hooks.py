"""A village whose page goes live gets its promoters."""

import pytest

from cms.models import VillagePage
from tests import factories

pytestmark = pytest.mark.django_db


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
