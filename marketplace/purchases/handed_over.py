"""Parcels that were handed to carriers on a day: a list to search, and a paper to sign."""

import datetime
from collections import Counter
from typing import Any, NamedTuple

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from marketplace.frame.alphabet import alphabet_key
from marketplace.purchases.models import Parcel, ParcelLine
from marketplace.purchases.packing import cash_of, lines_with_goods, weight_of
from marketplace.purchases.packing_papers import phone_of
from marketplace.shipping.carriers.named import carrier_name, carrier_named

MOST_ON_PAPER = 500  # parcels in one file to sign


class HandedOver(NamedTuple):
    """A parcel as its line says it: weight in grams (0: not known), cash to collect in dong."""

    parcel: Parcel
    number: str
    carrier: str
    tracking_code: str
    to_name: str
    to_phone: str
    to_place: str
    pieces: int
    weight_g: int
    cash: int


def handed_over(orders: QuerySet, day: datetime.date, asked: str = "") -> QuerySet[Parcel]:
    """Parcels of `orders` that were handed over on a day, in that order.

    `asked` is a part of an order's number, of a tracking code or of the receiver's name.
    """
    start = timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
    parcels = Parcel.objects.filter(
        order__in=orders.order_by().values("pk"),
        shipped_at__gte=start,
        shipped_at__lt=start + datetime.timedelta(days=1),
    )
    if text := " ".join(asked.split()):
        parcels = parcels.filter(
            Q(order__number__icontains=text)
            | Q(tracking_code__icontains=text)
            | Q(order__shipping_address__first_name__icontains=text)
        )
    return parcels.order_by("shipped_at", "pk")


def by_carrier(parcels: QuerySet[Parcel]) -> list[tuple[str, int]]:
    """Count parcels by carrier, whichever of its names they keep; "" is who named none."""
    counted: Counter[str] = Counter()
    for text, count in parcels.order_by().values_list("carrier").annotate(Count("pk")):
        counted[key_of(text)] += count
    return sorted(
        counted.items(), key=lambda pair: (not pair[0], alphabet_key(carrier_name(pair[0])))
    )


def of_carrier(parcels: QuerySet[Parcel], key: str) -> QuerySet[Parcel]:
    """Those of one carrier, by the key that `by_carrier` gave."""
    texts = parcels.order_by().values_list("carrier", flat=True).distinct()
    return parcels.filter(carrier__in=[text for text in texts if key_of(text) == key])


def key_of(text: str) -> str:
    found = carrier_named(text)
    return found.key if found else text


def with_orders(parcels: QuerySet[Parcel]) -> QuerySet[Parcel]:
    """Read parcels with all that their lines tell, in a constant number of queries."""
    return parcels.select_related(
        "order__purchase", "order__shipping_address__country"
    ).prefetch_related(
        "lines",
        Prefetch("order__lines", lines_with_goods()),
        "order__reversals",
        Prefetch("order__parcels__lines", ParcelLine.objects.all()),
    )


def row_of(parcel: Parcel) -> HandedOver:
    """Say what a line of the list says of a parcel, read by `with_orders`."""
    order: Any = parcel.order
    to = order.shipping_address
    units = {row.line_id: row.quantity for row in parcel.lines.all()}
    return HandedOver(
        parcel=parcel,
        number=order.number,
        carrier=carrier_name(parcel.carrier),
        tracking_code=parcel.tracking_code,
        to_name=to.first_name if to else "",
        to_phone=phone_of(order),
        to_place=", ".join(filter(None, (to.line2, to.line4))) if to else "",
        pieces=sum(units.values()),
        weight_g=weight_of(order, units),
        cash=cash_of(order, parcel),
    )
