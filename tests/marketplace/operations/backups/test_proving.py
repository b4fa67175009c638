"""Each proof holds in a market as it was backed up, and fails where something is another."""

import pytest
from django.core.files.storage import storages
from django.test import Client
from oscar.core.loading import get_model

from catalogue.origin.codes import serials
from marketplace.operations.backups import proving
from marketplace.operations.backups.about import about_of
from marketplace.purchases.models import Purchase
from tests.marketplace.operations.backups.small_market import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def facts() -> dict:
    return about_of(proving.ask) | {"signing": Client().get(proving.KEYS).json()}


def failing(facts: dict) -> dict[str, str]:
    return {proof.name: proof.seen for proof in proving.prove(facts) if not proof.holds}


def test_an_empty_market_has_nothing_to_show_and_fails_in_nothing(facts):
    proofs = {proof.name: proof for proof in proving.prove(facts)}
    assert all(proof.holds for proof in proofs.values())
    assert {name for name, proof in proofs.items() if proof.seen == proving.NOTHING} == {
        "books",
        "signatures of events",
        "a printed code",
        "a picture",
        "a private file",
        "a paid purchase",
    }


def test_each_proof_sees_what_it_is_for(monkeypatch):
    build()
    facts = about_of(proving.ask) | {"signing": Client().get(proving.KEYS).json()}
    proofs = proving.prove(facts)
    assert [proof for proof in proofs if not proof.holds or proof.seen == proving.NOTHING] == []

    # What is in the backup and not here
    counts = facts["counts"] | {"ledger.Entry": 1}
    assert failing(facts | {"counts": counts}).keys() == {"counts"}
    assert failing(facts | {"ledger": {"buyer": 5}}).keys() == {"books"}
    other = {"keys": [{"kid": "another", "x": ""}]}
    assert failing(facts | {"signing": other}) == {
        "signatures of events": "the market signs with another key than before"
    }

    # What does not open, answer or verify any more
    image = get_model("catalogue", "ProductImage").objects.order_by("-pk").first()
    storages["default"].delete(image.original.name)
    assert failing(facts)["a picture"].startswith(f"{image.original.name} does not open")
    monkeypatch.setattr(proving, "is_ours", lambda *asked: False)
    assert failing(facts)["a printed code"].endswith("is taken for a forgery")
    monkeypatch.setattr(proving, "from_base64url", lambda text: bytes(32))
    assert failing(facts)["signatures of events"] == "the signature on events does not hold"
    monkeypatch.setattr(proving, "page", Unanswered())
    assert failing(facts).keys() >= {"a paid purchase", "signing in"}


class Unanswered:
    """A market whose pages answer with an error."""

    def __call__(self, client, path):
        raise proving.NotProven(f"{path} answers 500")


def test_a_page_that_answers_with_an_error_is_no_proof(db):
    with pytest.raises(proving.NotProven, match="/nowhere-at-all/ answers 404"):
        proving.page(proving.browser(), "/vi/nowhere-at-all/")


def test_a_proof_that_breaks_is_told_and_stops_no_other(facts, monkeypatch):
    def broken(facts):
        raise LookupError("no such table")

    monkeypatch.setitem(proving.PROOFS, "counts", broken)
    assert failing(facts) == {"counts": "LookupError: no such table"}


def test_keys_are_asked_of_labels_by_the_markets_own_rule():
    assert proving.is_ours is serials.is_ours
    assert Purchase.State.PAID == "paid"
