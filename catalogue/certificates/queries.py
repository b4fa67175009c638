"""Which of a product's certificates to speak of, and why one has ended."""

import datetime

from catalogue.certificates.models import Certificate, CertificateEvent


def current_certificate(
    certificates: list[Certificate], today: datetime.date
) -> Certificate | None:
    """Choose the certificate to speak of: the valid one, else the one that ended last."""
    valid = [c for c in certificates if c.is_valid_on(today)]
    if valid:
        return max(valid, key=lambda c: (c.issued_on, c.pk))
    return max(certificates, key=lambda c: (c.ends_on, c.pk), default=None)


def revocation_of(certificate: Certificate | None):
    """Give the event that revoked a certificate, if one did."""
    if certificate is None or certificate.revoked_on is None:
        return None
    return certificate.events.filter(kind=CertificateEvent.Kind.REVOKED).order_by("-at").first()
