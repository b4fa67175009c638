"""Which lots travel in a parcel, and what the chains of origin are told of it.

Goods of a recalled lot never ship. Without a choice of the producer the released lot that
ends soonest is taken, if one has enough left; a product whose only lots are recalled stays.
The chain says how many of a lot left and arrived when, and nothing of the buyer.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from catalogue.origin.lots import services as origin
from catalogue.origin.models import Lot
from catalogue.origin.refusals import LotRecalled, MassBalanceBroken
from marketplace.purchases.models import Parcel, ParcelLine


class LotStays(Exception):
    """Goods of a lot may not leave; `code` says why."""

    code = ""


class LotIsRecalled(LotStays):
    """Their lot, or every lot of the product, is recalled."""

    code = "recalled"


class LotIsShort(LotStays):
    """Less is left of the lot than is to be sent."""

    code = "too little"


class UnitIsGone(LotStays):
    """A label names a pack that cannot be in this parcel: of another product or lot, or sold."""

    code = "unit"


def lots_for(
    lines: Iterable[tuple[Any, int]], chosen: Mapping[int, Lot] | None = None
) -> dict[int, Lot]:
    """Choose a lot for each order line (by its id), where there is one; lots come locked.

    Raises LotIsRecalled, also when the lot the producer chose is not of that product.
    """
    found: dict[int, Lot] = {}
    taken: Counter[int] = Counter()
    for line, quantity in sorted(lines, key=lambda pair: (pair[0].product_id or 0, pair[0].pk)):
        if line.product_id is None:
            continue
        lot = (chosen or {}).get(line.pk)
        if lot is not None:
            if lot.is_recalled or lot.product_id != line.product_id:
                raise LotIsRecalled(lot.number)
        else:
            lot = origin.choose_lot(line.product, quantity + taken[line.product_id])
            if lot is None and origin.is_recalled_throughout(line.product):
                raise LotIsRecalled(str(line.product))
        if lot is not None:
            found[line.pk] = lot
            taken[line.product_id] += quantity
    return found


def by_lot(pairs: Iterable[tuple[Lot | None, int]]) -> list[tuple[Lot, int]]:
    """Add up quantities by lot; what has none is left out."""
    lots: dict[int, Lot] = {}
    sums: Counter[int] = Counter()
    for lot, quantity in pairs:
        if lot is not None:
            lots[lot.pk] = lot
            sums[lot.pk] += quantity
    return [(lots[pk], count) for pk, count in sums.items()]


def quantities_of(lines: Iterable[ParcelLine]) -> list[tuple[Lot, int]]:
    """Add up a parcel's lines by lot."""
    return by_lot((line.lot, line.quantity) for line in lines)


def is_recalled(lot: Lot | None) -> bool:
    """Tell whether goods of a lot must not be sold again when they come back."""
    return lot is not None and lot.is_recalled


def recalled_lines(line_ids: Iterable[int]) -> set[int]:
    """Of order lines (ids), those of which goods of a recalled lot were sent."""
    return set(
        ParcelLine.objects.filter(
            line__in=list(line_ids), lot__state=Lot.State.RECALLED
        ).values_list("line_id", flat=True)
    )


def lines_of(parcel: Parcel) -> list[ParcelLine]:
    return list(parcel.lines.select_related("lot__product__producer"))


def tell_left(quantities: Iterable[tuple[Lot, int]], reference: str, at: datetime.datetime) -> None:
    """Write into the chains that goods of lots left, once a reference. Raises LotStays."""
    try:
        origin.record_shipment(quantities=quantities, reference=reference, at=at)
    except LotRecalled as refusal:  # since it was chosen
        raise LotIsRecalled(str(refusal)) from refusal
    except MassBalanceBroken as refusal:
        raise LotIsShort(str(refusal)) from refusal


def tell_shipped(parcel: Parcel) -> None:
    """Write into the chains that a parcel left. Raises LotStays."""
    tell_left(quantities_of(lines_of(parcel)), f"parcel-{parcel.pk}", parcel.shipped_at)


def tell_delivered(parcel: Parcel) -> None:
    """Write into the chains that the goods reached a buyer."""
    assert parcel.delivered_at is not None  # noqa: S101
    origin.record_delivery(
        quantities=quantities_of(lines_of(parcel)),
        reference=f"parcel-{parcel.pk}",
        at=parcel.delivered_at,
    )


def tell_returned(parcel: Parcel, at: datetime.datetime, unfit: Iterable[int] = ()) -> None:
    """Write into the chains that a parcel came back, but for lines (ids) unfit to sell."""
    left_out = set(unfit)
    lines = [line for line in lines_of(parcel) if line.line_id not in left_out]
    origin.record_return(quantities=quantities_of(lines), reference=f"parcel-{parcel.pk}", at=at)


def tell_sent_back(
    units: Mapping[int, int],
    reference: str,
    at: datetime.datetime,
    exchanged: Iterable[tuple[int, Lot | None]] = (),
) -> None:
    """Write into the chains that delivered units of order lines (by id) came back fit to sell.

    Only where all that was delivered of a line is of one lot: else nobody knows which one.
    `exchanged` names, by line id, the lots of what was sent in exchange before.
    """
    delivered = ParcelLine.objects.filter(
        line__in=[line_id for line_id, count in units.items() if count],
        parcel__state=Parcel.State.DELIVERED,
    ).select_related("lot__product__producer")
    lots_of_line: dict[int, dict[int | None, Lot | None]] = {}
    for row in delivered:
        lots_of_line.setdefault(row.line_id, {})[row.lot_id] = row.lot
    for line_id, sent in exchanged:
        if line_id in lots_of_line:
            lots_of_line[line_id][sent.pk if sent else None] = sent
    pairs = by_lot(
        (next(iter(found.values())), units[line_id])
        for line_id, found in lots_of_line.items()
        if len(found) == 1
    )
    origin.record_return(quantities=pairs, reference=reference, at=at)
