"""How often a product's page was opened on a day, as its maker reads it; of whom nobody knows.

Counted by marketplace/frame/readers.py: no machine that says so, no address, no person; what a
proxy keeps is not seen, so the figures are a floor.
"""

import datetime
from collections.abc import Mapping
from functools import lru_cache

from django.conf import settings
from django.db import connection
from django.db.models import Min, QuerySet, Sum
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import override

from catalogue.models import Product
from marketplace.frame.readers import Counted
from marketplace.listings.models import Opening
from marketplace.producers.models import Producer

KEPT = datetime.timedelta(days=800)  # two years can be compared
ADD = (
    "INSERT INTO {table} (product_id, day, times) VALUES (%s, %s, %s)"
    " ON CONFLICT (product_id, day) DO UPDATE SET times = {table}.times + excluded.times"
)


@lru_cache(maxsize=4096)
def product_at(path: str) -> int | None:
    """Give the key of the product whose page stands at an address."""
    languages = dict(settings.LANGUAGES)
    with override(path[1:3] if path[1:3] in languages else settings.LANGUAGE_CODE):
        try:
            found = resolve(path)
        except Resolver404:
            return None
    return int(found.kwargs["pk"]) if found.view_name == "catalogue:detail" else None


def keep(counted: Counted) -> None:
    """Add what was counted of products to the rows of its days: two queries, however many."""
    times: dict[tuple[int, str], int] = {}
    for (day, path), many in counted.items():
        if product := product_at(path):
            times[product, day] = times.get((product, day), 0) + many
    known = set(
        Product.objects.filter(pk__in={product for product, _day in times}).values_list(
            "pk", flat=True
        )
    )
    rows = [
        (product, connection.ops.adapt_datefield_value(datetime.date.fromisoformat(day)), many)
        for (product, day), many in sorted(times.items())
        if product in known
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(ADD.format(table=Opening._meta.db_table), rows)


def openings(producer: Producer, first: datetime.date | None) -> QuerySet[Opening]:
    """The days on which pages of a producer's products were opened, from one day on."""
    rows = Opening.objects.filter(product__producer=producer)
    return rows.filter(day__gte=first) if first else rows


def opened_by_product(producer: Producer, first: datetime.date | None) -> Mapping[int, int]:
    """How often each product's page was opened, by the product's key."""
    rows = openings(producer, first).order_by().values("product")
    return dict(rows.annotate(sum=Sum("times")).values_list("product", "sum"))


def counted_since(producer: Producer, first: datetime.date | None) -> datetime.date | None:
    """The first day of a time on which anything was counted; None where nothing was."""
    return openings(producer, first).aggregate(first=Min("day"))["first"]


def forget_openings() -> int:
    """Clock job: delete the days that nobody compares any more."""
    old = Opening.objects.filter(day__lt=timezone.localdate() - KEPT)
    return old.delete()[0]
