"""Days on which a producer prepares nothing: buyers are told, and orders wait until it is back.

Orders of such days are taken; the time to confirm them begins on the morning after the last one.
"""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.search.services import touch
from marketplace.accounts.models import User
from marketplace.producers.models import Holiday, Producer

LONGEST = datetime.timedelta(days=90)
DAY = datetime.timedelta(days=1)


class HolidayRefused(Exception):
    """The days cannot be a holiday; `field` is the answer to be mended, `text` says why."""

    def __init__(self, field: str, text: object) -> None:
        super().__init__(text)
        self.field, self.text = field, text


def lock(producer_id: int) -> None:
    """Let changes of one producer's holidays come one after the other."""
    list(Producer.objects.select_for_update().filter(pk=producer_id).order_by("pk"))


@transaction.atomic
def set_holiday(
    *,
    producer: Producer,
    first: datetime.date,
    last: datetime.date,
    note: str,
    by: User,
) -> Holiday:
    """Keep days as a holiday; the same days again change its note. Raises HolidayRefused."""
    if first < timezone.localdate():
        raise HolidayRefused("first", _("Choose today or a day to come."))
    if last < first:
        raise HolidayRefused("last", _("This is before the first day."))
    if last - first >= LONGEST:
        raise HolidayRefused("last", _("A holiday is at most 90 days long."))
    lock(producer.pk)
    own = producer.holidays.all()
    if not own.filter(first=first, last=last).exists() and (
        own.filter(first__lte=last, last__gte=first).exists()
    ):
        raise HolidayRefused("first", _("You are away on some of these days already."))
    holiday, _new = own.update_or_create(
        first=first, last=last, defaults={"note": note, "by": by, "producer": producer}
    )
    touch("producer", [producer.pk])
    return holiday


@transaction.atomic
def end_holiday(*, holiday: Holiday) -> bool:
    """Be back today, or not go at all; False when it is over or taken away already."""
    lock(holiday.producer_id)
    today = timezone.localdate()
    found = Holiday.objects.filter(pk=holiday.pk, last__gte=today).first()
    if found is None:
        return False
    if found.first >= today:
        found.delete()
    else:
        found.last = today - DAY
        found.save(update_fields=["last"])
    touch("producer", [found.producer_id])
    return True


def back_on(producer_ids: Iterable[int], day: datetime.date) -> dict[int, datetime.date]:
    """Tell of producers that are away on a day when they are back; one query.

    Holidays that follow each other are one.
    """
    coming = Holiday.objects.filter(producer__in=set(producer_ids), last__gte=day)
    back: dict[int, datetime.date] = {}
    for producer_id, first, last in coming.order_by("first").values_list(
        "producer_id", "first", "last"
    ):
        if first <= back.get(producer_id, day):
            back[producer_id] = last + DAY
    return back
