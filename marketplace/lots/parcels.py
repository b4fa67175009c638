"""What went out of a lot, for its producer."""

from django.db.models import Case, F, QuerySet, Value, When

from catalogue.origin.models import Lot
from marketplace.lots.services import exchanges_of, parcel_lines_of
from marketplace.purchases.models import Parcel


def sent_of(lot: Lot) -> QuerySet:
    """What went out of a lot in parcels and exchanges, the newest first; two queries a page.

    Rows are (at, order_number, quantity, state, is_exchange); the state is a parcel's.
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
