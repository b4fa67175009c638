"""Lines of the log: by request and purchase, as words or as JSON, without anybody's data.

Every line that is written for a page carries the number of its request, which the answer's
X-Request-ID names as well, and the purchase that the page is of. What a line says is scrubbed
as a whole, tracebacks too (scrubbing.py).
"""

import logging
import re
import secrets
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from pythonjsonlogger.json import JsonFormatter

from marketplace.frame.scrubbing import scrub, scrub_all

logger = logging.getLogger("marketplace.requests")

_about: ContextVar[dict[str, str] | None] = ContextVar("about", default=None)
GIVEN = re.compile(r"[0-9a-zA-Z-]{8,64}")


def bind(**about: str) -> None:
    """Add to every line that is written for this page from now on."""
    known = _about.get()
    if known is not None:
        known.update(about)


def about() -> dict[str, str]:
    """Give what is known of the page that this runs for; nothing elsewhere."""
    return dict(_about.get() or {})


class Line(logging.Formatter):
    """A line for people: time, level, logger, message, and in brackets what it belongs to."""

    def format(self, record: logging.LogRecord) -> str:
        marks = " ".join(about().values())
        first, *rest = super().format(record).split("\n", 1)
        return scrub("\n".join([f"{first} [{marks}]" if marks else first, *rest]))


class Json(JsonFormatter):
    """A JSON object a line, for what collects logs."""

    def __init__(self) -> None:
        super().__init__(
            ["levelname", "name", "message"],
            rename_fields={"levelname": "level", "name": "logger"},
            timestamp="time",
            json_ensure_ascii=False,
        )

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        return scrub_all({**super().process_log_record(log_data), **about()})


class Numbered:
    """Give each request its number; with LOG_REQUESTS write a line when it is answered.

    The line names the view and no address: addresses hold tokens.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.META.get("HTTP_X_REQUEST_ID", "")  # `headers` would read all of them
        number = given if GIVEN.fullmatch(given) else secrets.token_hex(16)
        token = _about.set({"request": number})
        start = time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = number
            if settings.LOG_REQUESTS:
                took = (time.perf_counter() - start) * 1000
                logger.info(
                    "%s %s %d in %d ms",
                    request.method,
                    view_of(request),
                    response.status_code,
                    took,
                )
            return response
        finally:
            _about.reset(token)


def view_of(request: HttpRequest) -> str:
    """Name the view that answered; "kept" for a page from the cache or what nobody answers."""
    match = request.resolver_match
    return (match.view_name or getattr(match.func, "__name__", "")) if match else "kept"


class SlowQueries:
    """Write down each query that took longer than SLOW_QUERY_MS: its text, never its values."""

    logger = logging.getLogger("marketplace.slow_queries")

    def __call__(self, execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            took = (time.perf_counter() - start) * 1000
            if took >= settings.SLOW_QUERY_MS:
                self.logger.warning("%d ms: %s", took, " ".join(str(sql).split())[:2000])


def watch_queries(*, connection: Any, **kwargs: Any) -> None:
    """Watch a new connection's queries; a receiver of connection_created."""
    if not any(isinstance(wrapper, SlowQueries) for wrapper in connection.execute_wrappers):
        connection.execute_wrappers.append(SlowQueries())
