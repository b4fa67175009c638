"""A table of decisions is entered whole, by two persons, once; or nothing of it is."""

import pytest

from catalogue.certificates.confirming import decide_proposal
from catalogue.certificates.models import (
    Certificate,
    CertificateEvent,
    Decision,
    Proposal,
    RatedProduct,
)
from catalogue.certificates.rules import CertificateRefused
from catalogue.certificates.services import revoke_certificate
from catalogue.certificates.tables.services import hand_over, read_decisions
from marketplace.files.tables import Unreadable
from tests import factories
from tests.catalogue.certificates.certificates import shown
from tests.catalogue.certificates.tables.tables import of, row, table

pytestmark = pytest.mark.django_db
State = Proposal.State


@pytest.fixture
def second():
    return factories.make_officer("second@example.com")


def read(by, *rows, **kind) -> Proposal:
    return read_decisions(name="qd.xlsx", content=table(*rows, **kind), by=by)


def enter(proposal: Proposal, by) -> Proposal:
    return decide_proposal(proposal=proposal, agrees=True, by=by)


def counts(proposal: Proposal) -> list[int]:
    names = ("created", "unchanged", "refused", "products", "decisions")
    return [proposal.facts[name] for name in names]


def test_a_table_is_read_handed_over_and_entered_by_another(officer, second, product):
    rows = [row(), row(name="Trà sen"), of(product), row(decision_number="13/QĐ-UBND")]
    draft = read(officer, *rows)
    assert (draft.is_draft, counts(draft)) == (True, [4, 0, 0, 2, 2])
    assert not Certificate.objects.exists()
    with pytest.raises(CertificateRefused, match="decided"):
        enter(draft, second)
    asked = hand_over(proposal=draft, by=officer)
    assert hand_over(proposal=draft, by=officer).pk == asked.pk
    assert not RatedProduct.objects.exists()
    with pytest.raises(CertificateRefused, match="own"):
        enter(asked, officer)

    done = enter(asked, second)

    assert enter(asked, second) == done
    assert (Certificate.objects.count(), Decision.objects.count()) == (4, 2)
    assert sorted(RatedProduct.objects.values_list("code", flat=True)) == sorted(
        ["01-00577-1-2025", "01-00577-2-2025", product.code]
    )
    events = CertificateEvent.objects.all()
    assert {(each.kind, each.asked_by, each.by) for each in events} == {
        ("granted", officer, second)
    }
    assert shown(product)[0] == 3
    again = read(officer, *rows)
    assert counts(again) == [0, 4, 0, 0, 0]
    with pytest.raises(CertificateRefused, match="same"):
        hand_over(proposal=again, by=officer)


def test_one_wrong_row_keeps_the_whole_table_back(officer, second):
    rows = [row(name=f"Chè {n}") for n in range(20)]
    draft = read(officer, *rows, row(stars="5"))
    assert counts(draft)[:3] == [20, 0, 1]
    with pytest.raises(CertificateRefused, match="rows_refused"):
        hand_over(proposal=draft, by=officer)
    with pytest.raises(CertificateRefused, match="decided"):
        enter(draft, second)
    assert not RatedProduct.objects.exists()


def test_who_did_not_send_it_does_not_hand_it_over(officer, second):
    with pytest.raises(CertificateRefused, match="not_yours"):
        hand_over(proposal=read(officer, row()), by=second)


def test_a_draft_is_given_up(officer):
    draft = read(officer, row())
    gone = decide_proposal(proposal=draft, agrees=False, by=officer)
    assert gone.state == State.WITHDRAWN
    with pytest.raises(CertificateRefused, match="decided"):
        hand_over(proposal=draft, by=officer)


def test_the_same_file_waits_once(officer, second):
    hand_over(proposal=read(officer, row()), by=officer)
    again = read(officer, row())
    # A workbook has the minute in it: what counts is that the bytes are the same.
    Proposal.objects.update(key="same")
    with pytest.raises(CertificateRefused, match="waits"):
        hand_over(proposal=again, by=officer)
    again.refresh_from_db()
    assert again.is_draft


def test_a_register_that_moved_meanwhile_takes_nothing(officer, second, product):
    asked = hand_over(proposal=read(officer, row(), of(product)), by=officer)
    factories.make_certificate(product, decision_number="12/QĐ-UBND")
    with pytest.raises(CertificateRefused, match="rows_moved"):
        enter(asked, second)
    asked.refresh_from_db()
    assert asked.is_asked
    assert Certificate.objects.count() == 1
    assert not RatedProduct.objects.filter(name="Chè Suối Giàng").exists()


def test_what_another_table_entered_meanwhile_is_left_as_it_is(officer, second):
    first = hand_over(proposal=read(officer, row()), by=officer)
    other = hand_over(proposal=read(officer, row(), row(name="Trà sen")), by=officer)
    enter(first, second)
    enter(other, second)
    assert (Certificate.objects.count(), RatedProduct.objects.count()) == (2, 2)


def test_typed_codes_and_given_ones_do_not_meet(officer, second):
    factories.make_rated("Khác", code="01-00577-4-2025")
    rows = [row(code="01-00577-5-2025"), row(name="Trà sen"), row(name="Mứt sen")]
    enter(hand_over(proposal=read(officer, *rows), by=officer), second)
    made = RatedProduct.objects.exclude(name="Khác").order_by("pk")
    assert list(made.values_list("code", flat=True)) == [
        "01-00577-5-2025",
        "01-00577-6-2025",
        "01-00577-7-2025",
    ]


def test_formulas_of_a_csv_stay_texts(officer, second):
    draft = read(officer, row(name="=1+1"), kind="csv")
    enter(hand_over(proposal=draft, by=officer), second)
    assert RatedProduct.objects.get().name == "=1+1"


def test_what_is_no_table_is_unreadable(officer):
    for content in (b"%PDF-1.7", "Mã;Tên\nA;B\n".encode(), table()):
        with pytest.raises(Unreadable):
            read_decisions(name="x", content=content, by=officer)
    assert not Proposal.objects.exists()


def test_events_are_kept_by_the_database_after_a_table_too(officer, second, product):
    enter(hand_over(proposal=read(officer, of(product)), by=officer), second)
    held = Certificate.objects.get()
    revoke_certificate(certificate=held, on=held.issued_on, ground="other", by=second, note="…")
    assert [each.kind for each in held.events.all()] == ["granted", "revoked"]
