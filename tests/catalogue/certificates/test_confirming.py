"""Nothing enters the register by one person; two confirms are one entry."""

import pytest
from django.db import IntegrityError, transaction

from catalogue.certificates.confirming import decide_proposal
from catalogue.certificates.models import Certificate, Decision, Proposal, RatedProduct
from catalogue.certificates.proposals import propose_grant
from catalogue.certificates.rules import CertificateRefused
from tests import factories
from tests.catalogue.certificates.certificates import days, draft, shown, today
from tests.catalogue.certificates.test_proposals import decision, rated

pytestmark = pytest.mark.django_db
State = Proposal.State


@pytest.fixture
def second():
    return factories.make_officer("second@example.com")


@pytest.fixture
def asked(officer, product) -> Proposal:
    return propose_grant(certificate=draft(product), by=officer, note="Đợt 1")


def decide(proposal, by, *, agrees: bool = True, answer: str = "") -> Proposal:
    return decide_proposal(proposal=proposal, agrees=agrees, by=by, answer=answer)


def test_a_second_officer_enters_it_once(asked, product, officer, second):
    done = decide(asked, second)
    held = Certificate.objects.get()
    assert (done.state, done.certificate, done.rated) == (State.MADE, held, product.rated)
    event = held.events.get()
    assert (event.kind, event.asked_by, event.by) == ("granted", officer, second)
    assert event.note == "Đợt 1"
    assert shown(product) == (4, held.expires_on)
    third = factories.make_officer("third@example.com")
    assert (decide(asked, second), decide(asked, third)) == (done, done)
    assert Certificate.objects.count() == held.events.count() == 1
    with pytest.raises(CertificateRefused, match="decided"):
        decide(asked, third, agrees=False, answer="Nhầm")


def test_nobody_confirms_their_own_entry(asked, officer):
    with pytest.raises(CertificateRefused, match="own"):
        decide(asked, officer)
    assert not Certificate.objects.exists()
    for by in (officer, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            Proposal.objects.update(state=State.MADE, decided_by=by)


def test_another_officer_sends_it_back_and_says_why(asked, second, product):
    for nothing in ("", "  "):
        with pytest.raises(CertificateRefused, match="answer"):
            decide(asked, second, agrees=False, answer=nothing)
    done = decide(asked, second, agrees=False, answer="Sai số sao")
    assert (done.state, done.answer, done.decided_by) == (State.REFUSED, "Sai số sao", second)
    assert decide(asked, second, agrees=False) == done
    with pytest.raises(CertificateRefused, match="decided"):
        decide(asked, second)
    assert shown(product) == (None, None)


def test_who_asked_takes_it_back(asked, officer, second, product):
    assert decide(asked, officer, agrees=False).state == State.WITHDRAWN
    with pytest.raises(CertificateRefused, match="decided"):
        decide(asked, second)
    again = propose_grant(certificate=draft(product), by=officer)
    assert again != asked


def test_what_the_register_says_no_to_by_now_still_waits(asked, product, second):
    factories.make_certificate(product, decision_number="77/qđ-ubnd")
    with pytest.raises(CertificateRefused, match="known"):
        decide(asked, second)
    asked.refresh_from_db()
    assert asked.is_asked and asked.decided_by is None
    assert Certificate.objects.count() == 1


def test_a_product_that_is_gone_is_refused(asked, second):
    Proposal.objects.update(facts=asked.facts | {"product": "NOPE"})
    with pytest.raises(CertificateRefused, match="moved"):
        decide(asked, second)


def test_a_rated_product_gets_its_code_when_it_is_entered(officer, second):
    first, other = rated(officer, year=2025), rated(officer, name="Trà sen", year=2025)
    assert decide(other, second).rated.code == "01-00577-1-2025"
    assert decide(first, second).rated.code == "01-00577-2-2025"
    assert RatedProduct.objects.count() == 2
    again = rated(officer, name="Trà sen", code="X1")
    RatedProduct.objects.filter(name="Trà sen").update(code="X1")
    with pytest.raises(CertificateRefused, match="code_taken"):
        decide(again, second)


def test_a_code_that_was_taken_that_moment_is_refused_in_words(officer, second, monkeypatch):
    waiting = rated(officer, name="Trà sen", code="X1")
    factories.make_rated("Khác", code="X1")
    monkeypatch.setattr("catalogue.certificates.rated.check_code", lambda code: None)
    with pytest.raises(CertificateRefused, match="code_taken"):
        decide(waiting, second)
    waiting.refresh_from_db()
    assert waiting.is_asked


def test_a_rated_product_like_another_is_not_entered_twice(officer, second):
    waiting = rated(officer)
    factories.make_rated("Chè Suối Giàng", holder_name="Hộ Lê Văn A")
    with pytest.raises(CertificateRefused, match="alike"):
        decide(waiting, second)


def test_a_commune_that_ended_meanwhile_is_refused(officer, second):
    waiting = rated(officer)
    commune = factories.commune()
    commune.valid_to = today()
    commune.save()
    with pytest.raises(CertificateRefused, match="moved"):
        decide(waiting, second)


def test_a_decision_is_entered_ahead_of_its_certificates(officer, second, product):
    made = decide(decision(officer), second).decision
    assert (made.number, made.authority) == ("77/QĐ-UBND", "UBND thành phố Hà Nội")
    assert (made.decided_on, made.level) == (today() - days(2), "province")
    held = decide(propose_grant(certificate=draft(product), by=officer), second).certificate
    assert held.decision == made
    with pytest.raises(CertificateRefused, match="decision_known"):
        decision(officer)
    assert Decision.objects.count() == 1
