"""What needs its person here and now: money, keys, members, exports.

A session left open is enough to look; for these, who it is was told within the last quarter of
an hour, by signing in or once more. A form that comes later is kept and goes on by itself; a
file in it has to be chosen again.

The doors of the faces ask for what a permission of `ASKS_AGAIN` opens, the libraries' offices are
asked as a whole; the rest is marked at its view. The walk (tests/security) finds a POST that
writes money, keys or members, and a table that leaves, without a mark.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from marketplace.frame.access import View

SECONDS = 15 * 60


def is_fresh(request: HttpRequest) -> bool:
    """Tell whether the person was asked who it is within the last quarter of an hour."""
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    return bool(records) and time.time() - records[-1]["at"] < SECONDS


def ask_again(request: HttpRequest) -> None:
    """Lead to where the person says who it is, unless that was told just now.

    A stranger is the door's to refuse.
    """
    if request.user.is_authenticated and not is_fresh(request):
        raise ReauthenticationRequired


def fresh(*methods: str) -> Callable[[View], View]:
    """Mark a view as one that asks again, for these methods of HTTP."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method in methods:
                ask_again(request)
            return view(request, *args, **kwargs)

        guarded.asks_again = methods  # type: ignore[attr-defined]
        return guarded

    return decorate


fresh_to_change = fresh("POST")
fresh_to_take = fresh("GET", "HEAD", "POST")


EXPORT = {"export", "response_format", "download"}  # how the libraries' offices ask for a table
LEAVES = {"logout"}


def fresh_office(*methods: str, within: str = "") -> Callable[[View], View]:
    """Mark a view of a library's office: it asks again for these methods, and before a table.

    `within` bounds the methods to the namespaces that begin so.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            match = request.resolver_match
            if match is None or match.url_name not in LEAVES:
                is_here = match is None or match.namespace.startswith(within)
                asked = is_here and request.method in methods
                asked = asked or not EXPORT.isdisjoint(request.GET)
                if asked:
                    ask_again(request)
            return view(request, *args, **kwargs)

        guarded.asks_again = (*methods, "export")  # type: ignore[attr-defined]
        return guarded

    return decorate
