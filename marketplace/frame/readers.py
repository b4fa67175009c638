"""How often a page is opened on a day: counted in memory, written once a minute, of nobody.

    GET /vi/villages/bat-trang/  200      ("2026-11-29", "/vi/villages/bat-trang/") += 1

A page that is served from the cache counts as well, so this stands before it; what it costs there
is a look at the agent's name and one addition. What was counted goes to whoever keeps it
(`kept_by`) after an answer has left, so no reader waits. No address, cookie or person is noted. A
process that ends takes at most its last minute with it, and a copy that a proxy keeps is not seen:
the figures are a floor.
"""

import logging
import re
import time
from collections import Counter
from collections.abc import Callable, Mapping
from functools import lru_cache
from threading import Lock
from typing import Any

from django.conf import settings
from django.core.signals import request_finished
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import override

from marketplace.frame.access import View
from marketplace.frame.page_cache import QUARTER, day_of

logger = logging.getLogger(__name__)
Counted = Mapping[tuple[str, str], int]  # day as ISO 8601 writes it, address
EVERY = 60  # seconds
MOST = 5000  # addresses in memory
OPENED = (200, 304)
MACHINES = re.compile(
    r"bot|crawl|spider|slurp|archive|preview|fetch|monitor|curl|wget|python|java/|go-http|scan",
    re.I,
)
_waiting: Counter[tuple[str, str]] = Counter()
_lock = Lock()
_keep: list[Callable[[Counted], None]] = []
_since = [0.0]  # when the first of what waits was counted


def kept_by(keep: Callable[[Counted], None]) -> None:
    """Hand what was counted to `keep`, too; whoever knows some of the pages says so."""
    if keep not in _keep:
        _keep.append(keep)


def counts_readers(view: View) -> View:
    """Mark a view whose pages are counted."""
    view.counts_readers = True  # type: ignore[attr-defined]
    return view


@lru_cache(maxsize=4096)
def is_counted(path: str) -> bool:
    languages = dict(settings.LANGUAGES)
    language = path[1:3] if path[1:3] in languages else settings.LANGUAGE_CODE
    try:
        with override(language):
            return hasattr(resolve(path).func, "counts_readers")
    except Resolver404:
        return False


class Readers:
    """Count the pages that people open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_opened = request.method == "GET" and response.status_code in OPENED
        if is_opened and is_counted(request.path_info) and is_person(request.META):
            note(request.path_info)
        return response


def is_person(meta: Mapping[str, Any]) -> bool:
    """Tell whether a browser asks for somebody, as far as it says so itself."""
    agent = meta.get("HTTP_USER_AGENT", "")
    return bool(agent) and "HTTP_SEC_PURPOSE" not in meta and not is_machine(agent)


@lru_cache(maxsize=1024)
def is_machine(agent: str) -> bool:
    return MACHINES.search(agent) is not None


def note(path: str) -> None:
    if not settings.COUNT_READERS:
        return
    with _lock:
        if not _waiting:
            _since[0] = time.monotonic()
        key = (day_of(int(time.time()) // QUARTER), path)
        if key in _waiting or len(_waiting) < MOST:
            _waiting[key] += 1


def write() -> None:
    """Hand over what waits; what cannot be written now is counted again."""
    with _lock:
        counted = dict(_waiting)
        _waiting.clear()
    try:
        with transaction.atomic():  # by all who keep some of it, or again by all
            for keep in _keep:
                keep(counted)
    except DatabaseError:
        logger.warning("readers were not written; they wait")
        with _lock:
            _waiting.update(counted)
            _since[0] = time.monotonic()


def write_if_due(**_signal: Any) -> None:
    """Receiver of request_finished: the answer has left by then."""
    if _waiting and time.monotonic() - _since[0] >= EVERY:
        write()


request_finished.connect(write_if_due, dispatch_uid="readers")
