"""Who may edit which page, and that an editor's preview opens under the site's policy."""

import html
import io
import json
import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection, Page

from cms.models import StoryPage
from cms.promoters.models import VillageOffice
from cms.promoters.rights import make_workflow
from cms.promoters.services import accept, hand_over, remove, token_of
from tests import factories

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


# --- Nothing of another village, whatever happens to either
def grown(pages) -> dict[str, dict[str, int]]:
    """Give each village a draft, a picture and a document; return their numbers."""
    made = {}
    for slug, page in pages.items():
        folder = VillageOffice.objects.get(village=page.village).collection
        page = Page.objects.get(pk=page.pk)
        draft = page.add_child(
            instance=StoryPage(
                title=f"Nháp {slug}", slug=f"n-{slug}", locale=page.locale, live=False
            )
        )
        draft.save_revision()
        picture = Image.objects.create(title=f"Ảnh {slug}", file=png("red"), collection=folder)
        paper = Document.objects.create(
            title=f"Tệp {slug}", file=ContentFile(b"x", f"{slug}.txt"), collection=folder
        )
        made[slug] = {"page": draft.pk, "image": picture.pk, "document": paper.pk}
    return made


def reach(client, rows: dict[str, int], slug: str) -> set[str]:
    """Name what a signed-in person gets at of a village: by the editor, lists, choosers, the API."""
    page, image, paper = rows["page"], rows["image"], rows["document"]
    asked = {
        "edit": f"/cms/pages/{page}/edit/",
        "preview": f"/cms/pages/{page}/view_draft/",
        "history": f"/cms/pages/{page}/history/",
        "delete": f"/cms/pages/{page}/delete/",
        "api": f"/cms/api/main/pages/{page}/",
        "api image": f"/cms/api/main/images/{image}/",
        "api document": f"/cms/api/main/documents/{paper}/",
        "image": f"/cms/images/{image}/",
        "image chosen": f"/cms/images/chooser/chosen/{image}/",
        "document": f"/cms/documents/edit/{paper}/",
        "document chosen": f"/cms/documents/chooser/chosen/{paper}/",
    }
    found = {name for name, path in asked.items() if client.get(path).status_code == 200}
    lists = {
        "images": "/cms/images/",
        "image chooser": "/cms/images/chooser/",
        "documents": "/cms/documents/",
        "document chooser": "/cms/documents/chooser/",
        "search": "/cms/pages/search/?q=Nháp",
        "api list": "/cms/api/main/pages/?type=cms.StoryPage",
        "api images": "/cms/api/main/images/",
        "api documents": "/cms/api/main/documents/",
    }
    words = {f"Nháp {slug}", f"Ảnh {slug}", f"Tệp {slug}"}
    for name, path in lists.items():
        body = html.unescape(client.get(path).content.decode())
        if any(word in body or json.dumps(word)[1:-1] in body for word in words):
            found.add(name)
    return found


WRITES = {
    "edit", "preview", "history", "api", "image", "image chosen", "document", "document chosen",
    "images", "image chooser", "documents", "document chooser", "api list", "api images", "delete",
    "api documents", "api image", "api document",
}  # fmt: skip


def renamed(pages, promoter, editor):
    village = pages["bat-trang"].village
    village.name = "Bát Tràng Cổ"
    village.save()


def page_swapped(pages, promoter, editor):
    """Each of the two pages becomes the other village's."""
    villages = [page.village for page in pages.values()]
    for page, village in zip(pages.values(), reversed(villages), strict=True):
        page = type(page).objects.get(pk=page.pk)
        page.village = village
        page.save_revision().publish()


def removed(pages, promoter, editor):
    remove(post=promoter.village_posts.get(), by=editor)


def handed(pages, promoter, editor):
    heir = factories.make_user("sau@example.com")
    post = promoter.village_posts.get()
    made = hand_over(post=post, email=heir.email, language="vi", by=editor)
    accept(token=token_of(made), user=heir)


@pytest.mark.parametrize(
    ("change", "own", "other"),
    [
        (lambda *cast: None, WRITES, set()),
        (renamed, WRITES, set()),
        (removed, set(), set()),
        (handed, set(), set()),
    ],
)
def test_a_promoter_gets_at_the_own_village_alone(
    client, pages, promoter, editor, change, own, other
):
    rows = grown(pages)
    client.force_login(promoter)
    change(pages, promoter, editor)
    assert reach(client, rows["bat-trang"], "bat-trang") == own
    assert reach(client, rows["van-phuc"], "van-phuc") == other


def test_pages_follow_their_village_and_files_stay_with_theirs(client, pages, promoter, editor):
    rows = grown(pages)
    client.force_login(promoter)
    page_swapped(pages, promoter, editor)
    of_pages = {"edit", "preview", "history", "api", "api list", "delete"}
    assert reach(client, rows["bat-trang"], "bat-trang") == WRITES - of_pages
    assert reach(client, rows["van-phuc"], "van-phuc") == of_pages


def answers_of(client, path: str) -> dict:
    """Give what the editor's form would send as it stands."""
    form = client.get(path).content.decode()
    fields = re.findall(r"<(?:input|textarea)[^>]*>(?:[^<]*</textarea>)?", form)
    answers = {}
    for field in fields:
        name, value = re.search(r'name="([^"]+)"', field), re.search(r'value="([^"]*)"', field)
        if name and 'type="submit"' not in field:
            answers[name[1]] = html.unescape(value[1]) if value else ""
    return answers | {"body-count": "0", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}


@pytest.mark.parametrize("who", ["promoter", "approver"])
def test_the_village_of_a_page_is_no_promoter_s_to_say(client, request, pages, who):
    person = request.getfixturevalue(who)
    mine, theirs = pages["bat-trang"].village, pages["van-phuc"].village
    client.force_login(person)
    path = f"/cms/pages/{pages['bat-trang'].pk}/edit/"
    assert 'name="village"' not in client.get(path).content.decode()
    client.post(path, answers_of(client, path) | {"title": "Tên mới", "village": theirs.pk})
    pages["bat-trang"].refresh_from_db()
    page = pages["bat-trang"].get_latest_revision_as_object()
    assert (page.title, page.village) == ("Tên mới", mine)
    adding = f"/cms/pages/add/cms/storypage/{pages['bat-trang'].pk}/"
    made = answers_of(client, adding) | {"title": "Kể", "slug": "ke", "village": theirs.pk}
    client.post(adding, made)
    assert StoryPage.objects.get(slug="ke").village == mine


def test_an_editor_says_whose_a_page_is(client, pages, editor):
    client.force_login(editor)
    path = f"/cms/pages/{pages['bat-trang'].pk}/edit/"
    assert 'name="village"' in client.get(path).content.decode()


def test_a_promoter_has_no_snippets(client, pages, promoter):
    village = pages["bat-trang"].village
    client.force_login(promoter)
    for path in ("", f"edit/{village.pk}/", f"delete/{village.pk}/", "add/"):
        answer = client.get(f"/cms/snippets/places/village/{path}")
        assert answer.status_code in (302, 403), path
