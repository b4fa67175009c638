"""A post comes by a mail and goes at once; all of it is noted."""

import re

import pytest
from django.utils import timezone
from django.utils.translation import override

from cms.promoters import services
from cms.promoters.models import VALID, Invitation, PostChange, Role
from cms.promoters.services import (
    PostRefused,
    accept,
    appoint,
    change_role,
    hand_over,
    invite,
    invite_again,
    remove,
    token_of,
    withdraw,
)
from marketplace.purchases.mail import compose
from marketplace.purchases.models import MailMessage
from tests import factories

pytestmark = pytest.mark.django_db


def invited(village, by, email="Moi@Example.com", role=Role.PROMOTER, language="vi"):
    return invite(village=village, email=email, role=role, language=language, by=by)


@pytest.fixture
def guest():
    return factories.make_user("moi@example.com")


def noted() -> list[tuple[str, ...]]:
    rows = PostChange.objects.exclude(kind="appointed").select_related("by").order_by("pk")
    return [(row.kind, row.email, row.before, row.after, row.by.email) for row in rows]


def test_from_the_invitation_to_the_end(pages, mine, editor, guest):
    page = pages["bat-trang"]
    made = invited(mine, editor)
    assert not page.permissions_for_user(guest).can_edit()
    post = accept(token=token_of(made), user=guest)
    assert (post.village, post.role) == (mine, Role.PROMOTER)
    assert guest.has_perm("wagtailadmin.access_admin")
    fresh = type(guest).objects.get(pk=guest.pk)
    assert page.permissions_for_user(fresh).can_edit()
    for _twice in range(2):
        change_role(post=post, role=Role.APPROVER, by=editor)
    fresh = type(guest).objects.get(pk=guest.pk)
    assert page.permissions_for_user(fresh).can_publish()
    remove(post=post, by=editor)
    fresh = type(guest).objects.get(pk=guest.pk)
    assert not page.permissions_for_user(fresh).can_edit()
    assert not fresh.has_perm("wagtailadmin.access_admin")
    assert noted() == [
        ("invited", "moi@example.com", "", "promoter", editor.email),
        ("joined", "moi@example.com", "", "promoter", guest.email),
        ("changed", "moi@example.com", "promoter", "approver", editor.email),
        ("removed", "moi@example.com", "approver", "", editor.email),
    ]
    assert (
        PostChange.objects.get(kind="changed").told == "Đổi vai trò: Người quảng bá → Người duyệt"
    )
    with pytest.raises(PostRefused):
        accept(token=token_of(made), user=guest)  # a link counts once


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("vi", "Viết cho làng Bát Tràng"),
        ("en", "Write for Bát Tràng"),
        ("id", "Menulis untuk Bát Tràng"),
    ],
)
@pytest.mark.parametrize("role", Role.values)
def test_the_mail_is_in_the_reader_s_language(mine, editor, language, said, role):
    invited(mine, editor, role=role, language=language)
    mail = compose(MailMessage.objects.get(template="promoter_invited"))
    assert (mail.subject, mail.to) == (said, ["moi@example.com"])
    link = re.search(r"https?://\S+/promoters/join/\S+/", mail.body)[0]
    assert f"/{language}/promoters/" in link
    assert "14" in mail.body


def test_a_link_is_for_one_person(mine, editor, guest, stranger):
    token = token_of(invited(mine, editor))
    for user, given in ((stranger, token), (guest, token[:-1]), (guest, "x"), (guest, "")):
        with (
            pytest.raises(
                PostRefused, match=r"Lời mời này đã hết hạn. Hãy xin ban biên tập lời mời mới"
            ),
            override("vi"),
        ):
            accept(token=given, user=user)
    assert not guest.village_posts.exists()


def test_a_link_is_good_for_two_weeks(mine, editor, guest, monkeypatch):
    made = invited(mine, editor)
    monkeypatch.setattr(services, "VALID", -VALID)
    with pytest.raises(PostRefused):
        accept(token=token_of(made), user=guest)
    for ago, is_over in ((VALID, True), (VALID - timezone.timedelta(minutes=1), False)):
        made.sent_at = timezone.now() - ago
        assert made.is_over is is_over
    assert made.ends_at == made.sent_at + VALID


def test_a_link_ends_with_its_editor(mine, editor, guest):
    token = token_of(invited(mine, editor))
    editor.groups.clear()
    with pytest.raises(PostRefused):
        accept(token=token, user=guest)


def test_a_link_of_an_editor_whose_account_is_closed_is_over(mine, editor, guest):
    token = token_of(invited(mine, editor))
    editor.is_active = False
    editor.save()
    with pytest.raises(PostRefused):
        accept(token=token, user=guest)


def test_sent_again_the_older_link_is_over(mine, editor, guest):
    made = invited(mine, editor)
    old = token_of(made)
    invite_again(invitation=made, by=editor)
    made.refresh_from_db()
    with pytest.raises(PostRefused):
        accept(token=old, user=guest)
    assert MailMessage.objects.filter(template="promoter_invited").count() == 2
    assert accept(token=token_of(made), user=guest).village == mine
    assert [row[0] for row in noted()] == ["invited", "again", "joined"]


def test_one_invitation_is_sent_five_times_at_most(mine, editor):
    made = invited(mine, editor)
    for _more in range(services.MOST_SENT - 1):
        invite_again(invitation=made, by=editor)
    with pytest.raises(PostRefused, match=r"5 lần. Hãy rút lại lời mời"):
        invite_again(invitation=made, by=editor)


def test_what_is_withdrawn_leads_nowhere(mine, editor, guest):
    made = invited(mine, editor)
    withdraw(invitation=made, by=editor)
    with pytest.raises(PostRefused):
        accept(token=token_of(made), user=guest)
    for step in (invite_again, withdraw):
        with pytest.raises(PostRefused, match="Lời mời này đã kết thúc rồi"):
            step(invitation=made, by=editor)
    assert [row[0] for row in noted()] == ["invited", "withdrawn"]
    assert invited(mine, editor).state == Invitation.State.WAITING  # anew


def test_who_has_a_post_is_not_invited_and_does_not_join_again(mine, editor, guest, promoter):
    with pytest.raises(PostRefused, match="Người này đã có việc ở làng này"):
        invited(mine, editor, email="DU-LICH@example.com")
    made = invited(mine, editor)
    appoint(village=mine, user=guest, role=Role.PROMOTER)
    with pytest.raises(PostRefused, match="Bạn đã có việc ở làng này"):
        accept(token=token_of(made), user=guest)


def test_one_open_invitation_a_person(mine, theirs, editor):
    invited(mine, editor)
    with pytest.raises(PostRefused, match=r"Người này đã được mời. Hãy gửi lại lời mời đó"):
        invited(mine, editor, email="moi@example.COM")
    invited(theirs, editor)


def test_twenty_invitations_in_two_weeks(mine, theirs, editor, monkeypatch):
    monkeypatch.setattr(services, "MOST_INVITED", 2)
    for number in range(2):
        invited(mine, editor, email=f"{number}@example.vn")
    with pytest.raises(PostRefused, match="Trong hai tuần đã mời quá nhiều người vào làng này"):
        invited(mine, editor, email="x@example.vn")
    invited(theirs, editor, email="x@example.vn")
    Invitation.objects.update(sent_at=timezone.now() - VALID)
    invited(mine, editor, email="x@example.vn")


def test_a_post_changes_hands_with_the_successor_s_yes(pages, mine, promoter, editor, guest):
    page = pages["bat-trang"]
    post = promoter.village_posts.get()
    made = hand_over(post=post, email=guest.email, language="en", by=editor)
    assert (made.instead_of, made.role) == (post, post.role)
    assert page.permissions_for_user(promoter).can_edit()
    accept(token=token_of(made), user=guest)
    assert not promoter.village_posts.exists()
    before, after = (type(guest).objects.get(pk=user.pk) for user in (promoter, guest))
    assert [page.permissions_for_user(user).can_edit() for user in (before, after)] == [False, True]
    assert noted()[1:] == [
        ("joined", guest.email, "", "promoter", guest.email),
        ("handed", promoter.email, "promoter", "", editor.email),
    ]


def test_a_post_that_ended_meanwhile_hinders_no_successor(mine, promoter, editor, guest):
    post = promoter.village_posts.get()
    made = hand_over(post=post, email=guest.email, language="en", by=editor)
    remove(post=post, by=editor)
    assert accept(token=token_of(made), user=guest).village == mine
    for step in (
        lambda: remove(post=post, by=editor),
        lambda: change_role(post=post, role=Role.APPROVER, by=editor),
        lambda: hand_over(post=post, email="a@b.vn", language="vi", by=editor),
    ):
        post.pk = post.pk or 0
        with pytest.raises(PostRefused, match="Người này không còn việc ở đây"):
            step()


def test_to_appoint_twice_notes_once(mine, guest):
    posts = {appoint(village=mine, user=guest, role=Role.PROMOTER).pk for _twice in range(2)}
    assert len(posts) == 1
    assert PostChange.objects.filter(kind="appointed", email=guest.email).count() == 1


def test_a_village_that_is_deleted_leaves_what_was_noted(editor, guest):
    from django.contrib.auth.models import Group

    village = factories.make_village("Tạm")
    appoint(village=village, user=guest, role=Role.APPROVER)
    village.delete()
    assert not Group.objects.filter(name__endswith=": Tạm").exists()
    row = PostChange.objects.get()
    assert (row.village, row.place, str(row)) == (None, "Tạm", "Tạm: Bổ nhiệm: Người duyệt")
