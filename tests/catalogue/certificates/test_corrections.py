"""A wrong entry is mended by two people; both values are kept, and the shop follows."""

import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalogue.certificates.corrections import ask_correction, decide_correction
from catalogue.certificates.models import Certificate, CertificateEvent, Correction, RatingLaw
from catalogue.certificates.rules import CertificateRefused
from catalogue.certificates.services import revoke_certificate
from tests import factories

pytestmark = pytest.mark.django_db
Day = datetime.date
Kind, State = CertificateEvent.Kind, Correction.State
THREE = {"stars": 3, "score": Decimal("62.5")}


@pytest.fixture
def held(product) -> Certificate:
    return factories.make_certificate(product, issued_on=Day(2025, 8, 5))


@pytest.fixture
def second():
    return factories.make_officer("second@example.com")


@pytest.fixture
def asked(held, officer) -> Correction:
    return ask(held, officer, **THREE)


def ask(certificate, by, reason: str = "Đọc nhầm quyết định", **values) -> Correction:
    return ask_correction(certificate=certificate, values=values, reason=reason, by=by)


def decide(correction, by, *, agrees: bool = True) -> Correction:
    return decide_correction(correction=correction, agrees=agrees, by=by)


def test_asked_correction_changes_nothing_yet(held, product, asked, officer):
    held.refresh_from_db()
    product.refresh_from_db()
    assert asked.changes == {"stars": ["4", "3"], "score": ["78.00", "62.50"]}
    assert (held.stars, product.ocop_stars, held.events.count()) == (4, 4, 0)
    assert (asked.state, asked.asked_by) == (State.ASKED, officer)


def test_second_person_makes_it_and_old_and_new_are_kept(held, product, asked, officer, second):
    decide(asked, second)
    held.refresh_from_db()
    product.refresh_from_db()
    assert (held.stars, held.score, product.ocop_stars) == (3, Decimal("62.50"), 3)
    event = held.events.get()
    assert event.changes == {"stars": ["4", "3"], "score": ["78.00", "62.50"]}
    assert (event.kind, event.asked_by, event.by) == (Kind.CORRECTED, officer, second)
    assert event.note == "Đọc nhầm quyết định"


def test_same_answer_again_changes_nothing(held, asked, second):
    decide(asked, second)
    assert decide(asked, second).state == State.MADE
    assert held.events.count() == 1
    with pytest.raises(CertificateRefused, match="decided"):
        decide(asked, second, agrees=False)


def test_nobody_decides_on_what_they_asked(held, asked, officer):
    with pytest.raises(CertificateRefused, match="own"):
        decide(asked, officer)
    held.refresh_from_db()
    assert (held.stars, held.events.count()) == (4, 0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.update(state=State.MADE, decided_by=officer)


@pytest.mark.parametrize("who", ["officer", "second"])
def test_refused_correction_leaves_all_as_it_was(request, held, asked, who):
    assert decide(asked, request.getfixturevalue(who), agrees=False).state == State.REFUSED
    held.refresh_from_db()
    assert (held.stars, held.events.count()) == (4, 0)
    assert ask(held, request.getfixturevalue(who), **THREE).pk != asked.pk


def test_one_correction_waits_at_a_time(held, asked, second):
    with pytest.raises(CertificateRefused, match="open"):
        ask(held, second, stars=3)


def test_what_changed_meanwhile_is_looked_at_anew(held, asked, second):
    Certificate.objects.update(stars=3)
    with pytest.raises(CertificateRefused, match="moved"):
        decide(asked, second)
    asked.refresh_from_db()
    assert asked.state == State.ASKED


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"stars": 4}, "same"),
        ({}, "same"),
        ({"stars": 5}, "stars"),
        ({"stars": 5, "score": Decimal(95)}, "ministry"),
        ({"level": "district"}, "district"),
        ({"decision_date": Day(2025, 8, 6)}, "dates"),
        ({"expires_on": Day(2029, 1, 1)}, "long"),
        ({"revoked_on": Day(2026, 1, 1)}, "no_such_event"),
        ({"extended_until": Day(2028, 9, 1)}, "no_such_event"),
    ],
)
def test_corrected_certificate_obeys_the_same_rules(held, officer, values, why):
    with pytest.raises(CertificateRefused, match=why):
        ask(held, officer, **values)
    assert not Correction.objects.exists()


def test_law_is_corrected_by_its_code(held, officer, second):
    wrong = Certificate.objects.filter(pk=held.pk)
    wrong.update(law=RatingLaw.objects.get(code="1048/QĐ-TTg"))
    held.refresh_from_db()
    asked = ask(held, officer, law=RatingLaw.objects.get(code="148/QĐ-TTg"))
    assert asked.changes == {"law": ["1048/QĐ-TTg", "148/QĐ-TTg"]}
    decide(asked, second)
    held.refresh_from_db()
    assert held.law.code == "148/QĐ-TTg"


def test_certificate_of_the_wrong_product_goes_to_the_right_one(held, product, officer, second):
    right = factories.make_product(product.producer)
    decide(ask(held, officer, product=right), second)
    product.refresh_from_db()
    right.refresh_from_db()
    assert (product.ocop_stars, right.ocop_stars) == (None, 4)


def test_revocation_in_force_by_mistake_is_corrected_by_two(held, product, officer, second):
    today = timezone.localdate()
    revoke_certificate(certificate=held, on=today, ground="misuse", by=officer, note="…")
    held.refresh_from_db()
    decide(ask(held, officer, revoked_on=None), second)
    product.refresh_from_db()
    assert product.ocop_stars == 4
    assert held.events.last().changes == {"revoked_on": [today.isoformat(), None]}
