"""The rows of the register as everybody may take them: facts that were entered, no day's state.

What follows from the day (valid, expired) is left out, so that a day without an entry leaves the
rows as they were. A household is told by name and commune alone.
"""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

from catalogue.certificates.models import Certificate, CertificateEvent, RatedEvent
from catalogue.certificates.register import open_rows
from catalogue.models import Publication

COLUMNS = {
    "id": "pk",
    "code": "rated__code",
    "name": "rated__name",
    "holder": "rated__holder_name",
    "commune": "rated__commune__code",
    "set": "rated__ocop_set__number",
    "stars": "stars",
    "score": "score",
    "decision": "decision_number",
    "decided_on": "decision_date",
    "authority": "authority",
    "level": "level",
    "law": "law__code",
    "issued_on": "issued_on",
    "expires_on": "expires_on",
    "extended_until": "extended_until",
    "revoked_on": "revoked_on",
}
AT_ONCE = 2000  # rows of one read


def register_rows() -> Iterator[tuple[str, ...]]:
    """Give each row as texts, the oldest entry first; read bit by bit."""
    rows = open_rows().order_by("pk").values_list(*COLUMNS.values())
    for row in rows.iterator(chunk_size=AT_ONCE):
        yield tuple(told(value) for value in row)


def told(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def events_since(day: datetime.date) -> QuerySet[CertificateEvent]:
    """List what was written down from a day on, the oldest first."""
    rows = CertificateEvent.objects.filter(at__date__gte=day, certificate__in=open_rows())
    return rows.select_related("certificate__rated").order_by("at", "pk")


def ended_since(day: datetime.date, today: datetime.date) -> QuerySet[Certificate]:
    """List what ran out from a day on, until today."""
    one = datetime.timedelta(days=1)
    until = day - one, today - one
    ended = Q(extended_until=None, expires_on__range=until) | Q(extended_until__range=until)
    rows = open_rows().filter(ended, Q(revoked_on=None) | Q(revoked_on__gt=today))
    return rows.select_related("rated").order_by("pk")


def changes_since(day: datetime.date, today: datetime.date) -> Iterator[dict[str, str]]:
    """Say what was granted, changed, revoked or ran out from a day on; officers are not named."""
    for event in events_since(day).iterator(chunk_size=AT_ONCE):
        yield {
            "id": str(event.certificate_id),
            "code": event.certificate.rated.code,
            "event": event.kind,
            "on": event.on.isoformat(),
            "entered": event.at.date().isoformat(),
        }
    mended = RatedEvent.objects.filter(at__date__gte=day).select_related("rated__product")
    for fact in mended.order_by("at", "pk").iterator(chunk_size=AT_ONCE):
        if fact.rated.product is None or fact.rated.product.publication > Publication.DRAFT:
            yield {
                "code": fact.rated.code,
                "event": CertificateEvent.Kind.CORRECTED,
                "on": fact.on.isoformat(),
                "entered": fact.at.date().isoformat(),
            }
    for held in ended_since(day, today).iterator(chunk_size=AT_ONCE):
        yield {
            "id": str(held.pk),
            "code": held.rated.code,
            "event": Certificate.State.EXPIRED,
            "on": (held.valid_until + datetime.timedelta(days=1)).isoformat(),
        }
