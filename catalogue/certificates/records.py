"""All that the register knows of one product: each certificate with what happened to it.

    granted 2023-05-10 until 2026-05-10, extended until 2026-08-01, no result came
        2023-05-10  granted, until 2026-05-10
        2026-05-02  extended, until 2026-08-01
        2026-08-02  expired
    revoked ahead of its day and taken back: both stand; one that is revoked does not expire

Officers' names and notes stay in the office: what is told here, anyone reads.
"""

import datetime
from collections.abc import Sequence
from typing import Any, NamedTuple

from catalogue.certificates.models import Certificate, CertificateEvent, RatedEvent, RatedProduct
from catalogue.certificates.queries import current_certificate
from catalogue.models import OcopSet, Product, Publication
from catalogue.places.models import Commune
from marketplace.frame.folding import as_code

Kind = CertificateEvent.Kind
State = Certificate.State
ONE_DAY = datetime.timedelta(days=1)


class Step(NamedTuple):
    """What happened to a certificate on a day; `kind` is an event's, or State.EXPIRED."""

    kind: Kind | State
    on: datetime.date
    until: datetime.date | None = None
    ground: str = ""
    changes: dict[str, Any] = {}

    @property
    def ground_text(self) -> str:
        return str(CertificateEvent.Ground(self.ground).label) if self.ground else ""


class Entry(NamedTuple):
    """A certificate with its state on a day and its steps, the first one first."""

    certificate: Certificate
    state: State
    steps: list[Step]

    @property
    def tone(self) -> str:
        return Certificate.TONES[self.state]


class Record(NamedTuple):
    """What the register knows of a product on a day; the latest certificate stands first.

    `rated` is None of a product of the shop that nobody rated, `product` of what is not sold here.
    """

    rated: RatedProduct | None
    product: Product | None
    current: Certificate | None
    revocation: CertificateEvent | None
    entries: list[Entry]
    day: datetime.date
    corrections: Sequence[RatedEvent] = ()  # of its own facts, the first one first

    @property
    def code(self) -> str:
        return self.rated.code if self.rated else self.product.code  # type: ignore[union-attr]

    @property
    def title(self) -> str:
        return self.product.title if self.product else self.rated.name  # type: ignore[union-attr]

    @property
    def holder(self) -> str:
        maker = self.product.producer if self.product else None
        return maker.name if maker else self.rated.holder_name  # type: ignore[union-attr]

    @property
    def commune(self) -> Commune:
        if self.rated:
            return self.rated.commune
        return self.product.producer.commune  # type: ignore[union-attr]

    @property
    def ocop_set(self) -> OcopSet | None:
        known = self.rated or self.product
        return known.ocop_set  # type: ignore[union-attr]

    @property
    def state(self) -> State | str:
        return self.current.state_on(self.day) if self.current else ""

    @property
    def has_stars(self) -> bool:
        return self.current is not None and self.current.is_valid_on(self.day)

    @property
    def is_sold(self) -> bool:
        return self.product is not None and self.product.publication == Publication.PUBLISHED


def steps_of(certificate: Certificate, day: datetime.date) -> list[Step]:
    """List what happened to a certificate until a day; its events are read already."""
    events = list(certificate.events.all())
    granted = next((each for each in events if each.kind == Kind.GRANTED), None)
    until = granted.until if granted else certificate.expires_on
    steps = [Step(Kind.GRANTED, certificate.issued_on, until)]
    steps += [
        Step(Kind(each.kind), each.on, each.until, each.ground, each.changes)
        for each in events
        if each.kind != Kind.GRANTED
    ]
    if certificate.state_on(day) == State.EXPIRED:
        steps.append(Step(State.EXPIRED, certificate.valid_until + ONE_DAY))
    return steps


def find_record(code: str, day: datetime.date) -> Record | None:
    """Find what the register knows of a code, its own or a shop product's; five queries."""
    key = as_code(code)
    rows = RatedProduct.objects.select_related(
        "commune__province", "ocop_set", "product__producer", "product__village"
    )
    rated = rows.filter(code=key).first() or rows.filter(product__code=key).first()
    if rated is None:
        return unrated(key, day)
    if rated.product and rated.product.publication == Publication.DRAFT:
        return None
    held = rated.certificates.select_related("law").prefetch_related("events")
    certificates = list(held.order_by("-issued_on", "-pk"))
    current = current_certificate(certificates, day)
    entries = [Entry(each, each.state_on(day), steps_of(each, day)) for each in certificates]
    revoked, mended = last_revocation(current), list(rated.events.all())
    return Record(rated, rated.product, current, revoked, entries, day, mended)


def unrated(code: str, day: datetime.date) -> Record | None:
    """Find a product of the shop that nobody rated: of it the register knows just that."""
    rows = Product.objects.filter(publication__gt=0, code=code)
    product = rows.select_related("producer__commune__province", "village", "ocop_set").first()
    return Record(None, product, None, None, [], day) if product else None


def last_revocation(certificate: Certificate | None) -> CertificateEvent | None:
    """Give the event that revoked a certificate, of events that are read already."""
    if certificate is None or certificate.revoked_on is None:
        return None
    revoked = [each for each in certificate.events.all() if each.kind == Kind.REVOKED]
    return revoked[-1] if revoked else None
