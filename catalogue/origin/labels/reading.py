"""What a code names, read with one query that the ORM wrote once per process.

The row holds what the answer needs (states, counts) and all that the page below it shows or
follows from: its text is the version under which that part of the page is kept.
"""

import datetime
from collections.abc import Callable
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from django.db import connections, router
from django.db.models import Count, F, Max, OuterRef, QuerySet, Subquery

from catalogue.certificates.models import Certificate
from catalogue.models import Product
from catalogue.origin.codes.addresses import Address
from catalogue.origin.models import EventItem, Label, Lot, LotAttachment, LotMaterial, TraceEvent
from marketplace.files.sizes import waiting_names
from marketplace.frame.prepared import JsonRows, ask


class ProductPart(NamedTuple):
    """Of a product what its code answers, and what the page below it shows."""

    pk: int
    slug: str
    code: str
    gtin: str | None
    title_vi: str
    title_en: str | None
    title_ind: str | None
    publication: int
    date_updated: datetime.datetime
    cover: str
    is_illustrated: bool
    commune_id: int | None
    village_id: int | None
    village__slug: str | None
    village__name: str | None
    village__latitude: Decimal | None
    village__longitude: Decimal | None
    producer_id: int
    producer__name: str
    producer__slug: str
    producer__kind: str
    producer__address: str
    producer__commune_id: int | None
    certificates: str | None

    @property
    def village(self) -> tuple[str | None, str | None]:
        """Its slug and name."""
        return self.village__slug, self.village__name


class LotPart(NamedTuple):
    """Of a lot the same, and what tells whether anything of its chain is new."""

    pk: int
    number: str
    state: str
    state_note: str
    state_changed_at: datetime.datetime | None
    made_on: datetime.date | None
    best_before: datetime.date | None
    quantity: Decimal | None
    unit: str
    standards: str
    latitude: Decimal | None
    longitude: Decimal | None
    commune_id: int | None
    village__slug: str | None
    village__name: str | None
    village__latitude: Decimal | None
    village__longitude: Decimal | None
    last_event: int | None
    last_mention: int | None
    last_attachment: int | None
    attachments: int | None
    materials: str | None

    @property
    def village(self) -> tuple[str | None, str | None]:
        """Its slug and name."""
        return self.village__slug, self.village__name


class LabelPart(NamedTuple):
    """Of a label what decides whether it is genuine and what it answers."""

    pk: int
    serial: str
    state: str
    scan_count: int
    first_scanned_at: datetime.datetime | None
    opened_at: datetime.datetime | None
    hidden_hash: str
    hidden_tries: int
    anchor: str


class Facts(NamedTuple):
    """What a code names; an unknown lot or label is None."""

    product: ProductPart
    lot: LotPart | None = None
    label: LabelPart | None = None

    @property
    def version(self) -> tuple:
        """What the page below the answer follows from: another version is another page."""
        return self.product, self.lot


CERTIFICATE = (
    "pk", "decision_number", "decision_date", "authority", "stars", "score", "issued_on",
    "expires_on", "extended_until", "revoked_on", "law_id",
)  # fmt: skip
MATERIAL = (
    "pk", "name", "supplier", "where_from", "supplier_lot", "quantity", "uom", "source_lot_id",
)  # fmt: skip
PRODUCT = [name for name in ProductPart._fields if name != "certificates"]
CHAIN = ("last_event", "last_mention", "last_attachment", "attachments", "materials")
LOT = [name for name in LotPart._fields if name not in CHAIN]
LABEL = [name for name in LabelPart._fields if name != "anchor"]


def one_of(rows: QuerySet, column: str) -> Subquery:
    return Subquery(rows.values(column)[:1])


def chain_columns(lot: str) -> list:
    """What tells whether anything of a lot's chain is new."""
    events = TraceEvent.objects.filter(lot=OuterRef(lot)).order_by("-pk")
    mentions = EventItem.objects.filter(lot=OuterRef(lot)).order_by("-event_id")
    shown = LotAttachment.objects.filter(lot=OuterRef(lot), is_public=True).order_by()
    shown = shown.exclude(file__in=waiting_names())
    attachments = shown.values("lot").annotate(last=Max("pk"), number=Count("pk"))
    materials = LotMaterial.objects.filter(lot=OuterRef(lot)).order_by("pk")
    return [
        one_of(events, "pk"),
        one_of(mentions, "event_id"),
        one_of(attachments, "last"),
        one_of(attachments, "number"),
        JsonRows(materials, *MATERIAL),
    ]


def certificates(product: str) -> JsonRows:
    rows = Certificate.objects.filter(product=OuterRef(product)).order_by("pk")
    return JsonRows(rows, *CERTIFICATE)


class PreparedByText:
    """As marketplace.frame.prepared.Prepared, for keys that are texts."""

    def __init__(self, make: Callable[..., QuerySet], number_of_keys: int) -> None:
        self.make = make
        self.keys = [f"\x01key{n}" for n in range(number_of_keys)]
        self.compiled: dict[str, tuple] = {}

    def row(self, *keys: str) -> tuple | None:
        alias = router.db_for_read(Product)
        if alias not in self.compiled:
            compiler = self.make(*self.keys).query.get_compiler(alias)
            self.compiled[alias] = (compiler, *compiler.as_sql())
        compiler, sql, parameters = self.compiled[alias]
        given = dict(zip(self.keys, keys, strict=True))
        values = [given.get(v, v) if isinstance(v, str) else v for v in parameters]
        found = ask(connections[alias], sql, values)
        rows = list(compiler.results_iter(results=[found[:1]], tuple_expected=True))
        return rows[0] if rows else None


def named(prefix: str, columns: list[str]) -> list[F]:
    return [F(f"{prefix}{column}") for column in columns]


def by_serial(serial: str) -> QuerySet:
    rows = Label.objects.filter(serial=serial, lot__product__publication__gt=0)
    return rows.order_by().values_list(
        *named("lot__product__", PRODUCT),
        certificates("lot__product__pk"),
        *named("lot__", LOT),
        *chain_columns("lot__pk"),
        *named("", LABEL),
        "batch__anchor",
    )


def by_lot(key: str) -> Callable[[str, str], QuerySet]:
    def rows(code: str, number: str) -> QuerySet:
        found = Lot.objects.filter(
            number=number, product__publication__gt=0, **{f"product__{key}": code}
        )
        return found.order_by().values_list(
            *named("product__", PRODUCT),
            certificates("product__pk"),
            *named("", LOT),
            *chain_columns("pk"),
        )

    return rows


def by_product(key: str) -> Callable[[str], QuerySet]:
    def rows(code: str) -> QuerySet:
        found = Product.objects.rewrite(False).filter(publication__gt=0, **{key: code})
        return found.order_by().values_list(*named("", PRODUCT), certificates("pk"))

    return rows


KEY = {"01": "gtin", "P": "code"}
_label = PreparedByText(by_serial, 1)
_lot = {letter: PreparedByText(by_lot(column), 2) for letter, column in KEY.items()}
_product = {letter: PreparedByText(by_product(column), 1) for letter, column in KEY.items()}


def facts_from(row: tuple) -> Facts:
    """Part a row: columns of the product, then of the lot, then of the label, as far as it goes."""
    columns = iter(row)
    product = ProductPart._make(islice(columns, len(ProductPart._fields)))
    if len(row) == OF_PRODUCT:
        return Facts(product)
    lot = LotPart._make(islice(columns, len(LotPart._fields)))
    return Facts(product, lot, LabelPart._make(columns) if len(row) > OF_LOT else None)


OF_PRODUCT = len(ProductPart._fields)
OF_LOT = OF_PRODUCT + len(LotPart._fields)


def read(address: Address) -> Facts | None:
    """Read what a code names; None when there is no such product. One query, two at worst.

    An unknown serial, or one of another product or lot, leaves the label None; an unknown lot
    leaves the lot None.
    """
    if address.serial:
        row = _label.row(address.serial)
        if row is not None:
            facts = facts_from(row)
            is_same = getattr(facts.product, KEY[address.key]) == address.code
            if is_same and facts.lot and address.lot in ("", facts.lot.number):
                return facts
    if address.lot:
        row = _lot[address.key].row(address.code, address.lot)
        if row is not None:
            return facts_from(row)
    row = _product[address.key].row(address.code)
    return facts_from(row) if row is not None else None
