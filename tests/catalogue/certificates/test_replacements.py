"""A decision's and a rated product's own facts are mended by two; old and new stay readable."""

import pytest
from django.db import DatabaseError, transaction

from catalogue.certificates import guards
from catalogue.certificates.confirming import decide_proposal
from catalogue.certificates.models import Certificate, Decision, Proposal, RatedEvent
from catalogue.certificates.open_rows import changes_since
from catalogue.certificates.records import find_record
from catalogue.certificates.replacements import (
    made_corrections,
    propose_decision_facts,
    propose_rated_facts,
)
from catalogue.certificates.rules import CertificateRefused
from catalogue.models import OcopSet
from catalogue.search.models import Waiting
from tests import factories
from tests.catalogue.certificates.certificates import days, today, touched
from tests.clock import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def second():
    return factories.make_officer("second@example.com")


@pytest.fixture
def held(product) -> Certificate:
    return factories.make_certificate(product, decision_number="12/QĐ-UBND")


def ask_decision(decision, by, **values) -> Proposal:
    told = {
        name: getattr(decision, name) for name in ("number", "authority", "decided_on", "level")
    }
    return propose_decision_facts(decision=decision, **told | values, reason="Gõ nhầm", by=by)


def ask_rated(rated, by, **values) -> Proposal:
    names = ("name", "holder_name", "holder_kind", "commune", "ocop_set")
    told = {name: getattr(rated, name) for name in names}
    return propose_rated_facts(rated=rated, values=told | values, reason="Gõ nhầm", by=by)


def agree(proposal, by) -> Proposal:
    return decide_proposal(proposal=proposal, agrees=True, by=by)


def test_a_decision_and_its_certificates_say_what_the_paper_says(held, officer, second):
    other = factories.make_certificate(factories.make_product(), decision_number="12/QĐ-UBND")
    day = held.decision_date - days(1)
    asked = ask_decision(held.decision, officer, number="21/QĐ-UBND", decided_on=day)
    assert Decision.objects.get().number == "12/QĐ-UBND"
    with pytest.raises(CertificateRefused, match="own"):
        agree(asked, officer)
    Waiting.objects.all().delete()

    agree(asked, second)
    agree(asked, second)

    decision = Decision.objects.get()
    assert (decision.number, decision.number_folded) == ("21/QĐ-UBND", "21/qd-ubnd")
    for each in (held, other):
        each.refresh_from_db()
        assert (each.decision_number, each.decision_date) == ("21/QĐ-UBND", day)
        event = each.events.get()
        assert (event.kind, event.asked_by, event.by) == ("corrected", officer, second)
        assert event.changes == {
            "decision_number": ["12/QĐ-UBND", "21/QĐ-UBND"],
            "decision_date": [str(day + days(1)), str(day)],
        }
    assert list(made_corrections(decision)) == [asked]
    assert touched() >= {held.product_id, other.product_id}  # the shop finds them by the number


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({}, "same"),
        ({"decided_on": lambda: today() + days(1)}, "future"),
        ({"level": "district"}, "district"),
        ({"number": "13/QĐ-UBND"}, "decision_known"),
        ({"number": "14/QĐ-UBND"}, "known"),
    ],
)
def test_what_the_law_or_the_register_says_no_to_is_not_asked(held, officer, values, why):
    factories.make_certificate(factories.make_product(), decision_number="13/QĐ-UBND")
    early = held.issued_on - days(800)
    factories.make_certificate(held.product, decision_number="14/QĐ-UBND", issued_on=early)
    with pytest.raises(CertificateRefused, match=f"^{why}$"):
        ask_decision(held.decision, officer, **read(values))
    assert not Proposal.objects.exists()


def test_a_day_after_the_issue_is_refused_for_the_certificate(held, officer):
    with pytest.raises(CertificateRefused, match="dates"):
        ask_decision(held.decision, officer, decided_on=held.issued_on + days(1))


def test_a_rated_product_gets_its_right_name_and_the_old_one_stays(officer, second):
    rated = factories.make_rated("Chè sen", code="X-1")
    asked = ask_rated(rated, officer, name="Trà sen", holder_kind="household")
    assert asked.facts == {
        "name": ["Chè sen", "Trà sen"],
        "holder_kind": ["cooperative", "household"],
    }
    agree(asked, second)
    agree(asked, second)

    record = find_record("X-1", today())
    assert record.title == "Trà sen"
    (event,) = record.corrections
    assert (event.changes, event.asked_by, event.by) == (asked.facts, officer, second)
    assert record.rated.search_text.startswith("tra sen")
    told = [each for each in changes_since(today(), today()) if each["event"] == "corrected"]
    assert [each["code"] for each in told] == ["X-1"]


def test_commune_and_set_are_kept_by_code_and_number(officer, second):
    rated = factories.make_rated(code="X-1")
    other = factories.migrated(OcopSet, "group", number=12)
    asked = ask_rated(rated, officer, commune=factories.commune("00103"), ocop_set=other)
    assert asked.facts == {"commune": ["00577", "00103"], "ocop_set": ["11", "12"]}
    agree(asked, second)
    rated.refresh_from_db()
    assert (rated.commune.code, rated.ocop_set) == ("00103", other)


def test_what_moved_meanwhile_is_looked_at_anew(held, officer, second):
    rated = factories.make_rated(code="X-1")
    one, two = (
        ask_rated(rated, officer, name="Trà"),
        ask_decision(held.decision, officer, number="9"),
    )
    type(rated).objects.filter(pk=rated.pk).update(name="Khác")
    Decision.objects.filter(pk=held.decision_id).update(number="8")
    for asked in (one, two):
        with pytest.raises(CertificateRefused, match="moved"):
            agree(asked, second)
    assert not RatedEvent.objects.exists()


def test_one_correction_of_a_thing_waits_at_a_time(held, officer, second):
    rated = factories.make_rated(code="X-1")
    ask_rated(rated, officer, name="Trà")
    ask_decision(held.decision, officer, number="9")
    for again in (
        lambda: ask_rated(rated, second, name="Chè"),
        lambda: ask_decision(held.decision, second, number="7"),
    ):
        with pytest.raises(CertificateRefused, match="waits"):
            again()


def test_nothing_is_asked_where_nothing_differs(officer):
    with pytest.raises(CertificateRefused, match="same"):
        ask_rated(factories.make_rated(), officer)


def test_what_was_corrected_is_neither_changed_nor_deleted(officer, second):
    agree(ask_rated(factories.make_rated(), officer, name="Trà"), second)
    for change in (
        lambda: RatedEvent.objects.update(note="nothing"),
        lambda: RatedEvent.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match=guards.RATED_WORDS), transaction.atomic():
            change()
