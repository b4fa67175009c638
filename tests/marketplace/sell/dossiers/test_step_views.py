"""Steps of a maker: each says what came of it, twice is once, and GET takes none."""

import pytest

from marketplace.programme.assessing import answer_line
from marketplace.programme.dossiers.models import Dossier
from tests import factories
from tests.marketplace.programme.dossiers import cast

pytestmark = pytest.mark.django_db
LIST = "/en/sell/dossiers/"


@pytest.fixture
def desk(client, owner):
    client.force_login(owner)
    return client


def step(desk, dossier, name, **data):
    answer = desk.post(f"{LIST}{dossier.pk}/{name}/", data, follow=True)
    return [str(each) for each in answer.context["messages"]]


def test_filed_only_when_nothing_is_missing(desk, vase, owner):
    dossier = cast.make_draft(vase, owner)
    assert step(desk, dossier, "file")[0].startswith("Still missing: Form 01: Who files;")
    cast.complete(dossier, owner)
    filed = ["Filed. The commune looks at it and writes to you by mail."]
    assert step(desk, dossier, "file") == filed
    assert step(desk, dossier, "file") == filed
    assert Dossier.objects.get().snapshots.count() == 1
    assert desk.get(f"{LIST}{dossier.pk}/file/").status_code == 405


def test_answers_of_today_are_claimed(desk, vase, owner):
    dossier = cast.make_draft(vase, owner)
    answer_line(product=vase, code="1.4", points=2, by=owner)
    assert step(desk, dossier, "answers") == ["It claims what your self-assessment says today."]
    assert dossier.claims.get(code="1.4").points == 2


def test_withdrawn_and_begun_again_with_its_documents(desk, vase, owner):
    dossier = cast.make_filed(vase, owner)
    assert step(desk, dossier, "withdraw", words="Để sau\x00") == ["Withdrawn."]
    assert dossier.events.first().words == "Để sau"
    step(desk, dossier, "again")
    new = Dossier.objects.exclude(pk=dossier.pk).get()
    assert (new.previous, new.is_draft) == (dossier, True)
    assert new.citations.count() == dossier.citations.count() > 0
    step(desk, dossier, "again")
    assert Dossier.objects.count() == 2


def test_a_product_without_a_sheet_begins_none(desk, vase, producer):
    type(vase).objects.filter(pk=vase.pk).update(ocop_set=None)
    answer = desk.post(f"{LIST}begin/{vase.pk}/", follow=True)
    assert "Choose the product&#39;s kind first" in answer.content.decode()
    theirs = factories.make_product(factories.make_producer("Hộ khác"))
    assert desk.post(f"{LIST}begin/{theirs.pk}/").status_code == 404
    assert not Dossier.objects.exists()
