"""Certificates are entered, extended and revoked, and what is refused is said in words."""

import inspect
import re

import pytest

from catalogue.certificates import (
    confirming,
    corrections,
    decisions,
    linking,
    outsiders,
    proposals,
    rated,
    replacements,
    rules,
    services,
)
from catalogue.certificates.models import Certificate, CertificateEvent, Proposal
from catalogue.certificates.services import revoke_certificate
from catalogue.certificates.tables import services as tables
from marketplace.ocop.forms import FIELD_OF, REASONS
from tests import factories
from tests.clock import read
from tests.marketplace.ocop.desk import (
    GRANT,
    confirmed,
    days,
    entry,
    messages_of,
    page_of,
    today,
    tomorrow,
    words_of,
)

pytestmark = pytest.mark.django_db


def test_two_officers_enter_a_certificate_and_its_page_tells_it(office, officer, product):
    asked = office.post(GRANT, entry(product, product=f" {product.code} "), follow=True)
    assert messages_of(asked) == ["Written down. A second person has to confirm it."]
    assert not Certificate.objects.exists()
    assert messages_of(confirmed()) == ["Entered. The shop shows it now."]
    certificate = Certificate.objects.get()
    assert (certificate.product, certificate.stars) == (product, 4)
    event = certificate.events.get()
    assert (event.kind, event.asked_by, event.note) == ("granted", officer, "Đợt 1")
    assert event.by.email == "second@example.com"
    page = words_of(office.get(page_of(certificate)))
    for told in ("12/QĐ-UBND", "UBND thành phố Hà Nội", "Granted", "officer@example.com", "Đợt 1"):
        assert told in page
    product.refresh_from_db()
    assert product.ocop_stars == 4


def test_form_begins_with_today(office):
    assert f'value="{today():%Y-%m-%d}"' in words_of(office.get(GRANT))


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (
            {"stars": 5},
            "The score does not earn so many stars (3 from 50, 4 from 70, 5 from 90).",
        ),
        (
            {"score": "49.99", "stars": 3},
            "The score does not earn so many stars (3 from 50, 4 from 70, 5 from 90).",
        ),
        (
            {"stars": 5, "score": "95"},
            "Five stars are granted by the ministry only.",
        ),
        ({"level": "district"}, "Districts decided until June 2025 only."),
        ({"decision_date": "2019-08-20"}, "No law on OCOP was in force on this day."),
        (
            {"decision_date": tomorrow, "issued_on": tomorrow},
            "The decision is of a day that has not come.",
        ),
        (
            {"decision_date": "2026-01-02", "issued_on": "2026-01-01"},
            "The dates do not follow each other: decision, issue, expiry.",
        ),
        ({"expires_on": lambda: today() + days(7300)}, "It ends later than the law's term allows."),
        (
            {"expires_on": lambda: today() + days(300), "note": ""},
            "It ends before the law's term is over: say why in the note.",
        ),
        ({"product": "NOPE"}, "There is no product with this code."),
        ({"level": "village"}, "Select a valid choice. village is not one of the available"),
        ({"law": "999"}, "Select a valid choice. That choice is not one of the available choices."),
        ({"note": "x" * 1001}, "Ensure this value has at most 1000 characters (it has 1001)."),
        ({"issued_on": "31.2.2026"}, "Enter a valid date."),
        ({"decision_number": ""}, "This field is required."),
        ({"score": "100.01", "stars": 5}, "Ensure this value is less than or equal to 100."),
        ({"score": "-0.01"}, "Ensure this value is greater than or equal to 0."),
        ({"stars": 2}, "Ensure this value is greater than or equal to 3."),
        ({"stars": 6}, "Ensure this value is less than or equal to 5."),
        (
            {"expires_on": lambda: today() - days(1)},
            "The dates do not follow each other: decision, issue, expiry.",
        ),
    ],
)
def test_officer_reads_why_a_certificate_is_not_taken(office, product, answers, sentence):
    response = office.post(GRANT, entry(product, **read(answers)))
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert not Proposal.objects.exists()


def test_same_entry_twice_is_one_certificate(office, product):
    other = factories.make_product(product.producer)
    for _twice in range(2):
        assert office.post(GRANT, entry(product)).status_code == 302
    assert Proposal.objects.count() == 1
    response = office.post(GRANT, entry(product, stars=3, score="62"))
    assert response.status_code == 422
    assert "Another entry of this waits for a second person: decide on that first." in words_of(
        response
    )
    confirmed()
    response = office.post(GRANT, entry(product))
    assert response.status_code == 422
    assert "This decision is on file for this product already." in words_of(response)
    assert Certificate.objects.count() == CertificateEvent.objects.count() == 1
    assert office.post(GRANT, entry(other)).status_code == 302  # one decision rates many


def test_every_reason_is_a_sentence():
    """Whatever the services refuse with is a key of REASONS."""
    sources = [confirming, corrections, decisions, linking, proposals, rated, rules, services]
    sources += [outsiders, replacements, tables]
    raised = {
        reason
        for source in sources
        for reason in re.findall(r'CertificateRefused\("(\w+)"\)', inspect.getsource(source))
    }
    assert set(REASONS) == raised | {"revoked"}
    assert set(FIELD_OF) < set(REASONS)


# Extending and revoking --------------------------------------------------------------------


@pytest.fixture
def ending(product) -> Certificate:
    """One whose window for re-rating has closed."""
    return factories.make_certificate(product, expires_on=today() + days(40))


def extension(until, filed_on=None) -> dict:
    return {
        "extend": "1",
        "filed_on": filed_on or today(),
        "until": until,
        "note": "Đang chấm lại",
    }


def test_officer_extends_and_reads_what_happened(office, officer, ending, product):
    held = ending
    until = held.expires_on + days(180)
    response = office.post(page_of(held), extension(until), follow=True)
    assert response.redirect_chain == [(page_of(held), 302)]
    assert "The late re-rating was filed on" in words_of(response)
    assert messages_of(response) == ["Noted. The shop follows at once."]
    held.refresh_from_db()
    event = held.events.get()
    assert (held.extended_until, event.by, event.note) == (until, officer, "Đang chấm lại")
    assert "Đang chấm lại" in words_of(response)
    product.refresh_from_db()
    assert product.ocop_valid_until == until


@pytest.mark.parametrize("past", [0, 181])
def test_officer_reads_that_the_law_does_not_allow_so_long_an_extension(office, ending, past):
    held = ending
    response = office.post(page_of(held), extension(held.expires_on + days(past)))
    assert response.status_code == 422
    assert "The law does not allow this date." in words_of(response)
    assert not held.events.exists()


def test_officer_reads_that_an_extension_never_shortens(office, ending):
    office.post(page_of(ending), extension(ending.expires_on + days(60)))
    response = office.post(page_of(ending), extension(ending.expires_on + days(30)))
    assert "It holds so long already: an extension never shortens." in words_of(response)
    assert ending.events.count() == 1


@pytest.mark.parametrize(
    ("filed", "sentence"),
    [
        (-90, "Only a re-rating filed after its window and before the end extends a certificate."),
        (1, "The re-rating cannot have been filed on a day to come."),
    ],
)
def test_officer_reads_that_an_extension_needs_a_late_rerating(office, ending, filed, sentence):
    answer = extension(ending.expires_on + days(60), today() + days(filed))
    response = office.post(page_of(ending), answer)
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert not ending.events.exists()


def test_officer_revokes_and_the_page_has_no_more_forms(office, officer, held, product):
    answer = {"revoke": "1", "on": today(), "ground": "false_file", "note": "Hồ sơ sai"}
    response = office.post(page_of(held), answer, follow=True)
    assert messages_of(response) == ["Noted. The shop follows at once."]
    event = held.events.get()
    assert (event.kind, event.ground, event.note, event.by) == (
        "revoked",
        "false_file",
        "Hồ sơ sai",
        officer,
    )
    page = words_of(response)
    assert "False statements in the file" in page
    assert 'name="revoke"' not in page
    assert 'name="extend"' not in page
    product.refresh_from_db()
    assert product.ocop_stars is None


def test_officer_reads_that_nothing_is_revoked_before_it_was_issued(office, held):
    answer = {
        "revoke": "1",
        "on": held.issued_on - days(1),
        "ground": "other",
        "note": "…",
    }
    response = office.post(page_of(held), answer)
    assert response.status_code == 422
    assert "It cannot be revoked before it was issued." in words_of(response)
    assert not held.events.exists()


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"revoke": "1", "ground": "mood"}, "Select a valid choice. mood is not one of the"),
        ({"revoke": "1", "ground": "other", "note": ""}, "This field is required."),
        ({"revoke": "1", "ground": "other", "on": "2999-01-01"}, "after its end."),
        ({"extend": "1", "until": "soon"}, "Enter a valid date."),
        ({"extend": "1", "until": "2030-01-01", "note": ""}, "This field is required."),
    ],
)
def test_nothing_happens_without_a_day_a_ground_and_a_reason(office, held, answer, sentence):
    response = office.post(page_of(held), {"on": today(), "note": "…"} | answer)
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert not held.events.exists()


def test_post_that_names_no_step_changes_nothing(office, held):
    response = office.post(page_of(held), {"on": today(), "ground": "other", "note": "…"})
    assert response.status_code == 200
    assert not held.events.exists()


@pytest.mark.parametrize(
    "answer",
    [
        {"revoke": "1", "on": today, "ground": "other", "note": "…"},
        lambda: extension(today() + days(800)),
    ],
    ids=["revoke", "extend"],
)
def test_what_is_revoked_ahead_of_its_day_is_neither_revoked_nor_extended(
    office, officer, held, answer
):
    on = today() + days(30)
    revoke_certificate(certificate=held, on=on, ground="misuse", by=officer, note="…")
    response = office.post(page_of(held), read(answer), follow=True)
    assert messages_of(response) == ["This certificate has been revoked already."]
    assert [event.kind for event in held.events.all()] == ["revoked"]


def test_officer_cancels_a_revocation_whose_day_has_not_come(office, officer, held, product):
    on = today() + days(30)
    revoke_certificate(certificate=held, on=on, ground="misuse", by=officer, note="…")
    page = words_of(office.get(page_of(held)))
    assert 'name="cancel"' in page
    assert 'name="revoke"' not in page
    response = office.post(page_of(held), {"cancel": "1", "note": "Nhầm ngày"}, follow=True)
    assert messages_of(response) == ["Noted. The shop follows at once."]
    assert [event.kind for event in held.events.all()] == ["revoked", "cancelled"]
    page = words_of(response)
    assert "Revocation cancelled" in page
    assert "Nhầm ngày" in page
    assert 'name="revoke"' in page
    product.refresh_from_db()
    assert product.ocop_valid_until == held.expires_on
    again = office.post(page_of(held), {"cancel": "1", "note": "…"}, follow=True)
    assert messages_of(again) == ["There is no revocation to cancel."]


def test_revocation_in_force_is_corrected_and_not_cancelled(office, officer, held):
    revoke_certificate(certificate=held, on=today(), ground="misuse", by=officer, note="…")
    assert 'name="cancel"' not in words_of(office.get(page_of(held)))
    response = office.post(page_of(held), {"cancel": "1", "note": "…"}, follow=True)
    assert messages_of(response) == [
        "The revocation is in force: ask for a correction, on which a second person decides."
    ]
