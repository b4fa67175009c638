"""The editors' screens of villages and people, and the page of an invitation."""

import re

import pytest
from django.urls import reverse

from cms.promoters.models import Invitation, Post, PostChange, Role
from cms.promoters.services import appoint, hand_over, invite, token_of
from marketplace.accounts.fresh import SECONDS
from marketplace.purchases.models import MailMessage
from tests import factories
from tests.doors import pass_stage

pytestmark = pytest.mark.django_db
LIST = "/cms/village-people/"


def page_of(village) -> str:
    return f"{LIST}{village.pk}/"


def paths(village, post, invitation) -> list[str]:
    return [
        LIST,
        page_of(village),
        f"{LIST}posts/{post.pk}/remove/",
        f"{LIST}posts/{post.pk}/successor/",
        f"{LIST}posts/{post.pk}/role/",
        f"{LIST}invitations/{invitation.pk}/again/",
        f"{LIST}invitations/{invitation.pk}/withdraw/",
    ]


@pytest.fixture
def invitation(mine, editor):
    return invite(village=mine, email="moi@example.com", role="promoter", language="vi", by=editor)


def test_only_editors_come_in_and_change_something(
    client, mine, promoter, approver, invitation, stranger, owner, officer
):
    post = promoter.village_posts.get()
    for who in (promoter, approver, stranger, owner, officer):
        client.force_login(who)
        for path in paths(mine, post, invitation):
            answers = (client.get(path), client.post(path, {"role": "approver", "email": "a@b.vn"}))
            assert {answer.status_code for answer in answers} <= {302, 403}, path
    assert Post.objects.count() == 2
    assert Post.objects.get(pk=post.pk).role == Role.PROMOTER
    assert Invitation.objects.get().times == 1
    assert Invitation.objects.get().is_waiting


def test_an_editor_reads_them_all(client, mine, editor, promoter, invitation):
    client.force_login(editor)
    found = [
        client.get(path).status_code
        for path in paths(mine, promoter.village_posts.get(), invitation)
    ]
    assert found == [200, 200, 200, 200, 405, 405, 405]


def test_a_change_asks_who_it_is(client, mine, editor):
    client.force_login(editor)
    pass_stage(client, editor, ago=SECONDS + 1)
    answer = client.post(page_of(mine), {"email": "a@b.vn", "role": "promoter", "language": "vi"})
    assert "/account/reauthenticate/" in answer.url
    assert not Invitation.objects.exists()


def test_villages_are_found_by_name_commune_and_people(client, mine, theirs, editor, promoter):
    client.force_login(editor)
    invite(village=theirs, email="cho@example.com", role="promoter", language="vi", by=editor)

    def listed(query: str) -> list[str]:
        return [village.name for village in found(query)]

    def found(query: str):
        return client.get(f"{LIST}?{query}").context["page"]

    assert listed("") == ["Bát Tràng", "Vạn Phúc"]
    assert listed("q=bat trang") == ["Bát Tràng", "Vạn Phúc"]  # the commune's name, too
    assert listed("q=van phuc") == ["Vạn Phúc"]
    assert listed("q=Vạn") == ["Vạn Phúc"]
    assert listed("q=DU-LICH") == ["Bát Tràng"]
    assert listed("q=cho@") == ["Vạn Phúc"]
    assert listed("show=nobody") == ["Vạn Phúc"]
    assert listed("show=no-approver") == ["Bát Tràng", "Vạn Phúc"]
    assert listed("show=invited") == ["Vạn Phúc"]
    assert listed("q=khong-co") == []
    assert "Không có làng nào như vậy" in client.get(f"{LIST}?q=khong-co").content.decode()


def test_the_list_has_pages(client, mine, editor):
    for number in range(25):
        factories.make_village(f"Làng {number}")
    client.force_login(editor)
    assert len(client.get(LIST).context["page"]) == 25
    assert len(client.get(f"{LIST}?page=2").context["page"]) == 2


def test_queries_of_the_list_do_not_grow(
    client, mine, theirs, editor, promoter, django_assert_num_queries
):
    client.force_login(editor)
    client.get(LIST)
    with django_assert_num_queries(22):
        client.get(LIST)
    for number in range(3):
        village = factories.make_village(f"Làng {number}")
        appoint(village=village, user=promoter, role=Role.APPROVER)
        invite(village=village, email="a@b.vn", role="promoter", language="vi", by=editor)
    with django_assert_num_queries(22):
        client.get(LIST)


def test_an_editor_invites_changes_hands_over_and_takes_out(client, mine, editor, promoter):
    client.force_login(editor)
    page, post = page_of(mine), promoter.village_posts.get()
    answers = {"email": "moi@example.com", "role": "approver", "language": "id"}
    told = client.post(page, answers, follow=True).content.decode()
    assert "Đã mời qua thư" in told and "moi@example.com" in told
    assert MailMessage.objects.get(template="promoter_invited").language == "id"
    refused = client.post(page, answers)
    assert refused.status_code == 422
    assert "Người này đã được mời" in refused.content.decode()
    row = Invitation.objects.get()
    for step, said in (
        ("again", "Đã gửi lại"),
        ("withdraw", "Đã rút"),
        ("withdraw", "đã kết thúc"),
    ):
        told = client.post(f"{LIST}invitations/{row.pk}/{step}/", follow=True).content.decode()
        assert said in told
    role = f"{LIST}posts/{post.pk}/role/"
    assert "Không có vai trò" in client.post(role, {"role": "king"}, follow=True).content.decode()
    assert "Đã đổi vai trò" in client.post(role, {"role": "approver"}, follow=True).content.decode()
    after = f"{LIST}posts/{post.pk}/successor/"
    refused = client.post(after, {"email": promoter.email, "language": "vi"})
    assert refused.status_code == 422
    client.post(after, {"email": "sau@example.com", "language": "vi"})
    assert Invitation.objects.get(email="sau@example.com").instead_of == post
    assert f"thay {promoter.email}" in client.get(page).content.decode()
    remove = f"{LIST}posts/{post.pk}/remove/"
    client.get(remove)
    assert Post.objects.filter(pk=post.pk).exists()
    client.post(remove)
    assert not Post.objects.filter(pk=post.pk).exists()
    assert client.get(remove).status_code == 404
    kinds = list(PostChange.objects.values_list("kind", flat=True))
    assert kinds == ["removed", "invited", "changed", "withdrawn", "again", "invited", "appointed"]
    assert "Đổi vai trò: Người quảng bá → Người duyệt" in client.get(page).content.decode()


def test_a_post_that_goes_meanwhile_is_told(client, mine, editor, promoter, monkeypatch):
    from cms.promoters import views
    from cms.promoters.services import PostRefused

    def gone(**given):
        raise PostRefused("Đi rồi")

    client.force_login(editor)
    post = promoter.village_posts.get()
    for name, path in (("change_role", "role"), ("remove", "remove")):
        monkeypatch.setattr(views, name, gone)
        told = client.post(f"{LIST}posts/{post.pk}/{path}/", {"role": "approver"}, follow=True)
        assert "Đi rồi" in told.content.decode()


@pytest.mark.parametrize("language", ["vi", "en", "id"])
def test_a_guest_signs_in_looks_and_takes_the_post(client, mine, editor, invitation, language):
    path = reverse("promoters:join", args=[token_of(invitation)])
    path = re.sub(r"^/vi/", f"/{language}/", path)
    away = client.get(path)
    assert (away.status_code, "/account/login/" in away.url) == (302, True)
    guest = factories.make_user("moi@example.com")
    client.force_login(guest)
    page = client.get(path)
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "private, no-store")
    assert "Bát Tràng" in page.content.decode()
    assert not guest.village_posts.exists()  # looking is not taking
    answer = client.post(path)
    assert answer.url == "/cms/"
    assert client.get("/cms/").status_code == 200
    assert guest.village_posts.get().village == mine
    again = client.post(path)
    assert (again.status_code, guest.village_posts.count()) == (302, 1)
    assert client.get(path).status_code == 404


def test_another_person_s_link_is_over(client, invitation, stranger):
    client.force_login(stranger)
    path = reverse("promoters:join", args=[token_of(invitation)])
    page = client.get(path)
    assert (page.status_code, "Bát Tràng" in page.content.decode()) == (404, False)
    client.post(path)
    assert not stranger.village_posts.exists()


def test_a_successor_reads_whom_they_follow(client, editor, promoter):
    made = hand_over(
        post=promoter.village_posts.get(), email="sau@example.com", language="vi", by=editor
    )
    guest = factories.make_user("sau@example.com")
    client.force_login(guest)
    page = client.get(reverse("promoters:join", args=[token_of(made)])).content.decode()
    assert f"Bạn thay {promoter.email}" in page


def test_a_session_that_is_open_loses_the_village_at_once(client, pages, mine, editor, promoter):
    client.force_login(promoter)
    own = f"/cms/pages/{pages['bat-trang'].pk}/edit/"
    assert client.get(own).status_code == 200
    other = client.__class__()
    other.force_login(editor)
    other.post(f"{LIST}posts/{promoter.village_posts.get().pk}/remove/")
    assert [client.get(path).status_code for path in (own, "/cms/")] == [403, 403]
