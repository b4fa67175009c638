"""Which of a product's certificates to speak of, and why one has ended."""

import datetime

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce

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


def ending_by(day: datetime.date, today: datetime.date, producer_pk: int) -> QuerySet[Certificate]:
    """A producer's certificates that are in force and end by a day with none after them.

    What ends first stands first; each comes with its product.
    """
    until = Coalesce("extended_until", "expires_on")
    rows = Certificate.objects.filter(product__producer=producer_pk, revoked_on=None)
    rows = rows.annotate(until=until).filter(issued_on__lte=today, until__range=(today, day))
    later = Certificate.objects.filter(product=OuterRef("product"), revoked_on=None)
    later = later.annotate(until=until).filter(until__gt=OuterRef("until"))
    return rows.filter(~Exists(later)).select_related("product").order_by(F("until"), "pk")
