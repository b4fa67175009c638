"""A village's papers are for its people and the editors."""

import pytest

from cms.models import VillagePage
from cms.paper_views import own_places

pytestmark = pytest.mark.django_db


def paths(page) -> list[str]:
    return [
        f"/cms/village-papers/{page.village_id}/sign/",
        f"/cms/village-papers/pages/{page.pk}/",
    ]


def test_a_promoter_takes_those_of_the_own_village(client, promoter, pages):
    client.force_login(promoter)
    for path, name in zip(
        paths(pages["bat-trang"]), ("bat-trang-sign.pdf", "bat-trang-vi.pdf"), strict=True
    ):
        answer = client.get(path)
        assert answer.content.startswith(b"%PDF")
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer["Cache-Control"].startswith("private, no-store")
    assert [client.get(path).status_code for path in paths(pages["van-phuc"])] == [404, 404]
    page = client.get("/cms/").content.decode()
    assert all(path in page for path in paths(pages["bat-trang"]))


def test_an_editor_takes_all(client, editor, pages):
    assert own_places(editor).count() == 2
    client.force_login(editor)
    assert client.get(paths(pages["van-phuc"])[0]).status_code == 200
    page = client.get(f"/cms/village-people/{pages['van-phuc'].village_id}/").content.decode()
    assert paths(pages["van-phuc"])[0] in page


def test_a_draft_has_no_sheet(client, promoter, pages):
    VillagePage.objects.filter(pk=pages["bat-trang"].pk).update(live=False)
    client.force_login(promoter)
    assert client.get(paths(pages["bat-trang"])[1]).status_code == 404
    assert paths(pages["bat-trang"])[1] not in client.get("/cms/").content.decode()


def test_strangers_get_none(client, buyer, owner, pages):
    for who in (buyer, owner):
        client.force_login(who)
        for path in paths(pages["bat-trang"]):
            assert client.get(path).status_code in (302, 403)
