"""What a promoter reads of the own villages' last weeks: sums of many, and of nobody alone."""

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from django.db.models import Count, Sum
from django.utils import timezone
from oscar.core.loading import get_model

from marketplace.visits.models import Booking

DAYS = 30
State = Booking.State
COMING = (State.BOOKED, State.ATTENDED, State.MISSED)  # paid for


class Numbers(NamedTuple):
    """Of the last DAYS days."""

    readers: int  # times that a page was opened
    baskets: int  # products that were put into a basket and lie there, or were bought
    bookings: int
    guests: int


def numbers_of(villages: Iterable[int], readers: int) -> Numbers:
    """Count for villages together; `readers` is what their pages had. Two queries."""
    since = timezone.now() - timedelta(days=DAYS)
    places = list(villages)
    lines = get_model("basket", "Line").objects.filter(
        product__village__in=places, date_created__gte=since
    )
    booked = Booking.objects.filter(
        session__visit__product__village__in=places,
        state__in=COMING,
        order__date_placed__gte=since,
    ).aggregate(bookings=Count("pk", distinct=True), guests=Sum("guest_rows__quantity"))
    return Numbers(readers, lines.count(), booked["bookings"], booked["guests"] or 0)
