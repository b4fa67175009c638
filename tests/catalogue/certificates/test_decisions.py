"""One decision, many certificates: found however it is typed, entered once, held by the database."""

import datetime

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from catalogue.certificates.corrections import ask_correction, decide_correction
from catalogue.certificates.decisions import (
    COPIES,
    certificates_under,
    check_decision,
    decision_named_by,
    decisions_holding,
    file_decision,
    put_all_under_decisions,
    put_under_decision,
)
from catalogue.certificates.models import Certificate, Decision
from catalogue.certificates.rules import CertificateRefused
from catalogue.certificates.services import grant_certificate
from tests import factories
from tests.catalogue.certificates.certificates import days, draft, today

pytestmark = pytest.mark.django_db
DAY = datetime.date(2024, 5, 10)


def named(number="12/QĐ-UBND", day=DAY, authority="UBND thành phố Hà Nội", level="province"):
    return Certificate(
        decision_number=number, decision_date=day, authority=authority, level=level, pk=None
    )


def test_a_granted_certificate_stands_under_its_decision(product, officer):
    held = grant_certificate(certificate=draft(product), by=officer)

    decision = Decision.objects.get()
    assert held.decision == decision
    for copy, name in COPIES.items():
        assert getattr(held, copy) == getattr(decision, name)
    assert str(decision) == "77/QĐ-UBND"


@pytest.mark.parametrize("number", ["12/QĐ-UBND", " 12 / qđ-ubnd ", "12/QD-UBND"])
@pytest.mark.parametrize("authority", ["UBND thành phố Hà Nội", "Ubnd  Thành phố Hà Nội "])
def test_spellings_of_a_decision_are_one(number, authority):
    first = decision_named_by(named())

    assert decision_named_by(named(number=number, authority=authority)) == first
    assert Decision.objects.count() == 1


@pytest.mark.parametrize(
    "other",
    [
        {"number": "13/QĐ-UBND"},
        {"authority": "UBND tỉnh Nghệ An"},
        {"day": datetime.date(2025, 1, 1)},
        {"day": datetime.date(2023, 12, 31)},
    ],
)
def test_another_number_authority_or_year_is_another_decision(other):
    first = decision_named_by(named())
    certificate = named(**other)

    put_under_decision(certificate)

    assert certificate.decision != first


@pytest.mark.parametrize(
    "other", [{"day": DAY + days(1)}, {"day": datetime.date(2024, 12, 31)}, {"level": "ministry"}]
)
def test_one_number_of_a_year_has_one_day_and_level(other):
    decision_named_by(named())

    with pytest.raises(CertificateRefused, match="other_day"):
        check_decision(named(**other))


def test_a_refused_grant_enters_no_decision(product, officer):
    grant_certificate(certificate=draft(product), by=officer)
    other = draft(factories.make_product(), decision_date=today() - days(1))

    if today().year != (today() - days(2)).year:
        pytest.skip("the two days lie in two years")
    with pytest.raises(CertificateRefused, match="other_day"):
        grant_certificate(certificate=other, by=officer)

    assert (Decision.objects.count(), Certificate.objects.count()) == (1, 1)


def test_a_correction_puts_a_certificate_under_another_decision(product, officer):
    held = grant_certificate(certificate=draft(product), by=officer)
    first = held.decision
    asked = ask_correction(
        certificate=held, values={"decision_number": "78/QĐ-UBND"}, reason="Đọc nhầm", by=officer
    )
    assert Decision.objects.count() == 1  # nothing is entered while it waits
    second = factories.make_officer("second@example.com")

    decide_correction(correction=asked, agrees=True, by=second)

    held.refresh_from_db()
    assert (held.decision.number, held.decision_number) == ("78/QĐ-UBND", "78/QĐ-UBND")
    assert held.decision != first


def test_a_correction_to_a_day_that_contradicts_the_decision_is_refused(product, officer):
    held = factories.make_certificate(product, decision_number="1/QĐ", issued_on=DAY)
    factories.make_certificate(
        factories.make_product(), decision_number="2/QĐ", issued_on=DAY + days(1)
    )

    with pytest.raises(CertificateRefused, match="other_day"):
        ask_correction(
            certificate=held, values={"decision_number": "2/QĐ"}, reason="Đọc nhầm số", by=officer
        )


def test_many_certificates_take_few_decisions_and_two_queries(django_assert_num_queries):
    first = decision_named_by(named())
    many = [named(), named(number="13/QĐ"), named(number=" 13/qđ"), named(number="14/QĐ")]

    with django_assert_num_queries(2):
        put_all_under_decisions(many)

    numbers = [each.decision.number for each in many]
    assert (numbers, many[0].decision) == (["12/QĐ-UBND", "13/QĐ", "13/QĐ", "14/QĐ"], first)
    assert Decision.objects.count() == 3


def test_the_database_holds_a_decision_once():
    decision_named_by(named())
    facts = Decision.objects.values(
        "number", "number_folded", "authority", "authority_folded", "decided_on", "level"
    ).get()

    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(**facts)


def test_a_decision_with_certificates_is_not_deleted(product, held):
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=held.decision_id)._raw_delete("default")
        transaction.get_connection().check_constraints()


def test_decisions_are_found_with_how_many_certificates_they_have():
    for product in (factories.make_product(), factories.make_product()):
        factories.make_certificate(product, decision_number="4412/QĐ-UBND", issued_on=DAY)
    factories.make_certificate(
        factories.make_product(), decision_number="5513/QĐ", issued_on=DAY + days(1)
    )

    def found(text):
        return [(each.number, each.count) for each in decisions_holding(text)]

    assert found("") == [("5513/QĐ", 1), ("4412/QĐ-UBND", 2)]
    assert found(" 4412 / qd") == found("412/QĐ-ubnd") == [("4412/QĐ-UBND", 2)]
    assert len(found("hà nội")) == 2
    assert found("nghệ an") == []


def test_certificates_of_a_decision_stand_by_product(product):
    held = factories.make_certificate(product, decision_number="1/QĐ", issued_on=DAY)
    other = factories.make_product()
    second = factories.make_certificate(other, decision_number="1/QĐ", issued_on=DAY)

    assert list(certificates_under(held.decision)) == [held, second]


def test_the_paper_of_a_decision_says_who_kept_it(product, held, officer):
    kept = file_decision(
        decision=held.decision, file=ContentFile(b"%PDF-1.7", name="a.pdf"), by=officer
    )

    assert kept.file.name.startswith("decisions/")
    assert kept.filed_by == officer
    assert kept.file.storage.exists(kept.file.name)
