"""What an officer enters waits, whole and once; what the rules refuse does not even wait."""

import datetime

import pytest

from catalogue.certificates.models import Certificate, Decision, Proposal, RatedProduct
from catalogue.certificates.proposals import (
    proposals_holding,
    propose_decision,
    propose_grant,
    propose_rated,
)
from catalogue.certificates.rules import CertificateRefused
from catalogue.models import OcopSet
from tests import factories
from tests.catalogue.certificates.certificates import days, draft, today

pytestmark = pytest.mark.django_db
Kind = Proposal.Kind


@pytest.fixture
def second():
    return factories.make_officer("second@example.com")


def decision(by, **facts) -> Proposal:
    told = {
        "number": "77/QĐ-UBND",
        "authority": "UBND thành phố Hà Nội",
        "decided_on": today() - days(2),
        "level": "province",
    }
    return propose_decision(**told | facts, by=by)


def rated(by, **facts) -> Proposal:
    told = {
        "name": "Chè Suối Giàng",
        "holder_name": "Hộ Lê Văn A",
        "holder_kind": "household",
        "commune": factories.commune(),
        "ocop_set": factories.migrated(OcopSet, "group", number=11),
    }
    return propose_rated(**told | facts, by=by)


def test_a_grant_waits_with_its_facts_and_the_register_knows_nothing(officer, product):
    asked = propose_grant(certificate=draft(product), by=officer, note="Đợt 1")
    assert (asked.kind, asked.title, asked.note) == (Kind.GRANT, product.title, "Đợt 1")
    assert asked.is_asked
    assert asked.facts["product"] == product.code
    assert asked.facts["score"] == "78.50"
    assert not Certificate.objects.exists()
    assert not RatedProduct.objects.exists()
    product.refresh_from_db()
    assert product.ocop_stars is None


def test_the_same_again_is_the_one_that_waits(officer, product):
    asked = propose_grant(certificate=draft(product), by=officer)
    assert propose_grant(certificate=draft(product), by=officer) == asked
    assert rated(officer) == rated(officer)
    assert decision(officer) == decision(officer)
    assert Proposal.objects.count() == 3


@pytest.mark.parametrize("facts", [{"stars": 3}, {"decision_number": "77 / qđ-ubnd"}])
def test_another_entry_of_the_same_waits_for_that(officer, product, facts):
    propose_grant(certificate=draft(product), by=officer)
    with pytest.raises(CertificateRefused, match="waits"):
        propose_grant(certificate=draft(product, **facts), by=officer)


def test_the_same_by_another_officer_confirms_nothing(officer, second, product):
    propose_grant(certificate=draft(product), by=officer)
    with pytest.raises(CertificateRefused, match="waits"):
        propose_grant(certificate=draft(product), by=second)
    assert not Certificate.objects.exists()


def test_other_words_about_it_are_another_entry(officer, product):
    propose_grant(certificate=draft(product), by=officer)
    with pytest.raises(CertificateRefused, match="waits"):
        propose_grant(certificate=draft(product), by=officer, note="Đợt 2")


def test_what_the_rules_refuse_does_not_wait(officer, product):
    factories.make_certificate(product, decision_number="77/QĐ-UBND")
    known = draft(None, rated=product.rated, decision_number="77/qđ-ubnd")
    for certificate, why in (
        (draft(product, stars=5), "stars"),
        (known, "known"),
        (draft(factories.make_product(), level="district"), "district"),
    ):
        with pytest.raises(CertificateRefused, match=why):
            propose_grant(certificate=certificate, by=officer)
    assert not Proposal.objects.exists()


def test_a_rated_product_waits_under_the_code_that_is_typed(officer):
    factories.make_rated(code="TAKEN")
    for code, why in (("a/b", "code"), ("taken", "code_taken")):
        with pytest.raises(CertificateRefused, match=f"^{why}$"):
            rated(officer, code=code)
    assert rated(officer, code="01-00577-9-2025").facts["code"] == "01-00577-9-2025"
    assert RatedProduct.objects.count() == 1


def test_one_like_another_needs_a_code_of_its_own(officer):
    factories.make_rated("Chè Suối Giàng", holder_name="Hộ Lê Văn A")
    with pytest.raises(CertificateRefused, match="alike"):
        rated(officer, name="CHÈ  suối giàng")
    assert rated(officer, code="01-00577-9-2025").is_asked
    assert rated(officer, holder_name="Hộ Lê Văn B").is_asked


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"decided_on": datetime.date(2018, 1, 1)}, "no_law"),
        ({"level": "district"}, "district"),
        ({"decided_on": "tomorrow"}, "future"),
        ({"number": "78/QĐ-UBND"}, "decision_known"),
        ({"number": "78/QĐ-UBND", "level": "ministry"}, "other_day"),
    ],
)
def test_a_decision_is_held_to_the_law_and_to_what_is_on_file(officer, product, facts, why):
    on = today() - days(2)
    factories.make_certificate(product, decision_number="78/QĐ-UBND", issued_on=on)
    if facts.get("decided_on") == "tomorrow":
        facts = {"decided_on": today() + days(1)}
    with pytest.raises(CertificateRefused, match=why):
        decision(officer, **facts)
    assert Decision.objects.count() == 1


def test_entries_are_found_by_code_number_and_officer(officer, product):
    asked = propose_grant(certificate=draft(product), by=officer)
    decision(officer, number="99/QĐ-UBND", authority="Bộ Nông nghiệp")
    rows = Proposal.objects.all()
    for text in (product.code.lower(), product.title.upper(), "77/qd"):
        assert list(proposals_holding(rows, text)) == [asked]
    assert proposals_holding(rows, officer.email).count() == 2
    assert not proposals_holding(rows, "zzz").exists()
