"""How quickly a producer confirms: the median time and the late rate of its last 90 days.

An order counts once it is decided: confirmed, or its deadline passed. One that its buyer cancels
before is nobody's delay. Late is what was confirmed after the deadline, or not at all:

    confirmed in 2 h, in 5 h, in 30 h of 24 allowed, one cancelled by the clock
    median 5 h (of the three confirmed), late 2 of 4: 50 %

With an even number the median is the mean of the two in the middle. A promise that staff moved
counts by the later deadline.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.utils import timezone

from marketplace.order.states import Status
from marketplace.producers.models import Producer
from marketplace.purchases.confirm_models import ConfirmDeadline

LOOKED_BACK = timedelta(days=90)


class Promptness(NamedTuple):
    """How quickly orders were confirmed: `median` of the `confirmed` ones, `late` of `decided`."""

    decided: int = 0
    confirmed: int = 0
    late: int = 0
    median: timedelta | None = None

    @property
    def late_percent(self) -> int | None:
        """The late rate in whole percent, halves up; None before any order is decided."""
        return (200 * self.late + self.decided) // (2 * self.decided) if self.decided else None


def was_late(now: datetime) -> Q:
    """Deadlines that passed before the order was confirmed."""
    unconfirmed = Q(order__confirmed_at=None)
    waits = Q(order__status=Status.PLACED, due_at__lte=now)
    return Q(order__confirmed_at__gt=F("due_at")) | unconfirmed & (Q(late_at__isnull=False) | waits)


def decided_of(producer: Producer, now: datetime) -> QuerySet[Any]:
    """The deadlines of a producer that its figures count, each with how long it `took`."""
    return ConfirmDeadline.objects.filter(
        Q(order__confirmed_at__isnull=False) | was_late(now),
        order__producer=producer,
        since__gte=now - LOOKED_BACK,
    ).annotate(
        took=ExpressionWrapper(F("order__confirmed_at") - F("since"), output_field=DurationField())
    )


def promptness_of(producer: Producer, now: datetime | None = None) -> Promptness:
    """Work out a producer's figures. Two queries, however many orders."""
    now = now or timezone.now()
    rows = decided_of(producer, now)
    counts = rows.aggregate(
        decided=Count("pk"),
        confirmed=Count("pk", filter=Q(order__confirmed_at__isnull=False)),
        late=Count("pk", filter=was_late(now)),
    )
    return Promptness(**counts, median=median_of(rows, counts["confirmed"]))


def median_of(rows: QuerySet[Any], count: int) -> timedelta | None:
    """Give the median time of `count` confirmed orders among the rows."""
    if not count:
        return None
    times = rows.filter(order__confirmed_at__isnull=False).order_by("took")
    middle = list(times.values_list("took", flat=True)[(count - 1) // 2 : count // 2 + 1])
    return sum(middle, timedelta()) / len(middle) if middle else None
