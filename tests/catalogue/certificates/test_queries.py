"""Which certificate to speak of, and which revocation tells why one has ended."""

import datetime

import pytest
from django.utils import timezone

from catalogue.certificates.models import Certificate, CertificateEvent
from catalogue.certificates.queries import current_certificate, revocation_of
from tests import factories

Day = datetime.date
TODAY = Day(2026, 11, 24)


def one(pk: int, issued: Day, expires: Day, **fields) -> Certificate:
    return Certificate(pk=pk, issued_on=issued, expires_on=expires, **fields)


OLD = one(9, Day(2020, 1, 1), Day(2023, 1, 1))
ENDED = one(8, Day(2022, 1, 1), Day(2025, 1, 1))
VALID = one(3, Day(2024, 1, 1), Day(2027, 1, 1))
NEWER = one(2, Day(2025, 1, 1), Day(2026, 12, 31))
SAME_DAY = one(4, Day(2025, 1, 1), Day(2026, 12, 1))
TOMORROW = one(7, Day(2026, 11, 25), Day(2029, 11, 25))
REVOKED = one(6, Day(2026, 1, 1), Day(2029, 1, 1), revoked_on=Day(2026, 11, 24))


@pytest.mark.parametrize(
    ("certificates", "chosen"),
    [
        ([], None),
        ([OLD], OLD),
        ([OLD, ENDED], ENDED),
        ([ENDED, OLD], ENDED),
        ([VALID, ENDED], VALID),
        ([NEWER, VALID], NEWER),  # both valid: the one issued last, though the other ends later
        ([VALID, NEWER], NEWER),
        ([NEWER, SAME_DAY], SAME_DAY),
        ([SAME_DAY, NEWER], SAME_DAY),
        ([VALID, TOMORROW], VALID),  # tomorrow's waits for its day
        ([TOMORROW, ENDED], TOMORROW),
        ([REVOKED, VALID], VALID),
        ([REVOKED, ENDED], REVOKED),
        ([one(1, OLD.issued_on, OLD.expires_on), OLD], OLD),
        ([OLD, one(1, OLD.issued_on, OLD.expires_on)], OLD),
    ],
)
def test_current_certificate_is_the_valid_one_else_the_last(certificates, chosen):
    assert current_certificate(certificates, TODAY) is chosen


def test_certificate_of_tomorrow_is_spoken_of_from_its_day():
    assert current_certificate([VALID, TOMORROW], Day(2026, 11, 25)) is TOMORROW


def test_nothing_revoked_what_stands():
    assert revocation_of(None) is None
    assert revocation_of(VALID) is None  # asks no database


def test_revocation_is_the_event_that_did_it_and_the_latest(product, officer):
    today = timezone.localdate()
    certificate = factories.make_certificate(product)
    other = factories.make_certificate(product)
    for kind, target in (
        (CertificateEvent.Kind.REVOKED, certificate),
        (CertificateEvent.Kind.REVOKED, certificate),
        (CertificateEvent.Kind.CORRECTED, certificate),
        (CertificateEvent.Kind.REVOKED, other),
    ):
        last = CertificateEvent.objects.create(certificate=target, kind=kind, on=today)
    assert revocation_of(certificate) is None  # its own column says that it stands
    certificate.revoked_on = today
    assert revocation_of(certificate).pk == last.pk - 2
