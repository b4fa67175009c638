"""Mend what was entered wrong: one person asks, a second one decides; both values are kept.

the paper says 3 stars, 4 were entered
    asked     {"stars": ["4", "3"], "score": ["78.50", "62.00"]}   by one officer
    made      the certificate says 3, an event keeps both values    by another
somebody has changed the stars meanwhile: refused ("moved"), for nobody looked at that
"""

import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalogue.certificates.decisions import check_decision, put_under_decision
from catalogue.certificates.models import (
    Certificate,
    CertificateEvent,
    Correction,
    RatedProduct,
    RatingLaw,
)
from catalogue.certificates.outsiders import refuse_maker
from catalogue.certificates.rated import find_rated, rated_of
from catalogue.certificates.rules import (
    CertificateRefused,
    check_certificate,
    check_extension,
    check_number_is_new,
    check_revocation,
)
from catalogue.certificates.services import lock_certificate, sync_stars
from catalogue.models import Product
from marketplace.accounts.models import User
from marketplace.frame.states import move

State = Correction.State

FIELDS = (
    "product",
    "decision_number",
    "decision_date",
    "authority",
    "level",
    "stars",
    "score",
    "law",
    "issued_on",
    "expires_on",
    "extended_until",
    "revoked_on",
)
LATER = ("extended_until", "revoked_on")  # come by events of their own, and only with them
Changes = dict[str, list[str | None]]


def as_kept(value: Any) -> str | None:
    """Write a field's value as the changes keep it."""
    match value:
        case None:
            return None
        case Product() | RatedProduct() | RatingLaw():
            return value.code
        case datetime.date():
            return value.isoformat()
        case Decimal():
            return f"{value:.2f}"
    return str(value)


def from_kept(name: str, kept: str | None) -> Any:
    """Read a kept value. Raises CertificateRefused when what it names is gone."""
    if kept is None:
        return None
    match name:
        case "product":
            return rated_named(kept)
        case "law":
            return named(RatingLaw, kept)
        case "stars":
            return int(kept)
        case "score":
            return Decimal(kept)
    return datetime.date.fromisoformat(kept) if name.endswith(("_on", "_date", "_until")) else kept


def rated_named(code: str) -> RatedProduct:
    """Find the rated product of a code, or enter it for a product of the shop."""
    found = find_rated(code)
    return found or rated_of(named(Product, code))


def named(model: type[Product] | type[RatingLaw], code: str) -> Any:
    found = model.objects.filter(code=code).first()
    if found is None:
        raise CertificateRefused("moved")
    return found


def said_by(certificate: Certificate, name: str) -> str | None:
    """Give what a certificate says in a field, as the changes keep it; "product" is the rated."""
    return as_kept(certificate.rated if name == "product" else getattr(certificate, name))


def changes_of(certificate: Certificate, values: dict[str, Any]) -> Changes:
    """List what of the new values differs, field by field: [old, new]."""
    pairs = {
        name: [said_by(certificate, name), as_kept(values[name])]
        for name in FIELDS
        if name in values
    }
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def take_on(certificate: Certificate, changes: Changes, reason: str) -> None:
    """Give a certificate its new values, unsaved. Raises CertificateRefused where one is wrong."""
    for name, (old, new) in changes.items():
        if said_by(certificate, name) != old:
            raise CertificateRefused("moved")
        if name in LATER and old is None:
            raise CertificateRefused("no_such_event")
        value = from_kept(name, new)
        if name == "product":
            certificate.rated, value = value, value.product
        setattr(certificate, name, value)
    check_certificate(certificate, reason=reason)
    check_number_is_new(certificate)
    check_decision(certificate)
    if certificate.extended_until:
        check_extension(certificate, certificate.extended_until)
    if certificate.revoked_on:
        check_revocation(certificate, certificate.revoked_on)


@transaction.atomic
def ask_correction(
    *, certificate: Certificate, values: dict[str, Any], reason: str, by: User
) -> Correction:
    """Ask that a certificate say something else; `values` by field name, those of FIELDS.

    Raises CertificateRefused: "same" values, "open" when another waits, or what rules.py says.
    """
    certificate = lock_certificate(certificate)
    if certificate.corrections.filter(state=State.ASKED).exists():
        raise CertificateRefused("open")
    changes = changes_of(certificate, values)
    if not changes:
        raise CertificateRefused("same")
    take_on(certificate, changes, reason)
    return Correction.objects.create(
        certificate=certificate, changes=changes, reason=reason, asked_by=by
    )


@transaction.atomic
def decide_correction(*, correction: Correction, agrees: bool, by: User) -> Correction:
    """Make a correction or refuse it; the same answer again changes nothing.

    Raises CertificateRefused: "own" for who asked, "decided" the other way, "moved" values.
    """
    wanted = State.MADE if agrees else State.REFUSED
    certificate = lock_certificate(correction.certificate)
    correction = Correction.objects.select_for_update().get(pk=correction.pk)
    if correction.state == wanted:
        return correction
    if not correction.is_asked:
        raise CertificateRefused("decided")
    if agrees and correction.asked_by_id == by.pk:
        raise CertificateRefused("own")
    if agrees:
        refuse_maker(by, [certificate.product_id])
    move(correction, wanted, decided_by=by, decided_at=timezone.now())
    if agrees:
        make(correction, certificate)
    return correction


def make(correction: Correction, certificate: Certificate) -> None:
    before = certificate.product_id
    take_on(certificate, correction.changes, correction.reason)
    put_under_decision(certificate)
    certificate.save(update_fields=["decision", "rated", *correction.changes])
    CertificateEvent.objects.create(
        certificate=certificate,
        kind=CertificateEvent.Kind.CORRECTED,
        on=timezone.localdate(),
        note=correction.reason,
        changes=correction.changes,
        asked_by_id=correction.asked_by_id,
        by=correction.decided_by,
    )
    sync_stars(pk for pk in (before, certificate.product_id) if pk is not None)
