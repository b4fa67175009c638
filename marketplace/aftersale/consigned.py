"""Let the clock follow what carriers were booked for: answers that were lost, parcels on their way.

    no answer yet          asked again, under the same reference
    booked, goods gone     given up at the carrier: the order was cancelled or went another way
    booked, handed over    where it is; that it arrived is noted as its producer would
    brought back           its producer is shown so, who says what became of the goods

The carrier is asked by us, with our key; nothing that comes unasked is believed.
"""

import logging
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from marketplace.aftersale.cash import deliver
from marketplace.purchases.consignment_models import Consignment
from marketplace.purchases.consignments import (
    ConsignmentRefused,
    ask,
    give_up,
    is_outdated,
    machine_of,
    order_with_goods,
    withdraw,
)
from marketplace.purchases.models import Parcel
from marketplace.purchases.services import MoveRefused
from marketplace.shipping.carriers.interface import CarrierRefused, CarrierSilent, Stage
from marketplace.shipping.carriers.named import machines

logger = logging.getLogger(__name__)
AT_A_TIME = 20
BETWEEN = timedelta(minutes=30)  # looks at one booking
LOST_AFTER = timedelta(minutes=5)  # so long whoever booked may still be asking
OVER = (Stage.CANCELLED, Stage.RETURNED)


def watch_consignments() -> int:
    """Clock job: look at bookings whose turn it is; how many. Safe to repeat and to race."""
    on, looked = set(machines()), 0
    if not on:
        return 0
    now = timezone.now()
    for row in due(now).filter(carrier__in=on)[:AT_A_TIME]:
        if row.carrier not in on:
            continue
        Consignment.objects.filter(pk=row.pk).update(looked_at=now)
        try:
            look_at(row)
        except CarrierSilent:
            on.discard(row.carrier)
        except (CarrierRefused, ConsignmentRefused, MoveRefused) as refusal:
            logger.warning("booking %s: %s", row.reference, type(refusal).__name__)
        looked += 1
    return looked


def due(now: datetime) -> QuerySet[Consignment]:
    """Bookings to be looked at, longest not looked at first."""
    rows = Consignment.objects.filter(state__in=Consignment.OPEN, at__lte=now - LOST_AFTER)
    rows = rows.filter(Q(looked_at=None) | Q(looked_at__lte=now - BETWEEN))
    on_its_way = Q(parcel=None) | Q(parcel__state=Parcel.State.SHIPPED)
    return rows.filter(on_its_way).exclude(stage__in=OVER).order_by("looked_at", "pk")


def look_at(row: Consignment) -> None:
    """Do what is next for one booking. Raises CarrierSilent, CarrierRefused, ConsignmentRefused."""
    order = order_with_goods(row.order_id)
    if row.parcel_id is None and is_outdated(row, order):
        withdraw(row=row)
    elif row.is_asked:
        ask(row)
    else:
        follow(row)


def follow(row: Consignment) -> None:
    """Ask where a booked parcel is, and note that it arrived or that nobody comes for it."""
    machine = machine_of(row.carrier)
    seen = machine.track(reference=row.reference, tracking_code=row.tracking_code)
    row.stage_code = seen.code
    if seen.stage is not None:
        row.stage = seen.stage
    row.save(update_fields=["stage", "stage_code"])
    parcel = row.parcel
    if parcel is None:
        if row.stage == Stage.CANCELLED:
            give_up(row)
    elif row.stage == Stage.DELIVERED and parcel.tracking_code == row.tracking_code:
        deliver(parcel=parcel)
