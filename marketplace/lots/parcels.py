"""What went out of a lot, for its producer."""

import datetime
from dataclasses import dataclass

from django.db.models import Case, F, QuerySet, Value, When

from catalogue.origin.models import Lot
from marketplace.lots.services import exchanges_of, parcel_lines_of
from marketplace.purchases.models import Parcel


@dataclass(frozen=True)
class Sent:
    """Goods of a lot in a parcel or an exchange, which has the state of a parcel."""

    at: datetime.datetime
    order_number: str
    quantity: int
    state: str
    is_exchange: int  # a database that unites two queries counts truth

    @property
    def has_arrived(self) -> bool:
        return self.state == Parcel.State.DELIVERED

    @property
    def came_back(self) -> bool:
        return self.state == Parcel.State.FAILED


def sent_of(lot: Lot) -> QuerySet:
    """What went out of a lot in parcels and exchanges, the newest first; two queries a page.

    Rows have the values of a `Sent`.
    """
    state = Parcel.State
    parcels = (
        parcel_lines_of(lot)
        .order_by()
        .annotate(
            at=F("parcel__shipped_at"),
            order_number=F("parcel__order__number"),
            state=F("parcel__state"),
            is_exchange=Value(0),
        )
        .values("at", "order_number", "quantity", "state", "is_exchange")
    )
    exchanges = (
        exchanges_of(lot)
        .order_by()
        .annotate(
            at=F("claim__closed_at"),
            order_number=F("claim__order__number"),
            state=Case(
                When(claim__exchange_arrived_at=None, then=Value(str(state.SHIPPED))),
                default=Value(str(state.DELIVERED)),
            ),
            is_exchange=Value(1),
        )
        .values("at", "order_number", "quantity", "state", "is_exchange")
    )
    return parcels.union(exchanges, all=True).order_by("-at", "order_number")
