"""What GS1's schema cannot see: balance of goods, order in time, known places.

The balance of a lot of 200: it may be made (commissioned, or put out by a transformation) up
to 200; what is sent, used up or destroyed, less what came back, may never be more than was
made. 150 made, 100 sent, 20 came back: 70 can still leave. Events whose error is declared
do not count.
"""

import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Min, Q, QuerySet, Sum
from django.utils import timezone

from catalogue.origin.events import places as known_places
from catalogue.origin.models import EventItem, Lot, TraceEvent
from catalogue.origin.refusals import (
    EventInFuture,
    EventOutOfOrder,
    LotClosed,
    LotRecalled,
    MassBalanceBroken,
    UnknownPlace,
    WrongUnit,
)

CLOCKS_DIFFER_BY = datetime.timedelta(minutes=5)
MAKING = ("commissioning", "creating_class_instance")
LEAVING = ("shipping", "departing", "retail_selling", "consigning", "dispensing")
Role = EventItem.Role

MADE = Q(role=Role.OUTPUT_QUANTITY) | Q(
    role=Role.QUANTITY, event__action="ADD", event__biz_step__in=MAKING
)
SENT = Q(role=Role.QUANTITY, event__action="OBSERVE", event__biz_step="shipping")
USED = Q(role=Role.INPUT_QUANTITY) | Q(role=Role.QUANTITY, event__action="DELETE")
BACK = Q(
    role=Role.QUANTITY,
    event__action="OBSERVE",
    event__biz_step="receiving",
    event__disposition="returned",
)
GONE = SENT | USED


class Balance(NamedTuple):
    """How many of a lot were made and how many left, and when first."""

    made: Decimal
    gone: Decimal
    first_made: datetime.datetime | None
    first_gone: datetime.datetime | None

    def left(self, lot: Lot) -> Decimal:
        return (self.made or Decimal(lot.quantity)) - self.gone


def counted_items(lot: Lot) -> QuerySet[EventItem]:
    """Items of a lot in events that stand: neither declared wrong nor declarations."""
    return EventItem.objects.filter(
        lot=lot, event__declares_error_of__isnull=True, event__error_declarations__isnull=True
    )


def balance_of(lot: Lot) -> Balance:
    """Add up a lot's events; one query."""
    sums = counted_items(lot).aggregate(
        made=Sum("quantity", filter=MADE),
        gone=Sum("quantity", filter=GONE),
        back=Sum("quantity", filter=BACK),
        first_made=Min("event__event_time", filter=MADE),
        first_gone=Min("event__event_time", filter=GONE),
    )
    zero = Decimal(0)
    return Balance(
        sums["made"] or zero,
        (sums["gone"] or zero) - (sums["back"] or zero),
        sums["first_made"],
        sums["first_gone"],
    )


def written(quantity: Decimal) -> str:
    """Write a sum without zeros at its end: 101.000 would read as thousands in Vietnam."""
    return f"{quantity.normalize():f}"


def check_balance_and_order(lot: Lot) -> None:
    """Refuse when the events of a lot, a new one with them, do not add up.

    Called inside the transaction that added the event, with the lot locked. Raises
    MassBalanceBroken, EventOutOfOrder.
    """
    balance = balance_of(lot)
    if balance.made > lot.quantity:
        raise MassBalanceBroken(lot=lot.number, held=lot.quantity, claimed=written(balance.made))
    held = balance.made or Decimal(lot.quantity)
    if balance.gone > held:
        raise MassBalanceBroken(lot=lot.number, held=written(held), claimed=written(balance.gone))
    if balance.first_gone is None:
        return
    gone_on = timezone.localdate(balance.first_gone)
    if gone_on < lot.made_on or (
        balance.first_made is not None and balance.first_gone < balance.first_made
    ):
        raise EventOutOfOrder(lot=lot.number)


def check_time(moment: datetime.datetime) -> None:
    """Raises EventInFuture."""
    if moment > timezone.now() + CLOCKS_DIFFER_BY:
        raise EventInFuture


def check_places(uris: list[str]) -> dict[str, str]:
    """Give the places' names. Raises UnknownPlace for the first that is not known."""
    names = known_places.names_of(uris)
    for uri in uris:
        if uri not in names:
            raise UnknownPlace(place=uri)
    return names


def check_unit(lot: Lot, uom: str, quantity: Decimal | None) -> None:
    """Raises WrongUnit."""
    if quantity is not None and uom != lot.uom:
        raise WrongUnit(lot=lot.number, wanted=lot.uom or "1", given=uom or "1")


def check_state(lot: Lot, event: TraceEvent) -> None:
    """Refuse goods of a recalled or closed lot to go on their way.

    Raises LotRecalled, LotClosed.
    """
    leaves = event.biz_step in LEAVING or event.action == TraceEvent.Action.ADD
    is_of_market = event.source == TraceEvent.Source.MARKET
    if lot.is_recalled and leaves and not is_of_market:
        raise LotRecalled(lot=lot.number)
    if lot.is_closed and event.source in (
        TraceEvent.Source.PORTAL,
        TraceEvent.Source.CAPTURE,
    ):
        raise LotClosed(lot=lot.number)
