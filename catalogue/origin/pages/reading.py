"""What a code names, read with one query that the ORM wrote once per process.

The row holds what the answer needs (states, counts) and all that the page below it shows or
follows from: its text is the version under which that part of the page is kept.
"""

from collections.abc import Callable
from types import SimpleNamespace

from django.db import connections, router
from django.db.models import Count, F, Max, OuterRef, QuerySet, Subquery

from catalogue.certificates.models import Certificate
from catalogue.models import Product
from catalogue.origin.codes.addresses import Address
from catalogue.origin.models import EventItem, Label, Lot, LotAttachment, LotMaterial, TraceEvent
from marketplace.frame.prepared import JsonRows, ask

PRODUCT = (
    "pk", "slug", "code", "gtin", "title_vi", "title_en", "title_ind", "publication",
    "date_updated", "cover", "is_illustrated",
    "commune_id", "village_id", "village__slug", "village__name", "village__latitude",
    "village__longitude", "producer_id", "producer__name", "producer__slug", "producer__kind",
    "producer__address", "producer__commune_id",
)  # fmt: skip
LOT = (
    "pk", "number", "state", "state_note", "state_changed_at", "made_on", "best_before",
    "quantity", "unit", "standards", "latitude", "longitude", "commune_id", "village__slug",
    "village__name", "village__latitude", "village__longitude",
)  # fmt: skip
LABEL = (
    "pk", "serial", "state", "scan_count", "first_scanned_at", "opened_at", "hidden_hash",
    "hidden_tries", "batch__anchor",
)  # fmt: skip
CERTIFICATE = (
    "pk", "decision_number", "decision_date", "authority", "stars", "score", "issued_on",
    "expires_on", "extended_until", "revoked_on", "law_id",
)  # fmt: skip
MATERIAL = (
    "pk", "name", "supplier", "where_from", "supplier_lot", "quantity", "uom", "source_lot_id",
)  # fmt: skip
CHAIN = ("last_event", "last_mention", "last_attachment", "attachments", "materials")


def one_of(rows: QuerySet, column: str) -> Subquery:
    return Subquery(rows.values(column)[:1])


def chain_columns(lot: str) -> list:
    """What tells whether anything of a lot's chain is new."""
    events = TraceEvent.objects.filter(lot=OuterRef(lot)).order_by("-pk")
    mentions = EventItem.objects.filter(lot=OuterRef(lot)).order_by("-event_id")
    shown = LotAttachment.objects.filter(lot=OuterRef(lot), is_public=True).order_by()
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


def named(prefix: str, columns: tuple[str, ...]) -> list[F]:
    return [F(f"{prefix}{column}") for column in columns]


def by_serial(serial: str) -> QuerySet:
    rows = Label.objects.filter(serial=serial, lot__product__publication__gt=0)
    return rows.order_by().values_list(
        *named("lot__product__", PRODUCT),
        certificates("lot__product__pk"),
        *named("lot__", LOT),
        *chain_columns("lot__pk"),
        *named("", LABEL),
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
PRODUCT_COLUMNS = [f"product__{name}" for name in PRODUCT] + ["certificates"]
LOT_COLUMNS = [*(f"lot__{name}" for name in LOT), *CHAIN]
LABEL_COLUMNS = [f"label__{name}" for name in LABEL]


class Facts(SimpleNamespace):
    """A row by the names of its columns; without a lot or a label their pk is None."""

    lot__pk: int | None = None
    label__pk: int | None = None
    version: tuple = ()


def facts_from(columns: list[str], row: tuple) -> Facts:
    shown = len(PRODUCT_COLUMNS) + len(LOT_COLUMNS)
    return Facts(**dict(zip(columns, row, strict=False)), version=row[:shown])


def read(address: Address) -> Facts | None:
    """Read what a code names; None when there is no such product. One query, two at worst.

    An unknown serial, or one of another product or lot, leaves `label__pk` None; an unknown
    lot leaves `lot__pk` None.
    """
    if address.serial:
        row = _label.row(address.serial)
        if row is not None:
            facts = facts_from([*PRODUCT_COLUMNS, *LOT_COLUMNS, *LABEL_COLUMNS], row)
            is_same = getattr(facts, f"product__{KEY[address.key]}") == address.code
            if is_same and address.lot in ("", facts.lot__number):
                return facts
    if address.lot:
        row = _lot[address.key].row(address.code, address.lot)
        if row is not None:
            return facts_from([*PRODUCT_COLUMNS, *LOT_COLUMNS], row)
    row = _product[address.key].row(address.code)
    return facts_from(PRODUCT_COLUMNS, row) if row is not None else None
