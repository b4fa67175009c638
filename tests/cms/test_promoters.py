"""Who may edit which page, and that an editor's preview opens under the site's policy."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture
from wagtail.images.models import Image
from wagtail.models import Collection

from cms.models import StoryPage
from cms.promoters import make_workflow

pytestmark = pytest.mark.django_db


def test_promoter_edits_and_submits_the_own_village(client, promoter, pages):
    own = pages["bat-trang"]
    client.force_login(promoter)
    assert client.get(f"/cms/pages/{own.pk}/edit/").status_code == 200
    allowed = own.permissions_for_user(promoter)
    assert allowed.can_edit()
    assert own.get_workflow() == make_workflow()
    assert not allowed.can_publish()
    assert not allowed.can_move()
    assert not allowed.can_unpublish()
    assert StoryPage.can_create_at(own)


@pytest.mark.parametrize(
    "path",
    [
        "pages/{pk}/edit/",
        "pages/{pk}/delete/",
        "pages/{pk}/copy/",
        "pages/add/cms/storypage/{pk}/",
        "pages/{pk}/edit/preview/",
        "pages/{pk}/history/",
        "pages/{pk}/move/",
    ],
)
def test_promoter_cannot_touch_anothers_village(client, promoter, pages, path):
    other = pages["van-phuc"]
    client.force_login(promoter)
    for answer in (
        client.get("/cms/" + path.format(pk=other.pk)),
        client.post("/cms/" + path.format(pk=other.pk), {"title": "Mine"}),
    ):
        assert answer.status_code in (302, 403, 404, 405)
    other.refresh_from_db()
    assert other.title == "Vạn Phúc"
    assert not other.has_unpublished_changes


def png(colour: str) -> SimpleUploadedFile:
    out = io.BytesIO()
    Picture.new("RGB", (40, 30), colour).save(out, "PNG")
    return SimpleUploadedFile(f"{colour}.png", out.getvalue(), "image/png")


def test_promoter_uses_the_pictures_of_the_own_village_only(client, promoter, pages):
    theirs = Image.objects.create(
        title="Lụa", file=png("red"), collection=Collection.objects.get(name="Vạn Phúc")
    )
    own = Image.objects.create(
        title="Gốm", file=png("blue"), collection=Collection.objects.get(name="Bát Tràng")
    )
    client.force_login(promoter)
    assert client.get(f"/cms/images/{own.pk}/").status_code == 200
    assert client.get(f"/cms/images/{theirs.pk}/").status_code == 302
    client.post(f"/cms/images/{theirs.pk}/delete/")
    assert Image.objects.filter(pk=theirs.pk).exists()


@pytest.mark.parametrize("who", ["buyer", "owner", "officer"])
def test_others_do_not_enter_the_editors_office(client, request, pages, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get("/cms/").status_code in (302, 403)
    assert client.get(f"/cms/pages/{pages['bat-trang'].pk}/edit/").status_code in (302, 403)


def test_preview_may_be_framed_by_this_site_and_the_page_may_not(client, staff, pages):
    own = pages["bat-trang"]
    client.force_login(staff)
    answer = client.get(f"/cms/pages/{own.pk}/view_draft/")
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers.get("X-Frame-Options", "SAMEORIGIN") == "SAMEORIGIN"
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
    office = client.get("/cms/").headers["Content-Security-Policy"]
    assert "'unsafe-inline'" in office
    assert "frame-ancestors 'self'" in office
    public = client.get("/vi/products/")
    assert "frame-ancestors 'none'" in public.headers["Content-Security-Policy"]
