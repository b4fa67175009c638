"""What a producer sold: by time, by product, by where it goes; each sum with its order lines.

Sold is what buyers ordered and was not taken back: an order that nobody has paid, or that was
cancelled, is none; units cancelled, come back or returned are taken off where they were counted,
in the time of their order. Dong, as buyers paid for goods: discounts are off, delivery is not in.

    5 vases for 500 000 in May, 1 of them returned in June    May: 4 vases, 400 000

Every sum is made of the lines that `behind` lists for it.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, Coalesce, TruncDate, TruncMonth
from django.utils import timezone
from oscar.core.loading import get_model

from marketplace.order.states import Status
from marketplace.producers.models import Producer
from marketplace.purchases.models import ReversalLine

HOME = "VN"
DAYS = {"30": 30, "90": 90, "365": 365}  # by the name of a period; all others: since ever
BY_DAY = 31  # days up to which time goes by days, else by months
NOT_SOLD = (Status.PENDING, Status.CANCELLED)


@dataclass(frozen=True)
class Asked:
    """Which lines: of a period ("30", "90", "365", ""), a product, a place, a day or month.

    `place` is the code of a province, or of a country abroad ("ID"); `time` is its first day;
    `since` begins the period later.
    """

    period: str = "90"
    product: int | None = None
    place: str = ""
    time: datetime.date | None = None
    since: datetime.date | None = None

    @property
    def days(self) -> int | None:
        return DAYS.get(self.period)

    @property
    def is_by_day(self) -> bool:
        return self.days is not None and self.days <= BY_DAY


class Sold(NamedTuple):
    """What one product, place or time sold: units and dong, and of how many orders."""

    key: Any
    units: int
    amount: int
    orders: int


def first_day(asked: Asked, today: datetime.date) -> datetime.date | None:
    """The first day of a period that ends today; None where it has no beginning."""
    first = None if asked.days is None else today - datetime.timedelta(days=asked.days - 1)
    return max(filter(None, (first, asked.since)), default=None)


def behind(producer: Producer, asked: Asked, today: datetime.date | None = None) -> QuerySet[Any]:
    """The order lines of a figure, newest first, each with `kept` units and `worth` in dong."""
    lines = get_model("order", "Line").objects.filter(order__producer=producer)
    lines = lines.exclude(status__in=NOT_SOLD)
    if first := first_day(asked, today or timezone.localdate()):
        lines = lines.filter(order__date_placed__gte=beginning_of(first))
    if asked.product is not None:
        lines = lines.filter(product_id=asked.product)
    if asked.place:
        lines = lines.filter(at_place(asked.place))
    if asked.time is not None:
        lines = lines.filter(
            order__date_placed__gte=beginning_of(asked.time),
            order__date_placed__lt=beginning_of(after(asked)),
        )
    return with_worth(lines).order_by("-order__date_placed", "-pk")


def beginning_of(day: datetime.date) -> datetime.datetime:
    """Midnight of a day in Hanoi."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def after(asked: Asked) -> datetime.date:
    """The first day after the day or month that is asked for."""
    day = asked.time or timezone.localdate()
    if asked.is_by_day:
        return day + datetime.timedelta(days=1)
    return (day.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)


def at_place(place: str) -> Q:
    if place.isdecimal():
        address = Q(order__shipping_address__state=place)
        return address & Q(order__shipping_address__country=HOME)
    return Q(order__shipping_address__country=place)


def with_worth(lines: QuerySet[Any]) -> QuerySet[Any]:
    """Take off what was taken back of each line."""
    back = ReversalLine.objects.filter(line=OuterRef("pk")).order_by().values("line")
    units, amount = (
        Subquery(back.annotate(all=Sum(name)).values("all"), output_field=BigIntegerField())
        for name in ("quantity", "amount")
    )
    return lines.annotate(
        kept=F("quantity") - Coalesce(units, 0),
        worth=Cast("line_price_incl_tax", BigIntegerField()) - Coalesce(amount, 0),
    )


def summed(lines: QuerySet[Any], *by: str) -> list[dict[str, Any]]:
    """Sum lines by columns. One query, however many lines."""
    counted = lines.order_by().values(*by)
    return list(
        counted.annotate(
            units=Sum("kept"),
            amount=Sum("worth"),
            orders=Count("order", distinct=True),
        )
    )


def by_product(producer: Producer, asked: Asked) -> list[Sold]:
    """What each product sold, most dong first; its key is the product's or, gone, its title."""
    rows = summed(behind(producer, asked), "product", "title")
    found: dict[Any, Sold] = {}
    for row in rows:
        key = row["product"] if row["product"] is not None else row["title"]
        found[key] = added(found.get(key), Sold(key, row["units"], row["amount"], row["orders"]))
    return sorted(found.values(), key=lambda each: (-each.amount, str(each.key)))


def by_place(producer: Producer, asked: Asked) -> list[Sold]:
    """What went to each province and each country abroad, most dong first."""
    address = "order__shipping_address"
    rows = summed(behind(producer, asked), f"{address}__country", f"{address}__state")
    found: dict[str, Sold] = {}
    for row in rows:
        country, state = row[f"{address}__country"] or "", row[f"{address}__state"] or ""
        key = state if country == HOME else country
        found[key] = added(found.get(key), Sold(key, row["units"], row["amount"], row["orders"]))
    return sorted(found.values(), key=lambda each: (-each.amount, each.key))


def by_time(producer: Producer, asked: Asked, today: datetime.date | None = None) -> list[Sold]:
    """What each day or month sold, the oldest first, also those that sold nothing."""
    today = today or timezone.localdate()
    trunc = TruncDate if asked.is_by_day else TruncMonth
    lines = behind(producer, asked, today).annotate(time=trunc("order__date_placed"))
    found = {as_day(row["time"]): row for row in summed(lines, "time")}
    first = first_day(asked, today) or min(found, default=today)
    return [
        Sold(day, found[day]["units"], found[day]["amount"], found[day]["orders"])
        if day in found
        else Sold(day, 0, 0, 0)
        for day in steps(replace(asked, time=first), today)
    ]


def as_day(moment: datetime.date | datetime.datetime) -> datetime.date:
    return moment.date() if isinstance(moment, datetime.datetime) else moment


def steps(asked: Asked, today: datetime.date) -> Iterable[datetime.date]:
    """The first days of all days or months from one to today."""
    day = asked.time or today
    if not asked.is_by_day:
        day = day.replace(day=1)
    while day <= today:
        yield day
        day = after(replace(asked, time=day))


def added(one: Sold | None, other: Sold) -> Sold:
    if one is None:
        return other
    amounts = (one.units + other.units, one.amount + other.amount, one.orders + other.orders)
    return Sold(one.key, *amounts)


def total(rows: Iterable[Sold]) -> Mapping[str, int]:
    """Units and dong of several sums."""
    rows = list(rows)
    return {
        "units": sum(each.units for each in rows),
        "amount": sum(each.amount for each in rows),
    }
