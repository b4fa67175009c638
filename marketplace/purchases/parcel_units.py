"""Which labelled packs are in a parcel: read off their labels, tied to it once.

A producer types what is printed, or what a telephone's camera reads:

    7K2M-…, 7k2m…                                    -> 7K2M…
    https://market.example/P/R000012/L/1/S/7K2M…     -> 7K2M…

A pack that came back undelivered may go again; what a buyer has may not.
"""

import re
from collections.abc import Iterable, Mapping

from django.db.models import Q

from catalogue.origin.codes.serials import normalised
from catalogue.origin.labels.services import mark_sold
from catalogue.origin.models import Label, Lot
from marketplace.purchases.models import Parcel, ParcelUnit
from marketplace.purchases.parcel_lots import UnitIsGone

PARTS = re.compile(r"[\s,;]+")


def read_serials(text: str) -> list[str]:
    """Read serials as they were typed or scanned, each once, in their order."""
    typed = (part.split("?")[0].rstrip("/").rsplit("/", 1)[-1] for part in PARTS.split(text))
    return list(dict.fromkeys(filter(None, map(normalised, typed))))


def labelled_products(product_ids: Iterable[int | None]) -> set[int]:
    """Of these products, those that have packs with labels in use; one query."""
    labels = Label.objects.filter(
        lot__product__in={pk for pk in product_ids if pk},
        lot__state=Lot.State.RELEASED,
        state=Label.State.ACTIVATED,
    )
    return set(labels.order_by().values_list("lot__product_id", flat=True).distinct())


def free_labels(serials: Iterable[str]) -> dict[str, Label]:
    """Find, by serial, the labels of packs that can go: in use, or come back undelivered."""
    here = Q(state=Label.State.ACTIVATED)
    came_back = Q(state=Label.State.SOLD, parcel_units__isnull=False)
    labels = Label.objects.filter(here | came_back, serial__in=list(serials)).distinct()
    found = {label.serial: label for label in labels.select_related("lot")}
    away = (
        ParcelUnit.objects.filter(label__serial__in=list(found))
        .exclude(row__parcel__state=Parcel.State.FAILED)
        .values_list("label__serial", flat=True)
    )
    for serial in away:
        found.pop(serial, None)
    return found


def lots_of_units(
    serials: Mapping[int, list[str]], products: Mapping[int, int | None]
) -> dict[int, Lot]:
    """Give the one lot of the packs of each line, by its id. Raises UnitIsGone.

    `products` says by line id which product was bought: a pack of another does not go.
    """
    labels = free_labels(serial for each in serials.values() for serial in each)
    found: dict[int, Lot] = {}
    for line_id, named in serials.items():
        lots = {labels[serial].lot_id for serial in named if serial in labels}
        if len(lots) != 1 or any(serial not in labels for serial in named):
            raise UnitIsGone
        lot = labels[named[0]].lot
        if lot.product_id != products.get(line_id):
            raise UnitIsGone
        found[line_id] = lot
    return found


def tie_units(parcel: Parcel, serials: Mapping[int, list[str]]) -> None:
    """Note which packs are in a new parcel, and that they were sold. Raises UnitIsGone.

    The lots are locked by whoever chose them, so that no pack goes twice.
    """
    rows = {row.line_id: row for row in parcel.lines.select_related("lot__product")}
    labels = free_labels(serial for each in serials.values() for serial in each)
    for line_id, named in sorted(serials.items()):
        row = rows.get(line_id)
        if row is None or row.lot is None or len(set(named)) > row.quantity:
            raise UnitIsGone
        if any(s not in labels or labels[s].lot_id != row.lot_id for s in named):
            raise UnitIsGone
        ParcelUnit.objects.bulk_create(ParcelUnit(row=row, label=labels[s]) for s in named)
        mark_sold(lot=row.lot, only=named)
