"""What a host decides of a visit: its terms, when it takes place, for how many."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import ngettext

from catalogue.models import Product
from marketplace.visits.models import (
    ClosedDay,
    Fare,
    RefundStep,
    Schedule,
    Session,
    Visit,
)
from marketplace.visits.places import tell_places
from marketplace.visits.planning import plan_sessions
from marketplace.visits.seats import lock_rows


class PlacesAreTaken(Exception):
    """A session would have fewer places than are taken; str() is a sentence for the host."""

    def __init__(self, taken: int) -> None:
        super().__init__(taken)
        self.taken = taken

    def __str__(self) -> str:
        return ngettext(
            "%(count)d place is taken already: there cannot be fewer.",
            "%(count)d places are taken already: there cannot be fewer.",
            self.taken,
        ) % {"count": self.taken}


@transaction.atomic
def save_terms(
    *,
    product: Product,
    terms: dict[str, Any],
    fares: dict[str, int],
    steps: dict[int, int],
) -> Visit:
    """Write the terms of a visit: its columns, dong by kind of guest, percent back by hours.

    Sessions follow; what was booked keeps the price that was paid.
    """
    Product.objects.select_for_update(of=("self",)).get(pk=product.pk)
    visit, _made = Visit.objects.update_or_create(product=product, defaults=terms)
    visit.fares.exclude(guest__in=fares).delete()
    for guest, price in fares.items():
        Fare.objects.update_or_create(visit=visit, guest=guest, defaults={"price": price})
    visit.refund_steps.all().delete()
    RefundStep.objects.bulk_create(
        RefundStep(visit=visit, hours_before=hours, percent=percent)
        for hours, percent in steps.items()
    )
    Product.objects.filter(pk=product.pk, needs_delivery=True).update(needs_delivery=False)
    plan_sessions(visit)
    return visit


@transaction.atomic
def add_schedule(*, visit: Visit, **fields: Any) -> Schedule:
    """Say when a visit takes place from now on; the same again changes nothing."""
    Visit.objects.select_for_update().get(pk=visit.pk)
    same = [
        each
        for each in visit.schedules.all()
        if all(getattr(each, name) == value for name, value in fields.items())
    ]
    schedule = same[0] if same else Schedule.objects.create(visit=visit, **fields)
    plan_sessions(visit)
    return schedule


@transaction.atomic
def end_schedule(*, schedule: Schedule) -> None:
    """Take a schedule away: its sessions that nobody booked go with it, the others stay."""
    visit = schedule.visit
    free = schedule.sessions.filter(starts_at__gt=timezone.now(), taken=0, bookings=None)
    free.delete()
    schedule.delete()
    plan_sessions(visit)


@transaction.atomic
def close_day(*, visit: Visit, day: datetime.date, note: str = "") -> int:
    """Let a visit not take place on a day; give how many booked sessions of it still stand."""
    ClosedDay.objects.update_or_create(visit=visit, day=day, defaults={"note": note})
    plan_sessions(visit)
    zone = timezone.get_default_timezone()
    begins = datetime.datetime.combine(day, datetime.time.min, tzinfo=zone)
    on_day = visit.sessions.filter(
        starts_at__gte=begins, starts_at__lt=begins + datetime.timedelta(days=1)
    )
    return on_day.filter(state=Session.State.OPEN).count()


@transaction.atomic
def open_day(*, closed: ClosedDay) -> None:
    """Let a visit take place again on a day that was closed."""
    visit = closed.visit
    closed.delete()
    plan_sessions(visit)


@transaction.atomic
def set_capacity(*, session: Session, capacity: int) -> None:
    """Set how many places a session has. Raises PlacesAreTaken."""
    lock_rows([session.pk])
    session = Session.objects.select_related("visit").get(pk=session.pk)
    if capacity < session.taken:
        raise PlacesAreTaken(session.taken)
    # Set by hand: it no longer follows its schedule.
    Session.objects.filter(pk=session.pk).update(capacity=capacity, schedule=None)
    tell_places([session.visit.product_id])
