"""Grant, extend and revoke certificates; keep the products' stars true."""

import datetime
from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.db.models import Prefetch, Q
from django.utils import timezone

from catalogue.certificates.models import Certificate, CertificateEvent
from catalogue.models import Product
from catalogue.search.services import touch
from marketplace.accounts.models import User

Kind = CertificateEvent.Kind
LATE = datetime.timedelta(days=7)  # so long a job may be away that lets stars begin


class CertificateRefused(Exception):
    """A certificate cannot be granted, extended or revoked that way; str() says why."""


def best_valid(certificates: Iterable[Certificate], day: datetime.date) -> Certificate | None:
    """Choose the certificate whose stars show on `day`: the latest issued that is valid."""
    valid = [certificate for certificate in certificates if certificate.is_valid_on(day)]
    return max(valid, key=lambda c: (c.issued_on, c.pk), default=None)


def sync_stars(product_ids: Iterable[int], day: datetime.date | None = None) -> int:
    """Copy stars and their last day onto products; return how many changed.

    The copy of a star that ends today needs no job to end: every reader compares the
    date too. This only matters when an event changes which certificate counts, or when
    one begins to count (sync_begun).
    """
    day = day or timezone.localdate()
    products = Product.objects.filter(pk__in=list(product_ids)).prefetch_related(
        Prefetch("certificates", queryset=Certificate.objects.select_related("law"))
    )
    changed = []
    for product in products:
        certificate = best_valid(product.certificates.all(), day)
        stars = certificate.stars if certificate else None
        until = certificate.ends_on if certificate else None
        if (product.ocop_stars, product.ocop_valid_until) != (stars, until):
            product.ocop_stars, product.ocop_valid_until = stars, until
            product.date_updated = timezone.now()
            changed.append(product)
    Product.objects.bulk_update(changed, ["ocop_stars", "ocop_valid_until", "date_updated"])
    touch("product", [product.pk for product in changed])
    return len(changed)


def sync_begun(day: datetime.date | None = None) -> int:
    """Let stars show that were entered ahead of their day; return how many products changed.

    A day that begins is no event. So it is asked again and again of the products that show
    no stars though a certificate is in force, and of those with a certificate that is new:
    it takes over from an older one. A revocation ahead of its day may leave another standing.
    """
    day = day or timezone.localdate()
    in_force = Certificate.objects.filter(
        Q(revoked_on=None) | Q(revoked_on__gt=day),
        Q(expires_on__gte=day) | Q(extended_until__gte=day),
        issued_on__lte=day,
    )
    due = in_force.filter(
        Q(issued_on__gt=day - LATE)
        | Q(product__ocop_valid_until=None)
        | Q(product__ocop_valid_until__lt=day)
    )
    return sync_stars(due.values_list("product_id", flat=True), day)


@transaction.atomic
def grant_certificate(*, certificate: Certificate, by: User | None, note: str = "") -> Certificate:
    """Save a new certificate, record the event and let the product's stars follow.

    Raises CertificateRefused when its stars do not follow from its score, or its dates
    do not fit the law it was scored under.
    """
    check_certificate(certificate)
    certificate.save()
    CertificateEvent.objects.create(
        certificate=certificate,
        kind=Kind.GRANTED,
        on=certificate.issued_on,
        until=certificate.expires_on,
        note=note,
        by=by,
    )
    sync_stars([certificate.product_id])
    return certificate


@transaction.atomic
def extend_certificate(
    *, certificate: Certificate, until: datetime.date, by: User | None, note: str
) -> None:
    """Extend past expiry while a late re-rating is under way (at most the law's days)."""
    certificate = (
        Certificate.objects.select_for_update().select_related("law").get(pk=certificate.pk)
    )
    longest = certificate.expires_on + datetime.timedelta(days=certificate.law.extension_max_days)
    if not certificate.may_be(Kind.EXTENDED):
        raise CertificateRefused(certificate.last_event)
    if not certificate.expires_on < until <= longest:
        raise CertificateRefused("outside_extension")
    certificate.extended_until = until
    certificate.save(update_fields=["extended_until"])
    CertificateEvent.objects.create(
        certificate=certificate,
        kind=Kind.EXTENDED,
        on=timezone.localdate(),
        until=until,
        note=note,
        by=by,
    )
    sync_stars([certificate.product_id])


@transaction.atomic
def revoke_certificate(
    *, certificate: Certificate, on: datetime.date, ground: str, by: User | None, note: str
) -> None:
    """Revoke on a day and for one of the law's grounds; the stars go the same day."""
    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if not certificate.may_be(Kind.REVOKED):
        raise CertificateRefused(certificate.last_event)
    if on < certificate.issued_on:
        raise CertificateRefused("before_issue")
    certificate.revoked_on = on
    certificate.save(update_fields=["revoked_on"])
    CertificateEvent.objects.create(
        certificate=certificate,
        kind=Kind.REVOKED,
        on=on,
        ground=ground,
        note=note,
        by=by,
    )
    sync_stars([certificate.product_id])


# Stars from the mean of the council's scores (decision 26/2026/QĐ-TTg; the same bands
# under 148/QĐ-TTg): 5 from 90, 4 from 70, 3 from 50. Lower scores get no certificate.
BANDS = ((90, 5), (70, 4), (50, 3))


def stars_for(score: Decimal | float) -> int | None:
    """Give the stars that a score earns, or None below 50."""
    return next((stars for least, stars in BANDS if score >= least), None)


def check_certificate(certificate: Certificate) -> None:
    """Raise CertificateRefused("stars"|"law"|"dates") when the facts contradict each other."""
    earned = stars_for(certificate.score)
    if earned is None or certificate.stars > earned:
        raise CertificateRefused("stars")
    if certificate.decision_date < certificate.law.in_force_from:
        raise CertificateRefused("law")
    if not certificate.decision_date <= certificate.issued_on < certificate.expires_on:
        raise CertificateRefused("dates")
