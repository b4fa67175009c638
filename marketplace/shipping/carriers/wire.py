"""How a carrier's machine is called: bounded in time and size, resting while it is silent.

The same bounds as for Stripe hold (marketplace/frame/outside.py). A key travels in a header and
is told nowhere else: no log line and no sentence has what was sent or answered.
"""

import json
import urllib.error
import urllib.request
from http import HTTPStatus
from http.client import HTTPException
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from marketplace.frame.outside import PAGE_SECONDS, Outside, Resting, is_on_page
from marketplace.shipping.carriers.interface import CarrierRefused, CarrierSilent, KeyRefused

TIMEOUT_SECONDS = 12  # for the clock; who waits for a page has less patience
MOST_BYTES = 5_000_000  # of an answer; a label has some 100 kB
LONGEST_SAID = 200  # of a carrier's words
REFUSED_KEYS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follow a carrier nowhere: a key would go along."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


OPENER = urllib.request.build_opener(NoRedirect)


class Answer(NamedTuple):
    """What a carrier answered: HTTP status, media type, body."""

    status: int
    kind: str
    body: bytes

    def json(self) -> dict[str, Any]:
        """Read the answer as a JSON object. Raises CarrierSilent: it cannot be understood."""
        try:
            found = json.loads(self.body)
        except ValueError as error:
            raise CarrierSilent("not readable") from error
        if not isinstance(found, dict):
            raise CarrierSilent("no object")
        return found


class Wire:
    """The way to one carrier's machine: its address and the headers that say who asks."""

    def __init__(self, outside: Outside, base: str, headers: dict[str, str]) -> None:
        self.outside, self.base, self.headers = outside, base.rstrip("/"), headers

    def get(self, path: str, **query: Any) -> Answer:
        return self.ask("GET", f"{path}?{urlencode(query)}" if query else path, None)

    def post(self, path: str, body: dict[str, Any]) -> Answer:
        return self.ask("POST", path, json.dumps(body, ensure_ascii=False).encode())

    def ask(self, method: str, path: str, body: bytes | None) -> Answer:
        """Send one request. Raises CarrierSilent; CarrierRefused where our key does not count."""
        request = urllib.request.Request(  # noqa: S310 - the address comes from the settings
            f"{self.base}{path}",
            data=body,
            method=method,
            headers={**self.headers, "Content-Type": "application/json; charset=utf-8"},
        )
        try:
            with self.outside.asking(is_silence):
                answer = self.answer_to(request)
        except Resting as rest:
            raise CarrierSilent(str(rest)) from rest
        if answer.status in REFUSED_KEYS:
            raise KeyRefused(
                _("It does not take the market\u2019s key. Please tell the market\u2019s staff.")
            )
        return answer

    @staticmethod
    def answer_to(request: urllib.request.Request) -> Answer:
        seconds = PAGE_SECONDS if is_on_page() else TIMEOUT_SECONDS
        try:
            answer = answered(request, seconds)
        except (OSError, ValueError, HTTPException) as error:  # URLError is an OSError
            raise CarrierSilent(type(error).__name__) from None
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or (
            answer.status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT)
        ):
            raise CarrierSilent(f"HTTP {answer.status}")
        return answer


def answered(request: urllib.request.Request, seconds: float) -> Answer:
    """Give what came, whatever its status; raises what a line that breaks raises, at any sign."""
    try:
        with OPENER.open(request, timeout=seconds) as response:
            return read(response, response.status)
    except urllib.error.HTTPError as error:
        with error:
            return read(error, error.code)


def is_silence(error: Exception) -> bool:
    return isinstance(error, CarrierSilent)


def read(response: Any, status: int) -> Answer:
    body = response.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise CarrierSilent("too long an answer")
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return Answer(status, kind, body)


def refusal(*words: Any) -> CarrierRefused:
    """Make a refusal of the first of a carrier's words that say something."""
    said = next((word.strip() for word in words if isinstance(word, str) and word.strip()), "")
    return CarrierRefused(said[:LONGEST_SAID] or _("It gave no reason."))


def as_dong(value: Any) -> int:
    """Read a sum: 30400, 30400.0 or "30400". Raises CarrierSilent."""
    try:
        return round(float(value))
    except (TypeError, ValueError, OverflowError) as error:
        raise CarrierSilent("no sum") from error


def part(found: Any, name: str) -> Any:
    """Give what an object holds under a name; nothing where it is none."""
    return found.get(name) if isinstance(found, dict) else None
