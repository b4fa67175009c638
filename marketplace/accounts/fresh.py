"""What needs its person here and now: money, keys, members, exports.

A session left open is enough to look; for these, who it is was told within the last quarter of
an hour, by signing in or once more. A form that comes later is kept and goes on by itself.
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


def fresh(*methods: str) -> Callable[[View], View]:
    """Mark a view as one that asks again, for these methods of HTTP."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method in methods and not is_fresh(request):
                raise ReauthenticationRequired
            return view(request, *args, **kwargs)

        guarded.asks_again = methods  # type: ignore[attr-defined]
        return guarded

    return decorate


fresh_to_change = fresh("POST")
fresh_to_take = fresh("GET", "HEAD", "POST")
