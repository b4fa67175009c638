"""Villages with their people, in a number of queries that stays."""

import pytest

from cms.promoters.models import Role
from cms.promoters.queries import PARTS, matching, villages_with_people
from cms.promoters.services import appoint, invite, withdraw

pytestmark = pytest.mark.django_db


def test_people_and_open_invitations_come_along(
    mine, theirs, promoter, editor, django_assert_num_queries
):
    invite(village=mine, email="a@b.vn", role=Role.PROMOTER, language="vi", by=editor)
    gone = invite(village=mine, email="c@d.vn", role=Role.PROMOTER, language="vi", by=editor)
    withdraw(invitation=gone, by=editor)
    appoint(village=theirs, user=promoter, role=Role.APPROVER)
    with django_assert_num_queries(3):
        told = [
            (
                village.commune.name,
                [post.user.email for post in village.posts.all()],
                [each.email for each in village.awaited],
            )
            for village in villages_with_people().order_by("pk")
        ]
    place = mine.commune.name
    assert told == [(place, [promoter.email], ["a@b.vn"]), (place, [promoter.email], [])]


def test_parts_and_searches_tell_villages_apart(mine, theirs, promoter):
    rows = villages_with_people()
    assert {name: rows.filter(part.where).count() for name, part in PARTS.items()} == {
        "all": 2,
        "nobody": 1,
        "no-approver": 2,
        "invited": 0,
    }
    assert [each.name for each in matching(rows, "du-lich")] == ["Bát Tràng"]
    assert matching(rows, "").count() == 2
