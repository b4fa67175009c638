"""What the producer sold: charts with a table beside each, and the order lines behind each sum."""

import datetime
from dataclasses import replace
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from oscar.core.loading import get_model

from catalogue.certificates.queries import ending_by
from catalogue.models import Product
from catalogue.places.models import Province
from marketplace.accounts.fresh import fresh_to_take
from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.frame.charts import HEIGHT, WIDTH, bars
from marketplace.frame.screens import page_of, private
from marketplace.frame.tables_out import Row, sheet_response
from marketplace.listings.opened import counted_since, opened_by_product, openings
from marketplace.producers.models import Producer
from marketplace.purchases.promptness import promptness_of
from marketplace.purchases.sales import (
    Asked,
    Sold,
    behind,
    by_place,
    by_product,
    by_time,
    first_day,
    total,
)
from marketplace.sell.access import may, producer_of

PERIODS = {
    "30": gettext_lazy("30 days"),
    "90": gettext_lazy("90 days"),
    "365": gettext_lazy("A year"),
    "all": gettext_lazy("Since ever"),
}
FIRST = "90"
PER_PAGE = 25
MOST_TIMES = 60  # days or months of a list; the file has all
MOST_BARS_NAMED = 8  # labels under a chart
MOST_LINES = 50_000  # of a file
WARNED = datetime.timedelta(days=180)  # before a certificate ends


class Viewed(NamedTuple):
    """How often a product's page was opened, and what was ordered since that was counted."""

    name: str
    opened: int
    orders: int
    days: str  # address of the days
    lines: str  # address of the order lines

    @property
    def of_hundred(self) -> float:
        """Orders of a hundred times that the page was opened."""
        return round(100 * self.orders / self.opened, 1)


class Figure(NamedTuple):
    """A sum as the page shows it: its name, and the address of the lines behind it."""

    name: str
    sold: Sold
    path: str


def asked_of(request: PersonRequest) -> Asked:
    """Read which lines an address asks for; what makes no sense is not asked for."""
    period = request.GET.get("period", FIRST)
    product = request.GET.get("product", "")
    place = request.GET.get("place", "")
    return Asked(
        period=period if period in PERIODS else FIRST,
        product=int(product) if product.isdecimal() and len(product) < 19 else None,
        place=place if place.isascii() and place.isalnum() and len(place) <= 8 else "",
        time=day_of(request.GET.get("time", "")),
        since=day_of(request.GET.get("since", "")),
    )


def day_of(text: str) -> datetime.date | None:
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None


def query_of(asked: Asked, **more: str | int) -> str:
    """Write an address's question for the same period, with more of what is asked."""
    return "?" + urlencode({"period": asked.period, **more})


def names_of_products(rows: list[Sold]) -> dict[Any, str]:
    keys = [each.key for each in rows if isinstance(each.key, int)]
    return {pk: product.title for pk, product in Product.objects.in_bulk(keys).items()}


def names_of_places() -> dict[str, str]:
    """Names of provinces by code and of countries. Two queries."""
    countries = get_model("address", "Country").objects.all()
    return {country.pk: country.name for country in countries} | dict(
        Province.objects.values_list("code", "name")
    )


def time_written(asked: Asked, day: datetime.date) -> str:
    return date_format(day, "j/n" if asked.is_by_day else "n/Y")


def by_products(request: PersonRequest, asked: Asked) -> list[Figure]:
    rows = by_product(producer_of(request), asked)
    names = names_of_products(rows)
    return [
        Figure(names.get(each.key, str(each.key)), each, query_of(asked, product=each.key))
        for each in rows
    ]


def by_places(request: PersonRequest, asked: Asked) -> list[Figure]:
    names = names_of_places()
    return [
        Figure(names.get(each.key) or each.key or "—", each, query_of(asked, place=each.key))
        for each in by_place(producer_of(request), asked)
    ]


def by_times(request: PersonRequest, asked: Asked) -> list[Figure]:
    return [
        Figure(time_written(asked, each.key), each, query_of(asked, time=each.key.isoformat()))
        for each in by_time(producer_of(request), asked)
    ]


def by_views(request: PersonRequest, asked: Asked) -> list[Viewed]:
    """From view to order, most opened first: of products whose pages were counted."""
    producer = producer_of(request)
    first = first_day(asked, timezone.localdate())
    since = counted_since(producer, first)
    opened = opened_by_product(producer, since)
    if since is None or not opened:
        return []
    orders = {each.key: each.orders for each in by_product(producer, replace(asked, since=since))}
    names = {pk: product.title for pk, product in Product.objects.in_bulk(opened).items()}
    return [
        Viewed(
            names.get(pk, "—"),
            times,
            orders.get(pk, 0),
            query_of(asked, product=pk),
            query_of(asked, product=pk, since=since.isoformat()),
        )
        for pk, times in sorted(opened.items(), key=lambda row: (-row[1], row[0]))
    ]


TABLES = {
    "products": (gettext_lazy("Item"), by_products),
    "places": (gettext_lazy("Buyer's place"), by_places),
    "times": (gettext_lazy("Time"), by_times),
}


def highest_of(rows: list[Figure]) -> int:
    """The most dong among sums: the length of the longest bar."""
    return max((each.sold.amount for each in rows), default=0)


@may(May.SELL)
@require_safe
def figures(request: PersonRequest) -> HttpResponse:
    """Show what was sold in a period; each figure leads to the lines that it is the sum of."""
    asked, producer, today = asked_of(request), producer_of(request), timezone.localdate()
    times, products = by_times(request, asked), by_products(request, asked)
    places = by_places(request, asked)
    every = max(1, -(-len(times) // MOST_BARS_NAMED))
    context = {
        "producer": producer,
        "period": asked.period,
        "chips": [
            (title, f"?period={name}", name == asked.period, None)
            for name, title in PERIODS.items()
        ],
        "total": total(each.sold for each in times),
        "bars": bars([(each.name, each.sold.amount) for each in times], every),
        "size": {"width": WIDTH, "height": HEIGHT, "foot": HEIGHT - 10},
        "times": [each for each in reversed(times) if each.sold.orders][:MOST_TIMES],
        "page": page_of(request, products, PER_PAGE),
        "places": places,
        "highest": {"products": highest_of(products), "places": highest_of(places)},
        "viewed": by_views(request, asked)[:PER_PAGE],
        "promptness": promptness_of(producer),
        "ending": ending_by(today + WARNED, today, producer.pk)[:PER_PAGE],
    }
    return render(request, "sell/figures.html", context)


@may(May.SELL)
@fresh_to_take
@require_safe
def figures_file(request: PersonRequest, what: str, kind: str) -> HttpResponse:
    """The sums by product, place or time as a table to keep."""
    asked = asked_of(request)
    title, figures_by = TABLES[what]
    rows: list[Row] = [
        [each.name, each.sold.orders, each.sold.units, each.sold.amount]
        for each in figures_by(request, asked)
    ]
    header = [title, _("Orders"), _("Quantity"), _("Amount in dong")]
    name = f"sales-{what}-{timezone.localdate():%Y-%m-%d}"
    return private(sheet_response(kind, name, header, rows, widths=(50, 12, 12, 18)))


@may(May.SELL)
@fresh_to_take
@require_safe
def viewed_file(request: PersonRequest, kind: str) -> HttpResponse:
    """From view to order, of all products, as a table to keep."""
    rows: list[Row] = [
        [each.name, each.opened, each.orders, each.of_hundred]
        for each in by_views(request, asked_of(request))
    ]
    header = [_("Item"), _("Page opened"), _("Orders"), _("Orders per 100 times opened")]
    name = f"views-{timezone.localdate():%Y-%m-%d}"
    return private(sheet_response(kind, name, header, rows, widths=(50, 14, 12, 28)))


@may(May.SELL)
@require_safe
def opened_days(request: PersonRequest) -> HttpResponse:
    """List the days on which the page of a product was opened."""
    asked, producer = asked_of(request), producer_of(request)
    rows = openings(producer, first_day(asked, timezone.localdate()))
    rows = rows.order_by("-day", "-times", "pk")
    if asked.product is not None:
        rows = rows.filter(product=asked.product)
    context = {
        "producer": producer,
        "asked": asked,
        "about": about(asked, producer),
        "page": page_of(request, rows.select_related("product"), PER_PAGE),
        "query": queried(asked),
    }
    return render(request, "sell/opened_days.html", context)


@may(May.SELL)
@require_safe
def sold_lines(request: PersonRequest) -> HttpResponse:
    """List the order lines behind a figure."""
    asked = asked_of(request)
    lines = behind(producer_of(request), asked).select_related("order", "product")
    context = {
        "producer": producer_of(request),
        "asked": asked,
        "about": about(asked, producer_of(request)),
        "page": page_of(request, lines, PER_PAGE),
        "query": queried(asked),
    }
    return render(request, "sell/sold_lines.html", context)


def queried(asked: Asked) -> dict[str, object]:
    """What the address of the lines asks for, by name."""
    found: dict[str, object] = {"period": asked.period}
    if asked.product is not None:
        found["product"] = asked.product
    if asked.place:
        found["place"] = asked.place
    for name in ("time", "since"):
        if (day := getattr(asked, name)) is not None:
            found[name] = day.isoformat()
    return found


def about(asked: Asked, producer: Producer) -> str:
    """Say in words which lines they are."""
    parts = [str(PERIODS[asked.period])]
    if asked.product is not None:
        product = producer.products.filter(pk=asked.product).first()
        parts.append(product.title if product else "—")
    if asked.place:
        parts.append(names_of_places().get(asked.place, asked.place))
    if asked.time is not None:
        parts.append(time_written(asked, asked.time))
    if asked.since is not None:
        parts.append(_("since %(day)s") % {"day": date_format(asked.since, "SHORT_DATE_FORMAT")})
    return " · ".join(parts)


@may(May.SELL)
@fresh_to_take
@require_safe
def sold_lines_file(request: PersonRequest, kind: str) -> HttpResponse:
    """The order lines behind a figure as a table to keep."""
    lines = behind(producer_of(request), asked_of(request)).select_related("order")
    header = [_("Order"), _("Date"), _("Code"), _("Item"), _("Quantity"), _("Amount in dong")]
    rows = (
        [
            line.order.number,
            timezone.localtime(line.order.date_placed).date(),
            line.partner_sku,
            line.title,
            line.kept,
            line.worth,
        ]
        for line in lines[:MOST_LINES].iterator(chunk_size=2000)
    )
    name = f"sales-{timezone.localdate():%Y-%m-%d}"
    widths = (18, 14, 16, 50, 12, 18)
    return private(sheet_response(kind, name, header, rows, widths=widths))
