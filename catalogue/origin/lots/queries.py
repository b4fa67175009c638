"""Sets of rows about lots: chains, what can be sent, what strangers may see."""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.db.models import F, Prefetch, Q, QuerySet
from django.utils.crypto import salted_hmac

from catalogue.certificates.models import Certificate
from catalogue.models import Product
from catalogue.origin.models import EventItem, Lot, LotAttachment, TraceEvent
from marketplace.keys import ring
from marketplace.keys.models import Key


def opaque(kind: str, reference: str) -> str:
    """Name something of ours in public without telling which it is, always by the same name."""
    keys = ring.keys_of(Key.Purpose.RECORDS).values()
    key = next((key for key in keys if not key.is_revoked), None) or ring.newest(
        Key.Purpose.RECORDS
    )
    return salted_hmac(f"origin-{kind}", reference, secret=key.secret).hexdigest()[:24]


def certificate_uri(certificate: Certificate) -> str:
    """Where a certificate is told, signed, as JSON."""
    return f"{settings.SITE_URL}/origin/certificates/{certificate.pk}.json"


def events_of(lot: Lot) -> QuerySet[TraceEvent]:
    """All events that name a lot, declarations of errors too, in the order of time."""
    named = EventItem.objects.filter(lot=lot).values("event")
    return TraceEvent.objects.filter(Q(lot=lot) | Q(pk__in=named)).order_by("event_time", "id")


def chain_of(lot: Lot) -> QuerySet[TraceEvent]:
    """The chain of a lot for people: events that stand, with pictures; three queries."""
    return (
        events_of(lot)
        .filter(declares_error_of=None, error_declarations=None)
        .defer("body")
        .select_related("certificate")
        .prefetch_related(
            Prefetch(
                "attachments",
                LotAttachment.objects.filter(is_public=True),
                to_attr="shown_attachments",
            )
        )
    )


def lots_to_send(product: Product, today: datetime.date) -> QuerySet[Lot]:
    """Released lots that are not outdated, the one that ends soonest first."""
    return lots_to_send_of([product.pk], today)


def lots_to_send_of(product_ids: Iterable[int], today: datetime.date) -> QuerySet[Lot]:
    """The same for several products."""
    return (
        Lot.objects.filter(product__in=list(product_ids), state=Lot.State.RELEASED)
        .filter(Q(best_before__isnull=True) | Q(best_before__gte=today))
        .order_by(F("best_before").asc(nulls_last=True), "made_on", "pk")
    )


def lots_of_producer(producer) -> QuerySet[Lot]:
    """A producer's lots, the newest first, with their products."""
    return Lot.objects.filter(product__producer=producer).select_related("product")
