"""The register as anyone reads it: a list that is searched, and a check of one code or label.

A check says what the register knows on a day, never that goods in somebody's hand are genuine:
any label can be copied, and a certificate is of one product, never of all that its maker sells.

    "D00112", "https://…/P/D00112/S/…" or "01/08936…"  the product with this code
    "1112/QĐ-UBND"                                     all products of this decision
    "trà sen"                                          products whose names hold this text
"""

import datetime
import re
from collections.abc import Collection
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from catalogue.certificates.models import Certificate, CertificateEvent, RatedProduct
from catalogue.certificates.queries import current_certificate
from catalogue.certificates.rules import same_number
from catalogue.certificates.services import in_force
from catalogue.models import Product
from catalogue.places.models import Commune
from marketplace.frame.alphabet import in_order
from marketplace.frame.folding import as_code, fold

MOST_CHECKED = 10  # products that one check names
MOST_OTHERS = 5  # rated products of the same maker
SOON = datetime.timedelta(days=180)
OWN_CODE = re.compile(r"/P/([0-9A-Za-z-]{1,40})")  # of an address on a pack
GTIN = re.compile(r"(?:^|/)01/(\d{14})(?!\d)")


class Wanted(TextChoices):
    """Which certificates a reader wants to see."""

    VALID = "valid", _("Valid today")
    SOON = "soon", _("Ends within 180 days")
    AHEAD = "ahead", _("Not in force yet")
    ENDED = "ended", _("Run out")
    REVOKED = "revoked", _("Revoked")


class Kept(NamedTuple):
    """What a reader leaves of the register; 0 or "" leaves all."""

    text: str = ""
    holders: Collection[str] = ()  # slugs of those whose names hold the text
    stars: int = 0
    wanted: str = ""
    commune: int = 0
    group: int = 0
    set: int = 0
    year: int = 0


class Checked(NamedTuple):
    """A product that a check found, sold here or not, with the certificate to speak of."""

    product: Product | None
    rated: RatedProduct | None
    certificate: Certificate | None
    revocation: CertificateEvent | None
    day: datetime.date

    @property
    def title(self) -> str:
        return self.product.title if self.product else self.rated.name  # type: ignore[union-attr]

    @property
    def holder(self) -> str:
        maker = self.product.producer if self.product else None
        return maker.name if maker else self.rated.holder_name  # type: ignore[union-attr]

    @property
    def code(self) -> str:
        return self.rated.code if self.rated else self.product.code  # type: ignore[union-attr]

    @property
    def state(self) -> Certificate.State | str:
        return self.certificate.state_on(self.day) if self.certificate else ""

    @property
    def has_stars(self) -> bool:
        return self.certificate is not None and self.certificate.is_valid_on(self.day)


def open_rows() -> QuerySet[Certificate]:
    """List certificates that anyone reads; of what waits for the shop's editors none is told."""
    return Certificate.objects.filter(Q(product=None) | Q(product__publication__gt=0))


def that_are(rows: QuerySet[Certificate], wanted: str, day: datetime.date) -> QuerySet[Certificate]:
    """Keep what stands in a state on a day; all where none is named."""
    match wanted:
        case Wanted.VALID:
            return rows.filter(pk__in=in_force(day).values("pk"))
        case Wanted.SOON:
            ends = Q(extended_until=None, expires_on__lte=day + SOON)
            ends |= Q(extended_until__lte=day + SOON) | Q(revoked_on__lte=day + SOON)
            return rows.filter(ends, pk__in=in_force(day).values("pk"))
        case Wanted.AHEAD:
            return rows.filter(Q(revoked_on=None) | Q(revoked_on__gt=day), issued_on__gt=day)
        case Wanted.ENDED:
            ended = Q(extended_until=None, expires_on__lt=day) | Q(extended_until__lt=day)
            return rows.filter(ended, Q(revoked_on=None) | Q(revoked_on__gt=day))
        case Wanted.REVOKED:
            return rows.filter(revoked_on__lte=day)
    return rows


def holding(text: str, holders: Collection[str]) -> Q:
    """Find a text in a product's name or code or a decision's number; or the slugs of holders."""
    folded = fold(text)
    found = Q(rated__search_text__contains=folded) | Q(product__search_text__contains=folded)
    found |= Q(product__code=as_code(text))
    # SQLite folds the case of ASCII alone: "qđ" is not its "QĐ".
    found |= Q(decision_number__icontains=text) | Q(decision_number__icontains=text.upper())
    return found | Q(product__producer__slug__in=holders) if holders else found


def search_register(kept: Kept, day: datetime.date) -> QuerySet[Certificate]:
    """List certificates as the register shows them, what was issued last first."""
    rows = that_are(open_rows(), kept.wanted, day)
    facts = {
        "stars": kept.stars,
        "rated__commune": kept.commune,
        "rated__ocop_set__group__number": kept.group,
        "rated__ocop_set__number": kept.set,
        "issued_on__year": kept.year,
    }
    rows = rows.filter(**{name: value for name, value in facts.items() if value})
    if kept.text:
        rows = rows.filter(holding(kept.text, kept.holders))
    rows = rows.select_related("rated__product__producer", "rated__commune", "law")
    return rows.order_by("-issued_on", "-pk")


def communes_named() -> QuerySet[Commune]:
    """List the communes of which the register has a product, by name."""
    named = RatedProduct.objects.filter(commune=OuterRef("pk"))
    return Commune.objects.filter(Exists(named)).order_by(in_order("name"), "pk")


class Way(NamedTuple):
    """How a text names products: of the shop, and rated ones that are not sold here."""

    sold: Q
    unsold: Q


def named_by(text: str) -> Way:
    """Say which products a code, an address of a pack or a GTIN names."""
    if gtin := GTIN.search(text):
        return Way(Q(gtin=gtin[1]), Q(pk=None))
    own = OWN_CODE.search(text)
    code = as_code(own[1] if own else text)
    sold = Q(code=code) | Q(rated__code=code)
    return Way(sold if own else sold | Q(gtin=text.strip()), Q(code=code))


def decided_by(text: str) -> Way:
    """Say which products have a certificate by a decision, however it is typed."""
    digits = re.match(r"\s*(\d{1,20})\s*/", text)
    if digits is None:
        return Way(Q(pk=None), Q(pk=None))
    rows = Certificate.objects.filter(decision__number_folded__startswith=digits[1])
    facts = rows.values_list("product_id", "rated_id", "decision_number")
    named = [(product, rated) for product, rated, number in facts if same_number(number, text)]
    sold = {product for product, _rated in named if product}
    return Way(Q(pk__in=sold), Q(pk__in={rated for _product, rated in named}))


def check(text: str, day: datetime.date) -> list[Checked]:
    """Find what a reader typed or scanned: by code first, then by decision, then by name."""
    folded = fold(text)
    if not folded.strip():
        return []
    is_address = OWN_CODE.search(text) or GTIN.search(text)
    ways = [named_by(text)]
    if not is_address:
        ways.append(decided_by(text))
        ways.append(Way(Q(search_text__contains=folded), Q(search_text__contains=folded)))
    for way in ways:
        if found := found_by(way, day):
            return found
    return []


def found_by(way: Way, day: datetime.date) -> list[Checked]:
    sold = Product.objects.filter(way.sold, publication__gt=0)
    found = spoken_of(sold.order_by("pk")[:MOST_CHECKED], day)
    unsold = RatedProduct.objects.filter(way.unsold, product=None).order_by("pk")
    return [*found, *spoken_of(unsold[: MOST_CHECKED - len(found)], day)]


def others_of(checked: Checked) -> list[Checked]:
    """List rated products of the same maker, where this one shows no star."""
    if checked.has_stars:
        return []
    valid = in_force(checked.day)
    if checked.product is None:
        others: QuerySet = RatedProduct.objects.filter(
            product=None, holder_name=checked.holder, pk__in=valid.values("rated")
        ).exclude(code=checked.code)
    else:
        others = Product.objects.filter(
            publication__gt=0, producer=checked.product.producer_id, pk__in=valid.values("product")
        ).exclude(pk=checked.product.pk)
    return spoken_of(others.order_by("pk")[:MOST_OTHERS], checked.day)


def spoken_of(things: QuerySet, day: datetime.date) -> list[Checked]:
    """Give products of the shop, or rated ones that are not, each its certificate to speak of.

    Three queries.
    """
    beside = "producer", "rated"
    if things.model is RatedProduct:
        beside = "product", "commune"
    rows = list(
        things.select_related(*beside).prefetch_related(
            Prefetch("certificates", queryset=Certificate.objects.select_related("law"))
        )
    )
    current = [current_certificate(list(row.certificates.all()), day) for row in rows]
    ended = [each.pk for each in current if each and each.revoked_on]
    events = CertificateEvent.objects.filter(
        certificate__in=ended, kind=CertificateEvent.Kind.REVOKED
    )
    revocations = {event.certificate_id: event for event in events} if ended else {}
    return [
        Checked(*both(row), each, revocations.get(each.pk) if each else None, day)
        for row, each in zip(rows, current, strict=True)
    ]


def both(row: Any) -> tuple[Product | None, RatedProduct | None]:
    """Give a row as a product of the shop and as a rated one, as far as it is one."""
    if isinstance(row, RatedProduct):
        return row.product, row
    return row, getattr(row, "rated", None)
