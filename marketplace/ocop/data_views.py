"""The register as open data: all rows as CSV and JSON, what changed, and each day's snapshot."""

import datetime
import gzip
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from catalogue.certificates.models import RegisterSnapshot
from catalogue.certificates.open_rows import COLUMNS, changes_since, register_rows
from catalogue.certificates.snapshots import content_of
from marketplace.frame.access import for_audience
from marketplace.frame.tables_out import CSV, csv_lines

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
FIRST_DAY = datetime.date(2018, 1, 1)
FOREVER = "public, max-age=31536000, immutable"  # an address that names its content


def open_to_all(response: HttpResponseBase) -> HttpResponseBase:
    """Let pages of any site ask (CORS), under the licence of open data."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Link"] = f'<{LICENCE}>; rel="license"'
    return response


@for_audience("anyone")
@require_safe
def register_csv(request: HttpRequest) -> HttpResponseBase:
    """Give all rows as they are now, line by line."""
    answer = StreamingHttpResponse(csv_lines(COLUMNS, register_rows()), content_type=CSV)
    return open_to_all(answer)


@for_audience("anyone")
@require_safe
def register_json(request: HttpRequest) -> HttpResponseBase:
    """Give all rows as they are now, as JSON, row by row."""
    rows = (dict(zip(COLUMNS, row, strict=True)) for row in register_rows())
    head = {"checkedOn": timezone.localdate().isoformat(), "licence": LICENCE}
    return open_to_all(streamed(head, "rows", rows))


@for_audience("anyone")
@require_safe
def changes(request: HttpRequest) -> HttpResponseBase:
    """Say what was entered, changed, revoked or ran out from the day `since` on."""
    today = timezone.localdate()
    try:
        since = parse_date(request.GET.get("since", ""))
    except ValueError:
        since = None
    if since is None:
        facts = {"error": "since: a day, as 2026-11-01"}
        return open_to_all(JsonResponse(facts, status=400))
    since = max(since, FIRST_DAY)
    head = {"since": since.isoformat(), "until": today.isoformat()}
    return open_to_all(streamed(head, "changes", changes_since(since, today)))


def streamed(head: dict[str, Any], name: str, rows: Iterable[Any]) -> StreamingHttpResponse:
    return StreamingHttpResponse(json_parts(head, name, rows), content_type="application/json")


def json_parts(head: dict[str, Any], name: str, rows: Iterable[Any]) -> Iterator[str]:
    """Write an object whose last member is a list of any length."""
    yield json.dumps(head)[:-1] + f', "{name}": ['
    before = "\n"
    for row in rows:
        yield before + json.dumps(row, ensure_ascii=False)
        before = ",\n"
    yield "\n]}\n"


@for_audience("anyone")
@require_safe
def snapshots(request: HttpRequest) -> HttpResponseBase:
    """List each day's statement of the register with its signature, the first day first."""
    rows = RegisterSnapshot.objects.order_by("day").values("body", "key", "signature")
    return open_to_all(streamed({"licence": LICENCE}, "snapshots", rows.iterator()))


@for_audience("anyone")
@require_safe
def snapshot(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """Give the rows of a day as they were published, by their SHA-256."""
    packed = content_of(sha256)
    if packed is None:
        raise Http404
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        answer = HttpResponse(packed, content_type=CSV, headers={"Content-Encoding": "gzip"})
    else:
        answer = HttpResponse(gzip.decompress(packed), content_type=CSV)
    answer["Cache-Control"] = FOREVER
    answer["Vary"] = "Accept-Encoding"
    return open_to_all(answer)
