"""Calls to servers of others: bounded in time, in number and in tries.

A server that hangs must not take the pages along that do not need it. Three bounds hold it off:

time    a page waits PAGE_SECONDS for an answer and asks once; the task worker and the clock
        have no reader and wait longer (`is_on_page` tells which of the two runs);
number  of a process's threads at most a third are in such calls for pages; as many more wait a
        second for their turn, who comes then is refused at once;
tries   after FAILURES within WITHIN_SECONDS nobody asks for REST_SECONDS, then one call tries
        whether it answers again. What is known stands in the shared cache, so one process's
        patience spares all; while that is away each process finds out for itself.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger(__name__)

PAGE_SECONDS = 4.0
TURN_SECONDS = 1.0
FAILURES = 3
WITHIN_SECONDS = 60
REST_SECONDS = 15
TRIAL_SECONDS = 15  # so long one call tries alone; longer than any of its waits
ILL_SECONDS = 3600

_is_on_page: ContextVar[bool] = ContextVar("is_on_page", default=False)


def is_on_page() -> bool:
    """Tell whether somebody waits for the page that this code runs for."""
    return _is_on_page.get()


class OnPage:
    """Mark what runs for a request: who waits for a page waits for no slow server."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _is_on_page.set(True)
        try:
            return self.get_response(request)
        finally:
            _is_on_page.reset(token)


class Resting(Exception):
    """The server did not answer lately, or too many wait for it: it was not asked."""


def most_calls() -> int:
    """How many threads of a process may be in calls for pages: a third, and one at least."""
    return max(1, settings.WEB_THREADS // 3)


class Outside:
    """One server of others, by its name in keys and logs."""

    def __init__(
        self, name: str, *, failures: int = FAILURES, rest_seconds: float = REST_SECONDS
    ) -> None:
        self.name, self.failures, self.rest_seconds = name, failures, rest_seconds
        self.is_suspect = False  # this process has counted a failure since the last answer
        self.turns: threading.BoundedSemaphore | None = None
        self.queue: threading.BoundedSemaphore | None = None
        self.made = threading.Lock()

    @contextmanager
    def asking(self, is_failure: Callable[[Exception], bool]) -> Iterator[None]:
        """Bound what is asked within; `is_failure` tells silence from an answer we dislike.

        Raises Resting without having asked.
        """
        with self.turn():
            is_trial = self.may_ask()
            try:
                yield
            except Exception as error:
                if is_failure(error):
                    self.note_failure(error, is_trial=is_trial)
                else:
                    self.note_answer(is_trial=is_trial)
                raise
            self.note_answer(is_trial=is_trial)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Take one of the threads' turns, for a page; wait for it a moment if few wait."""
        if not is_on_page():
            yield
            return
        turns, queue = self.bounds()
        if not turns.acquire(blocking=False):
            if not queue.acquire(blocking=False):
                raise Resting(f"{self.name}: too many wait")
            try:
                if not turns.acquire(timeout=TURN_SECONDS):
                    raise Resting(f"{self.name}: no turn")
            finally:
                queue.release()
        try:
            yield
        finally:
            turns.release()

    def bounds(self) -> tuple[threading.BoundedSemaphore, threading.BoundedSemaphore]:
        with self.made:
            if self.turns is None or self.queue is None:
                self.turns = threading.BoundedSemaphore(most_calls())
                self.queue = threading.BoundedSemaphore(most_calls())
            return self.turns, self.queue

    def key(self, what: str) -> str:
        return f"outside-{self.name}-{what}"

    def rests(self) -> bool:
        """Tell whether nobody asks now; for pages that offer another way."""
        return cache.get(self.key("rests")) is not None

    def is_ill(self) -> bool:
        """Tell whether it was silent and nobody has had an answer since."""
        return cache.get(self.key("ill")) is not None

    def may_ask(self) -> bool:
        """Raise Resting while nobody asks; True for the one call that tries again."""
        known = cache.get_many([self.key("rests"), self.key("ill")])
        if self.key("rests") in known:
            raise Resting(f"{self.name} rests")
        if self.key("ill") not in known:
            return False
        if not cache.add(self.key("trial"), 1, TRIAL_SECONDS):
            raise Resting(f"{self.name} is tried by another")
        return True

    def note_failure(self, error: Exception, *, is_trial: bool) -> None:
        self.is_suspect = True
        if not is_trial:
            cache.add(self.key("failures"), 0, WITHIN_SECONDS)
            try:
                if cache.incr(self.key("failures")) < self.failures:
                    return
            except ValueError:  # it ran out between the two calls
                return
        logger.warning("%s does not answer (%s): it rests", self.name, type(error).__name__)
        cache.set(self.key("ill"), 1, ILL_SECONDS)
        cache.set(self.key("rests"), 1, self.rest_seconds)
        cache.delete_many([self.key("trial"), self.key("failures")])

    def note_answer(self, *, is_trial: bool) -> None:
        if is_trial:
            logger.warning("%s answers again", self.name)
        elif not self.is_suspect:
            return
        self.is_suspect = False
        cache.delete_many([self.key(what) for what in ("ill", "rests", "trial", "failures")])
