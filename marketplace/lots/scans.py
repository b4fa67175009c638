"""How often a producer's codes were looked at: per product, province and week; alarms.

Scans of the last 90 days are rows; older ones are counts of a week (catalogue.origin). Both
are added up by the database: a page costs the same number of queries for a hundred scans and
for ten million.
"""

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import CharField, Count, Max, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, NullIf, TruncWeek
from django.utils import timezone
from django.utils.translation import get_language

from catalogue.origin.models import Scan, ScanCount, Suspicion
from catalogue.origin.models.scans import Verdict
from catalogue.places.models import Province
from marketplace.producers.models import Producer

WEEKS = (4, 12, 26, 52)
ALARMS = (Verdict.NOT_ACTIVATED, Verdict.FAR, Verdict.FORGED, Verdict.REVOKED)
ALARMS_SHOWN = 50


@dataclass(frozen=True)
class Window:
    """Whose scans, of which product, in which weeks (from a Monday to this one)."""

    producer: Producer
    product_id: int | None
    weeks: int
    today: datetime.date

    @property
    def first_week(self) -> datetime.date:
        monday = self.today - datetime.timedelta(days=self.today.weekday())
        return monday - datetime.timedelta(weeks=self.weeks - 1)

    def scans(self) -> QuerySet[Scan]:
        start = timezone.make_aware(datetime.datetime.combine(self.first_week, datetime.time()))
        rows = Scan.objects.filter(product__producer=self.producer, hour__gte=start)
        return rows.filter(product=self.product_id) if self.product_id else rows

    def counts(self) -> QuerySet[ScanCount]:
        rows = ScanCount.objects.filter(product__producer=self.producer, week__gte=self.first_week)
        return rows.filter(product=self.product_id) if self.product_id else rows


@dataclass(frozen=True)
class Alarm:
    """What the page had to say of one label, or of a product's made-up codes, how often."""

    verdict: Verdict
    title: str
    lot: int | None
    lot_number: str | None
    serial: str | None
    number: int
    last: datetime.datetime
    provinces: int


@dataclass(frozen=True)
class Figures:
    """A window's scans, by everything the portal shows them by."""

    weeks: list[tuple[datetime.date, int]]
    provinces: list[tuple[str, str, int]]
    products: list[tuple[int, str, int]]
    verdicts: list[tuple[str, int]]
    alarms: list[Alarm]
    suspicions: list[Suspicion]

    @property
    def total(self) -> int:
        return sum(number for _week, number in self.weeks)

    @property
    def by_province_code(self) -> dict[str, int]:
        """Scans whose place is known."""
        return {code: number for code, _name, number in self.provinces if code}


def figures_of(window: Window) -> Figures:
    return Figures(
        weeks=by_week(window),
        provinces=by_province(window),
        products=by_product(window),
        verdicts=by_verdict(window),
        alarms=alarms(window),
        suspicions=list(suspicions(window)),
    )


def added_up(window: Window, *keys: str) -> Counter:
    """Count scans by these keys ("week", "province", "product", "verdict"); two queries."""
    total: Counter = Counter()
    scans, counts = window.scans().order_by(), window.counts().order_by()
    if "week" in keys:
        scans = scans.annotate(week=TruncWeek("hour"))
    if "title" in keys:
        scans, counts = (
            scans.annotate(title=product_title()),
            counts.annotate(title=product_title()),
        )
    for row in scans.values_list(*keys).annotate(number=Count("pk")):
        total[tuple(as_day(value) for value in row[:-1])] += row[-1]
    for row in counts.values_list(*keys).annotate(number=Sum("count")):
        total[tuple(row[:-1])] += row[-1]
    return total


def product_title() -> Coalesce:
    """The product's name in the reader's language, else in Vietnamese."""
    suffix = {"id": "ind"}.get(get_language() or "vi", get_language() or "vi")
    return Coalesce(
        NullIf(f"product__title_{suffix}", Value("")),
        "product__title_vi",
        output_field=CharField(),
    )


def as_day(value: object) -> object:
    """Read a week of the database (a moment in our zone) as its Monday."""
    return timezone.localtime(value).date() if isinstance(value, datetime.datetime) else value


def by_week(window: Window) -> list[tuple[datetime.date, int]]:
    """Scans of each week, weeks without any too."""
    counted = added_up(window, "week")
    weeks = [window.first_week + datetime.timedelta(weeks=n) for n in range(window.weeks)]
    return [(week, counted[(week,)]) for week in weeks]


def by_province(window: Window) -> list[tuple[str, str, int]]:
    """(code, name, scans), most first; "" stands for scans whose place is not known."""
    counted = added_up(window, "province__code", "province__name")
    rows = [(code or "", name or "", number) for (code, name), number in counted.items()]
    return sorted(rows, key=lambda row: (-row[2], row[1]))


def by_product(window: Window) -> list[tuple[int, str, int]]:
    """(key, title, scans), most first."""
    counted = added_up(window, "product", "title")
    rows = [(key, title, number) for (key, title), number in counted.items()]
    return sorted(rows, key=lambda row: (-row[2], row[1]))


def by_verdict(window: Window) -> list[tuple[str, int]]:
    """(what the page said, scans), most first."""
    counted = added_up(window, "verdict")
    rows = [(str(Verdict(verdict).label), number) for (verdict,), number in counted.items()]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def alarms(window: Window) -> list[Alarm]:
    """What should worry a producer, newest first: each label or product once per answer."""
    rows = (
        window.scans()
        .filter(verdict__in=ALARMS)
        .order_by()
        .annotate(title=product_title())
        .values("verdict", "title", "lot", "lot__number", "label__serial")
        .annotate(
            number=Count("pk"),
            last=Max("hour"),
            provinces=Count("province", distinct=True),
        )
        .order_by("-last", "verdict")[:ALARMS_SHOWN]
    )
    return [
        Alarm(
            verdict=Verdict(row["verdict"]),
            title=row["title"],
            lot=row["lot"],
            lot_number=row["lot__number"],
            serial=row["label__serial"],
            number=row["number"],
            last=row["last"],
            provinces=row["provinces"],
        )
        for row in rows
    ]


def suspicions(window: Window) -> QuerySet[Suspicion]:
    """What people reported about the producer's goods; who they are is for staff alone."""
    rows = Suspicion.objects.filter(product__producer=window.producer)
    if window.product_id:
        rows = rows.filter(product=window.product_id)
    return rows.select_related("product", "lot")[:ALARMS_SHOWN]


def province_names() -> dict[str, str]:
    return dict(Province.objects.filter(valid_to=None).values_list("code", "name"))


def table(window: Window) -> Iterator[list]:
    """Everything in one table for a spreadsheet: week, code, product, province, answer, scans."""
    counted = added_up(window, "week", "product__code", "title", "province__name", "verdict")
    for key, number in sorted(counted.items(), key=lambda pair: [str(part) for part in pair[0]]):
        week, code, title, province, verdict = key
        yield [week, code, title, province or "", str(Verdict(verdict).label), number]
