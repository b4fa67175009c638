"""The office's API shows files to who may choose them."""

import pytest
from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.images.models import Image

from cms.promoters.models import VillageOffice
from tests.cms.promoters.test_rights_isolation import png

pytestmark = pytest.mark.django_db


def test_files_are_listed_for_who_may_choose_them(client, pages, promoter, staff):
    for page in pages.values():
        folder = VillageOffice.objects.get(village=page.village).collection
        Image.objects.create(title=page.slug, file=png("red"), collection=folder)
        file = ContentFile(b"x", f"{page.slug}.txt")
        Document.objects.create(title=page.slug, file=file, collection=folder)
    told = {}
    for who in (promoter, staff):
        client.force_login(who)
        for kind in ("images", "documents"):
            items = client.get(f"/cms/api/main/{kind}/").json()["items"]
            told[who.email, kind] = sorted(item["title"] for item in items)
    own, all_of_them = ["bat-trang"], ["bat-trang", "van-phuc"]
    assert told == {
        (promoter.email, "images"): own,
        (promoter.email, "documents"): own,
        (staff.email, "images"): all_of_them,
        (staff.email, "documents"): all_of_them,
    }
