"""Who reads a second hand-over sees what is another thing in it than in the first."""

import json

import pytest

from marketplace.programme.dossiers import handing
from marketplace.programme.dossiers.differences import Difference, differences
from marketplace.programme.dossiers.documents import add_document
from marketplace.programme.dossiers.drafting import save_facts, say_about
from tests.marketplace.programme.dossiers import cast

pytestmark = pytest.mark.django_db


def test_forms_claims_and_documents_are_compared(vase, owner, commune):
    dossier = cast.make_filed(vase, owner)
    cast.ask(dossier, commune)
    dossier.refresh_from_db()
    facts = dossier.facts | {"people": "12 người"}
    save_facts(dossier=dossier, part="plan", facts=facts)
    say_about(dossier=dossier, code="1.4", note="Ký lại")
    facts = {"kind": "other", "name": "Giấy mới"}
    add_document(dossier=dossier, file=cast.pdf("moi"), codes=["", "1.4"], by=owner, **facts)
    handing.answer_item(dossier=dossier, item=handing.open_items(dossier).get(), answer="Xong")
    handing.send_answer(dossier=dossier, by=owner)
    first, second = (json.loads(each.body) for each in dossier.snapshots.order_by("n"))
    assert differences(first, second) == [
        Difference("People who work on it", "people …", "12 người"),
        Difference("1.4 Contracts along the chain", "4 points", "4 points · Ký lại"),
        Difference("Giấy mới", "", "the dossier as a whole, 1.4"),
    ]
    assert differences(first, first) == []
    back = differences(second, first)
    assert [(each.old, each.new) for each in back][-1] == ("the dossier as a whole, 1.4", "")


def test_a_claim_that_is_gone_has_nothing_new(vase, owner):
    dossier = cast.make_filed(vase, owner)
    body = json.loads(dossier.snapshots.get().body)
    less = body | {"claims": [each for each in body["claims"] if each["code"] != "1.4"]}
    assert [(each.old, each.new) for each in differences(body, less)] == [("4 points", "")]
