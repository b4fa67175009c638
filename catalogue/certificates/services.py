"""Grant, extend and revoke certificates; keep the products' stars true."""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from catalogue.certificates.decisions import put_under_decision
from catalogue.certificates.models import Certificate, CertificateEvent, RatedProduct
from catalogue.certificates.rated import put_under_rated
from catalogue.certificates.rules import (
    CertificateRefused,
    check_certificate,
    check_extension,
    check_number_is_new,
    check_revocation,
)
from catalogue.models import Product
from catalogue.search.services import touch
from marketplace.accounts.models import User

Kind = CertificateEvent.Kind


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


def in_force(day: datetime.date) -> QuerySet[Certificate]:
    """List the certificates that hold on a day; of a product there may be several."""
    return Certificate.objects.filter(
        Q(revoked_on=None) | Q(revoked_on__gt=day),
        Q(expires_on__gte=day) | Q(extended_until__gte=day),
        issued_on__lte=day,
    )


def sync_begun(day: datetime.date | None = None) -> int:
    """Let stars show that were entered ahead of their day; return how many products changed.

    A day that begins is no event, and a clock that stood misses days. So it is asked again and
    again of every product whether it shows the certificate that was issued last of those that
    hold. A revocation ahead of its day (few are) may leave another standing.
    """
    day = day or timezone.localdate()
    newer = in_force(day).filter(
        Q(issued_on__gt=OuterRef("issued_on"))
        | Q(issued_on=OuterRef("issued_on"), pk__gt=OuterRef("pk")),
        product=OuterRef("product"),
    )
    shows_another = (
        Q(product__ocop_stars=None)
        | Q(product__ocop_valid_until=None)
        | ~Q(product__ocop_stars=F("stars"))
        | ~Q(product__ocop_valid_until=F("until"))
    )
    due = (
        in_force(day)
        .annotate(until=Coalesce("extended_until", "expires_on"))
        .filter(shows_another | ~Q(revoked_on=None))
        .filter(~Exists(newer), product__isnull=False)
    )
    return sync_stars(due.values_list("product_id", flat=True), day)


@transaction.atomic
def grant_certificate(
    *, certificate: Certificate, by: User | None, note: str = "", asked_by: User | None = None
) -> Certificate:
    """Save a new certificate of a rated product, or of a product of the shop; stars follow.

    Screens come here by two persons only (confirming.py), `asked_by` being the first. Raises
    CertificateRefused when its facts contradict each other or the law (rules.py), or the product
    has a certificate by this decision, or the decision is on file with another day.
    """
    check_certificate(certificate, reason=note)
    put_under_rated(certificate)
    list(Product.objects.select_for_update(of=("self",)).filter(pk=certificate.product_id))
    list(RatedProduct.objects.select_for_update(of=("self",)).filter(pk=certificate.rated_id))
    check_number_is_new(certificate)
    put_under_decision(certificate)
    certificate.save()
    CertificateEvent.objects.create(
        certificate=certificate,
        kind=Kind.GRANTED,
        on=certificate.issued_on,
        until=certificate.expires_on,
        note=note,
        asked_by=asked_by,
        by=by,
    )
    sync_stars(shop_products(certificate))
    return certificate


def shop_products(certificate: Certificate) -> list[int]:
    """Give the key of the product whose stars follow; none where it is not sold here."""
    return [certificate.product_id] if certificate.product_id is not None else []


def lock_certificate(certificate: Certificate) -> Certificate:
    locked = Certificate.objects.select_for_update(of=("self",)).select_related("law", "rated")
    return locked.get(pk=certificate.pk)


@transaction.atomic
def extend_certificate(
    *,
    certificate: Certificate,
    until: datetime.date,
    filed_on: datetime.date,
    by: User | None,
    note: str,
) -> None:
    """Extend past expiry while a late re-rating is under way (at most the law's days).

    Who files in time has the result before the end; who files late keeps the old certificate
    until the result (decision 26/2026/QĐ-TTg, transitional clause). Raises CertificateRefused.
    """
    certificate = lock_certificate(certificate)
    if not certificate.may_be(Kind.EXTENDED):
        raise CertificateRefused(certificate.last_event)
    if not certificate.window_closes_on < filed_on <= certificate.expires_on:
        raise CertificateRefused("not_late")
    if filed_on > timezone.localdate():
        raise CertificateRefused("filed_ahead")
    check_extension(certificate, until)
    if until <= certificate.valid_until:
        raise CertificateRefused("shortens")
    certificate.extended_until = until
    certificate.save(update_fields=["extended_until"])
    CertificateEvent.objects.create(
        certificate=certificate,
        kind=Kind.EXTENDED,
        on=timezone.localdate(),
        until=until,
        note=note,
        changes={"filed_on": filed_on.isoformat()},
        by=by,
    )
    sync_stars(shop_products(certificate))


@transaction.atomic
def revoke_certificate(
    *, certificate: Certificate, on: datetime.date, ground: str, by: User | None, note: str
) -> None:
    """Revoke on a day and for one of the law's grounds; the stars go the same day.

    Raises CertificateRefused.
    """
    certificate = lock_certificate(certificate)
    if not certificate.may_be(Kind.REVOKED):
        raise CertificateRefused(certificate.last_event)
    check_revocation(certificate, on)
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
    sync_stars(shop_products(certificate))


@transaction.atomic
def cancel_revocation(*, certificate: Certificate, by: User | None, note: str) -> None:
    """Take back a revocation whose day has not come. Raises CertificateRefused.

    One that is in force is a fact of the past: two people may correct it (corrections.py).
    """
    certificate = lock_certificate(certificate)
    if not certificate.may_be(Kind.CANCELLED):
        raise CertificateRefused("not_revoked")
    on = certificate.revoked_on
    if on is None or not certificate.is_revoked_ahead:
        raise CertificateRefused("in_force")
    certificate.revoked_on = None
    certificate.save(update_fields=["revoked_on"])
    CertificateEvent.objects.create(
        certificate=certificate,
        kind=Kind.CANCELLED,
        on=timezone.localdate(),
        note=note,
        changes={"revoked_on": [on.isoformat(), None]},
        by=by,
    )
    sync_stars(shop_products(certificate))
