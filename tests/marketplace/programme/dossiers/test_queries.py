"""An office sees what came to it, in parts, and nothing of others."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from marketplace.files.models import FileAccess
from marketplace.programme.dossiers.models import Dossier
from marketplace.programme.dossiers.queries import (
    dossiers_at,
    is_late,
    looks_at,
    matching,
    opened_name,
    parts_for,
)
from marketplace.programme.offices.services import office_of_commune
from tests import factories
from tests.marketplace.programme.dossiers import cast

pytestmark = pytest.mark.django_db


def counts(user):
    rows = dossiers_at(user)
    return {name: rows.filter(part.where).count() for name, part in parts_for(user).items()}


def test_parts_of_a_queue_follow_where_it_lies(vase, owner, commune, province, producer):
    cast.make_draft(factories.make_product(producer), owner)  # a draft is nobody's but its maker's
    cast.ask(cast.make_filed(factories.make_product(producer), owner), commune)
    cast.make_filed(factories.make_product(producer), owner)
    cast.make_handed_on(vase, owner, commune)
    assert counts(commune) == {"todo": 1, "asked": 1, "passed": 1, "over": 0}
    assert counts(province) == {"todo": 1, "asked": 0, "passed": 0, "over": 0}


def test_others_see_nothing(vase, owner, commune, stranger):
    cast.make_filed(vase, owner)
    other = factories.make_village("Vạn Phúc", slug="van-phuc", code="09886")
    elsewhere = cast.make_post(office_of_commune(other.commune), "khac@example.vn")
    for person in (stranger, owner, elsewhere, AnonymousUser()):
        assert not dossiers_at(person).exists()
    assert dossiers_at(commune).count() == 1


def test_search_finds_product_code_and_maker(vase, owner, producer):
    dossier = cast.make_draft(vase, owner)
    for text in (vase.code, producer.name.upper(), "lo men ran", ""):
        assert list(matching(Dossier.objects.all(), text)) == [dossier]
    assert not matching(Dossier.objects.all(), "khong co").exists()


@pytest.mark.parametrize(("days", "late"), [(-1, True), (0, False), (None, False)])
def test_late_is_from_the_day_after(days, late):
    today = datetime.date(2026, 10, 26)
    due = None if days is None else today + datetime.timedelta(days=days)
    assert is_late(Dossier(due_on=due), today) is late


def test_looks_are_those_of_offices_alone(vase, owner, commune):
    dossier = cast.make_filed(vase, owner)
    name = dossier.citations.first().version.file.name
    rows = [
        (commune, opened_name(dossier), "programme:dossier 1"),
        (commune, name, "programme:dossier-document 1 2"),
        (owner, name, "dossiers:document-file 1 2"),
        (commune, "dossiers/khac.pdf", "programme:dossier-document 9 9"),
    ]
    for user, what, page in rows:
        FileAccess.objects.create(user=user, name=what, page=page)
    assert [(each.user, each.name) for each in looks_at(dossier)] == [
        (commune, name),
        (commune, opened_name(dossier)),
    ]
