"""What the tests of certificates' services stand on."""

import datetime
from decimal import Decimal

from django.utils import timezone

from catalogue.certificates.models import Certificate, CertificateEvent
from catalogue.certificates.rules import law_in_force, months_later
from catalogue.certificates.services import extend_certificate, revoke_certificate
from catalogue.search.models import Waiting

Day = datetime.date
Kind = CertificateEvent.Kind


def days(count: int) -> datetime.timedelta:
    return datetime.timedelta(days=count)


def today() -> Day:
    return timezone.localdate()


def draft(product=None, **fields) -> Certificate:
    """A certificate that nothing speaks against, not saved."""
    issued = fields.get("issued_on", today() - days(1))
    facts = {
        "product": product,
        "decision_number": "77/QĐ-UBND",
        "decision_date": today() - days(2),
        "authority": "UBND thành phố Hà Nội",
        "level": Certificate.Level.PROVINCE,
        "stars": 4,
        "score": Decimal("78.5"),
        "law": law_in_force(today() - days(2)),
        "issued_on": issued,
        "expires_on": months_later(issued, 36),
    }
    return Certificate(**facts | fields)


def shown(product) -> tuple[int | None, Day | None]:
    """The stars that the shop's lists and filters read."""
    product.refresh_from_db()
    return product.ocop_stars, product.ocop_valid_until


def events_of(certificate: Certificate) -> list[tuple]:
    rows = certificate.events.all()
    return [(row.kind, row.on, row.until, row.ground, row.note, row.by) for row in rows]


def touched() -> set[int]:
    """Products that the search index has been told of."""
    return set(Waiting.objects.filter(kind="product").values_list("object_pk", flat=True))


def extend(certificate: Certificate, until: Day, by, filed_on: Day | None = None) -> None:
    extend_certificate(
        certificate=certificate,
        until=until,
        filed_on=filed_on or today(),
        by=by,
        note="Đang chấm lại",
    )


def revoke(certificate: Certificate, on: Day, by, ground: str = "misuse", note: str = "Sai nhãn"):
    revoke_certificate(certificate=certificate, on=on, ground=ground, by=by, note=note)
