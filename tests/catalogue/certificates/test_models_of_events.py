"""What may follow what in the life of a certificate: extended again and again, revoked once."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from catalogue.certificates.models import Certificate, CertificateEvent
from catalogue.certificates.services import (
    CertificateRefused,
    extend_certificate,
    revoke_certificate,
)
from tests import factories

Kind = CertificateEvent.Kind
TODAY = datetime.date(2026, 11, 24)
STANDS = {
    Kind.GRANTED: {},
    Kind.EXTENDED: {"extended_until": TODAY},
    Kind.REVOKED: {"revoked_on": TODAY},
}


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("stands", STANDS)
def test_nothing_happens_to_a_certificate_but_what_may_follow(stands, kind):
    certificate = Certificate(**STANDS[stands])
    assert certificate.last_event == stands
    assert certificate.may_be(kind) == (kind in CertificateEvent.FOLLOWS[stands])


def test_a_revocation_counts_before_an_extension():
    certificate = Certificate(extended_until=TODAY, revoked_on=TODAY)
    assert certificate.last_event == Kind.REVOKED


def test_table_of_what_follows_knows_every_kind():
    assert set(CertificateEvent.FOLLOWS) == set(Kind)
    assert Kind.GRANTED not in set().union(*CertificateEvent.FOLLOWS.values())


def kinds_of(certificate) -> list[str]:
    return list(certificate.events.values_list("kind", flat=True))


def test_extended_twice_then_revoked_and_no_more(product, officer):
    today = timezone.localdate()
    ends = today + datetime.timedelta(days=20)
    certificate = factories.make_certificate(product, expires_on=ends)
    extend = {"certificate": certificate, "filed_on": today, "by": officer, "note": "…"}
    for days in (30, 60):
        extend_certificate(until=ends + datetime.timedelta(days=days), **extend)
    revoked = {"certificate": certificate, "on": today, "ground": "misuse", "by": officer}
    revoke_certificate(**revoked, note="…")
    with pytest.raises(CertificateRefused, match="revoked"):
        revoke_certificate(**revoked, note="…")
    with pytest.raises(CertificateRefused, match="revoked"):
        extend_certificate(until=ends, **extend)
    certificate.refresh_from_db()
    assert kinds_of(certificate) == ["extended", "extended", "revoked"]
    assert certificate.extended_until == ends + datetime.timedelta(days=60)


def test_officer_reads_that_a_revoked_certificate_stays_revoked(client, product, officer):
    certificate = factories.make_certificate(product)
    today = timezone.localdate()
    revoke_certificate(certificate=certificate, on=today, ground="misuse", by=officer, note="…")
    client.force_login(officer)
    response = client.post(
        reverse("programme:certificate", args=[certificate.pk]),
        {"revoke": "1", "on": today, "ground": "other", "note": "…"},
        follow=True,
    )
    assert [str(one) for one in response.context["messages"]] == ["Giấy này đã bị thu hồi."]
    assert kinds_of(certificate) == ["revoked"]
