"""A fact or two of posts and invitations."""

import pytest

from cms.promoters.models import Invitation, Post, PostChange, Role

pytestmark = pytest.mark.django_db


def test_rows_are_called_after_person_and_village(mine, promoter, editor):
    assert str(promoter.village_posts.get()) == "du-lich@example.com: Người quảng bá, Bát Tràng"
    made = Invitation(village=mine, email="a@b.vn", role=Role.APPROVER)
    assert str(made) == "a@b.vn: Người duyệt, Bát Tràng"
    assert str(mine.office) == "Bát Tràng"
    assert Post.objects.count() == 1


def test_a_change_tells_roles_where_there_are_some():
    told = [
        PostChange(kind="again").told,
        PostChange(kind="removed", before="promoter").told,
        PostChange(kind="changed", before="promoter", after="approver").told,
    ]
    assert told == [
        "Mời lại",
        "Đã cho ra: Người quảng bá",
        "Đổi vai trò: Người quảng bá → Người duyệt",
    ]
