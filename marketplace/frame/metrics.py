"""Figures for Prometheus at /metrics, with METRICS on: requests, servers of others, health.

Processes of gunicorn write into files of one folder (PROMETHEUS_MULTIPROC_DIR, which
gunicorn.conf.py sets), so that whichever is asked answers for all. For who has METRICS_TOKEN
or asks from this machine without a proxy between; to others there is no such page.
"""

import hmac
import os
import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import Http404, HttpRequest, HttpResponse
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from marketplace.frame import health
from marketplace.frame.access import for_audience
from marketplace.frame.logs import view_of

LOCAL = {"127.0.0.1", "::1"}
METHODS = {"GET", "HEAD", "POST", "OPTIONS"}
REQUESTS = Counter(
    "market_requests", "Requests answered, by view, method and status", ["view", "method", "status"]
)
SECONDS = Histogram(
    "market_request_seconds",
    "Time until the answer, by view",
    ["view"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


class Measured:
    """Count requests and how long they take."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.METRICS:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        start = time.perf_counter()
        response = self.get_response(request)
        view = view_of(request)
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(view, method, str(response.status_code)).inc()
        SECONDS.labels(view).observe(time.perf_counter() - start)
        return response


class Health:
    """What /readyz says, as 1 or 0 for each part; looked up when it is asked for."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        gauge = GaugeMetricFamily(
            "market_part_well", "1 where a part of the market does its part", labels=["part"]
        )
        for part, is_well in health.parts().items():
            gauge.add_metric([part], float(is_well))
        yield gauge


def is_allowed(request: HttpRequest) -> bool:
    """Tell whether somebody may read the figures."""
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    is_direct = "X-Forwarded-For" not in request.headers
    return is_direct and request.META.get("REMOTE_ADDR") in LOCAL


@for_audience("machine")
def metrics(request: HttpRequest) -> HttpResponse:
    """Give all figures in Prometheus's text format."""
    if not settings.METRICS or not is_allowed(request):
        raise Http404
    registry: CollectorRegistry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
    figures = generate_latest(registry)
    now = CollectorRegistry()
    now.register(Health())
    return HttpResponse(figures + generate_latest(now), content_type=CONTENT_TYPE_LATEST)
