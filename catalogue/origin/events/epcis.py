"""EPCIS 2.0 documents and queries: what strangers may see of the chains, as JSON-LD.

Strangers see events of lots that are out of the making, of products that are shown, and of
these only events without serials, parties and papers; who asks by an id (MATCH_epc) gets what
names it. A producer with its key sees all of its own. Buyers are in no event at all.
"""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.core import signing
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from catalogue.origin.events.bodies import CONTEXT, own_context
from catalogue.origin.gs1.event_hash import uri as canonical_uri
from catalogue.origin.models import EventItem, Lot, TraceEvent

Role = EventItem.Role
MATCHED = {
    "MATCH_epc": (Role.EPC, Role.CHILD),
    "MATCH_anyEPCClass": (
        Role.QUANTITY,
        Role.CHILD_QUANTITY,
        Role.INPUT_QUANTITY,
        Role.OUTPUT_QUANTITY,
    ),
}
FILTERS = {"GE_eventTime", "LT_eventTime", "EQ_bizStep", *MATCHED}
PAGING = {"perPage", "nextPageToken"}
PER_PAGE, MOST_PER_PAGE, MOST_VALUES = 30, 100, 20
SALT = "epcis-page"


class QueryRefused(ValueError):
    """A query parameter is unknown or wrong; str() names it."""


def event_of(row: TraceEvent) -> dict[str, object]:
    """Write a stored event as it goes out: with its id and when it was recorded."""
    return row.body | {
        "eventID": row.event_id,
        "recordTime": timezone.localtime(row.record_time).isoformat(timespec="milliseconds"),
    }


def public_events() -> QuerySet[TraceEvent]:
    """What strangers may list."""
    return visible_events().filter(is_private=False)


def visible_events() -> QuerySet[TraceEvent]:
    """Events of lots that strangers can see at all."""
    return TraceEvent.objects.exclude(lot__state=Lot.State.OPEN).filter(
        lot__product__publication__gt=0
    )


def document(events: Iterable[TraceEvent], document_id: str) -> dict[str, object]:
    """Write an EPCISDocument."""
    return {
        "@context": [CONTEXT, own_context()],
        "id": document_id,
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": timezone.localtime().isoformat(timespec="seconds"),
        "epcisBody": {"eventList": [event_of(row) for row in events]},
    }


def query_document(events: Iterable[TraceEvent]) -> dict[str, object]:
    """Write the answer of a query, an EPCISQueryDocument."""
    return {
        "@context": [CONTEXT, own_context()],
        "type": "EPCISQueryDocument",
        "schemaVersion": "2.0",
        "creationDate": timezone.localtime().isoformat(timespec="seconds"),
        "epcisBody": {
            "queryResults": {
                "queryName": "SimpleEventQuery",
                "resultsBody": {"eventList": [event_of(row) for row in events]},
            }
        },
    }


def moment_of(name: str, text: str) -> datetime.datetime:
    try:
        moment = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        moment = None
    if moment is None or timezone.is_naive(moment) or not 1970 <= moment.year <= 9000:
        raise QueryRefused(name)  # at both ends of the calendar no zone can be told
    return moment


def query(
    parameters: Iterable[tuple[str, str]], *, producer_id: int | None = None
) -> tuple[list[TraceEvent], str]:
    """Answer the query interface: one page of events and the token of the next, or "".

    Several values of a parameter are parted by "|". `producer_id`: that producer's own
    events, private ones and unreleased lots with them. Raises QueryRefused.
    """
    given: dict[str, str] = {}
    for name, value in parameters:
        if name not in FILTERS | PAGING or name in given:
            raise QueryRefused(name[:60])
        given[name] = value
    if producer_id is not None:
        rows = TraceEvent.objects.filter(
            Q(lot__product__producer=producer_id) | Q(producer=producer_id)
        )
    elif "MATCH_epc" in given:
        rows = visible_events()
    else:
        rows = public_events()
    for name in ("GE_eventTime", "LT_eventTime"):
        if name in given:
            lookup = "event_time__gte" if name.startswith("GE") else "event_time__lt"
            rows = rows.filter(**{lookup: moment_of(name, given[name])})
    if "EQ_bizStep" in given:
        steps = values_of("EQ_bizStep", given)
        steps = [step.removeprefix("https://ref.gs1.org/cbv/BizStep-") for step in steps]
        rows = rows.filter(biz_step__in=steps)
    for name, roles in MATCHED.items():
        if name in given:
            uris = [canonical_uri(one) for one in values_of(name, given)]
            items = EventItem.objects.filter(uri__in=uris, role__in=roles)
            rows = rows.filter(Q(pk__in=items.values("event")))
    return paged(rows, given)


def values_of(name: str, given: dict[str, str]) -> list[str]:
    values = given[name].split("|")
    if len(values) > MOST_VALUES or not all(0 < len(value) <= 255 for value in values):
        raise QueryRefused(name)
    return values


def paged(rows: QuerySet[TraceEvent], given: dict[str, str]) -> tuple[list[TraceEvent], str]:
    """Cut one page; the token says after which event, so that later pages cost no more."""
    per_page = given.get("perPage", str(PER_PAGE))
    if not (per_page.isascii() and per_page.isdigit() and 0 < int(per_page[:6]) <= 10**5):
        raise QueryRefused("perPage")
    size = min(int(per_page[:6]), MOST_PER_PAGE)
    asked = {name: value for name, value in given.items() if name in FILTERS}
    if "nextPageToken" in given:
        try:
            kept = signing.loads(given["nextPageToken"], salt=SALT)
        except signing.BadSignature as wrong:
            raise QueryRefused("nextPageToken") from wrong
        if kept["q"] != asked:
            raise QueryRefused("nextPageToken")
        moment = datetime.datetime.fromisoformat(kept["t"])
        rows = rows.filter(Q(event_time__gt=moment) | Q(event_time=moment, pk__gt=kept["i"]))
    found = list(rows.order_by("event_time", "pk")[: size + 1])
    if len(found) <= size:
        return found, ""
    last = found[size - 1]
    token = {"t": last.event_time.isoformat(), "i": last.pk, "q": asked}
    return found[:size], signing.dumps(token, salt=SALT, compress=True)


def document_id(path: str) -> str:
    return f"{settings.SITE_URL}/epcis/documents{path}.jsonld"
