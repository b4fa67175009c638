"""Look at the documents as a whole, beside the books: every night, and by `manage.py check_ledger`.

Each series of a year runs 1, 2, 3 up to what its counter says. Numbers of a series with
the counter at 6 and the documents 1, 2, 5:

    3 to 4      no document: they were taken away
    6           the counter says 6, the last document is number 5
"""

from collections.abc import Iterable, Iterator

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    Max,
    OuterRef,
    Subquery,
    Value,
    When,
)

from marketplace.aftersale import guards
from marketplace.aftersale.models import Document, DocumentSeries
from marketplace.ledger.faults import Fault

SERIES_OF_KIND = Case(
    *(When(kind=kind, then=Value(code)) for kind, code in Document.SERIES.items()),
    output_field=CharField(),
)


def find_document_faults(limit: int = 20) -> list[Fault]:
    """List what is wrong with the documents, alike each time; `limit` gaps of each series.

    A series is compared with its counter in one statement, so that a document which is
    issued meanwhile is in both or in neither.
    """
    counter = DocumentSeries.objects.filter(code=OuterRef("series"), year=OuterRef("year"))
    series = (
        Document.objects.annotate(series=SERIES_OF_KIND)
        .values("kind", "series", "year")
        .annotate(
            issued=Count("pk"),
            last=Max("number"),
            counted=Subquery(counter.values("last_number")),
        )
        .order_by("series", "year")
    )
    faults = []
    for row in series:
        name = name_of(row["series"], row["year"])
        if row["issued"] != row["last"]:  # no number is given twice: so one is missing
            numbers = Document.objects.filter(kind=row["kind"], year=row["year"])
            gaps = gaps_in(numbers.order_by("number").values_list("number", flat=True))
            faults += [gap_in(name, *gap) for gap, _ in zip(gaps, range(limit), strict=False)]
        if row["counted"] != row["last"]:
            faults.append(miscounted(name, row["counted"] or 0, row["last"]))
    written = Document.objects.annotate(series=SERIES_OF_KIND).filter(
        series=OuterRef("code"), year=OuterRef("year")
    )
    empty = DocumentSeries.objects.filter(~Exists(written), last_number__gt=0)
    faults += [
        miscounted(name_of(code, year), counted, 0)
        for code, year, counted in empty.order_by("code", "year").values_list(
            "code", "year", "last_number"
        )
    ]
    faults += [Fault("trigger", {"name": name}) for name in guards.missing()]
    return faults


def name_of(code: str, year: int) -> str:
    """Write a series as its documents' codes begin: BN26."""
    return f"{code}{year % 100:02d}"


def gaps_in(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Give the first and last number of each stretch that is missing before the last one."""
    expected = 1
    for number in numbers:
        if number > expected:
            yield expected, number - 1
        expected = number + 1


def gap_in(name: str, first: int, last: int) -> Fault:
    if first == last:
        return Fault("document", {"number": f"{name}-{first:06d}"})
    return Fault("documents", {"first": f"{name}-{first:06d}", "last": f"{name}-{last:06d}"})


def miscounted(name: str, counted: int, last: int) -> Fault:
    return Fault("series", {"series": name, "counted": counted, "last": last})
