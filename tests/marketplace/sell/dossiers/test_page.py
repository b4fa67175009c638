"""What the page of a dossier shows: lines with their proofs, what lacks and where it is given."""

import pytest

from marketplace.programme.dossiers.documents import add_document
from marketplace.programme.dossiers.models import Document
from marketplace.sell.dossiers.page import shown
from tests.marketplace.programme.dossiers import cast

pytestmark = pytest.mark.django_db


def test_what_lacks_leads_to_where_it_is_given(vase, owner):
    dossier = cast.make_draft(vase, owner)
    found = {each.words: each.address for each in shown(dossier, cast.in_days(0))["missing"]}
    base = f"/en/sell/dossiers/{dossier.pk}/"
    assert found["Form 01: Who files"] == f"{base}form/who/"
    assert found["Business registration"] == f"{base}documents/?kind=licence"
    assert f"{base}lines/1.4/" in found.values()


def test_lines_count_their_proofs_and_papers_their_lines(vase, owner):
    dossier = cast.make_draft(vase, owner)
    facts = {"kind": "other", "name": "Giấy"}
    add_document(dossier=dossier, file=cast.pdf(), codes=["1.4", ""], by=owner, **facts)
    page = shown(dossier, cast.in_days(0))
    line = next(each for each in page["lines"] if each.code == "1.4")
    assert (line.points, line.most, line.proofs, line.lacks_proof) == (4, 4, 1, False)
    assert [each.codes for each in page["papers"]] == [["", "1.4"]]
    Document.objects.update(expires_on=cast.in_days(-1))
    page = shown(dossier, cast.in_days(0))
    assert [each.has_ended for each in page["papers"]] == [True]
    assert next(each for each in page["lines"] if each.code == "1.4").lacks_proof
