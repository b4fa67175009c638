"""Addresses of a library, some of them answered by a view of our choice."""

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest, ObjectDoesNotExist
from django.db import IntegrityError
from django.db.models import ProtectedError, RestrictedError
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver
from django.utils.datastructures import MultiValueDictKeyError

from marketplace.frame.access import View

logger = logging.getLogger(__name__)
Address = URLPattern | URLResolver
NUMBER = re.compile(r"-?[0-9]{1,18}")  # of a row
NUMBERS = re.compile(r"[0-9]+")
KEYS = ("pk", "object_id")  # what the CMS calls the key of a row that it takes as text
MOST = 2**63 - 1  # that a database holds
PAGE = re.compile(r"[1-9][0-9]{0,8}|last")  # of a list


def answered_by(
    addresses: Iterable[Address], views: Mapping[str, View], namespace: str = ""
) -> list[Address]:
    """Copy addresses; those whose name stands in `views` lead there, names stay.

    A name in a namespace is written with it: "wagtailusers_users:edit". Raises LookupError
    for a name that no address has: a library's new version may have renamed it.
    """
    used: set[str] = set()
    copy = list(replaced(addresses, views, namespace, used))
    if missing := sorted(set(views) - used):
        raise LookupError(f"No address has the name {', '.join(missing)}.")
    return copy


def replaced(
    addresses: Iterable[Address], views: Mapping[str, View], namespace: str, used: set[str]
) -> Iterable[Address]:
    for each in addresses:
        if isinstance(each, URLResolver):
            inner = ":".join(filter(None, [namespace, each.namespace]))
            below = list(replaced(each.url_patterns, views, inner, used))
            yield URLResolver(
                each.pattern, below, each.default_kwargs, each.app_name, each.namespace
            )
            continue
        name = ":".join(filter(None, [namespace, each.name]))
        if each.name and name in views:
            used.add(name)
            yield URLPattern(each.pattern, views[name], each.default_args, each.name)
        else:
            yield each


def behind(door: Callable[[View], View], addresses: Iterable[Address]) -> list[Address]:
    """Copy addresses with a door before each of their views."""
    copy: list[Address] = []
    for each in addresses:
        if isinstance(each, URLResolver):
            below = behind(door, each.url_patterns)
            copy.append(
                URLResolver(each.pattern, below, each.default_kwargs, each.app_name, each.namespace)
            )
        else:
            view = door(each.callback)
            copy.append(URLPattern(each.pattern, view, each.default_args, each.name))
    return copy


def is_text(captured: Mapping[str, Any]) -> bool:
    """Tell whether PostgreSQL takes what an address captured: it fails on NUL."""
    return "\x00" not in "".join(map(str, captured.values()))


def numbered(view: View) -> View:
    """Answer 404 where a library takes any text for a number, as Oscar 4.2 does.

    Of a row (`pk`), of a page of a list; nor does any row have a text with NUL, on which PostgreSQL
    fails.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **captured: Any) -> HttpResponseBase:
        is_row = NUMBER.fullmatch(str(captured.get("pk", 0)))
        is_page = PAGE.fullmatch(request.GET.get("page", "1"))
        if not (is_row and is_page and is_text(captured)) or "%00" in request.META["QUERY_STRING"]:
            raise Http404
        return view(request, *args, **captured)

    return guarded


def countable(view: View) -> View:
    """Answer 404 where a library asks a database for a number that none holds, as Wagtail 8 does.

    Its revision 0 is none, either; nor is a text the key of a row that one chooses.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **captured: Any) -> HttpResponseBase:
        numbers = [int(each) for each in captured.values() if NUMBERS.fullmatch(str(each))]
        keys = [str(captured[name]) for name in KEYS if name in captured]
        is_row = all(map(NUMBER.fullmatch, keys)) and is_text(captured)
        if not is_row or max(numbers, default=0) > MOST or captured.get("revision_id") == 0:
            raise Http404
        return view(request, *args, **captured)

    return guarded


# What libraries' offices raise for a form that lacks a part: a field that their script adds, the
# row that a saved one belongs to, a kind that Oscar's offers do not know.
CUT_SHORT = (MultiValueDictKeyError, ObjectDoesNotExist, IntegrityError, RuntimeError, ValueError)

# What others depend on: the middleware says so (marketplace/frame/middleware.py).
HELD = (ProtectedError, RestrictedError)


def whole(view: View) -> View:
    """Answer 400 where a library fails on a form that was cut short; operators read of it."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **captured: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **captured)
        except CUT_SHORT as error:
            if request.method != "POST" or isinstance(error, HELD):
                raise
            logger.exception("a form was not read at %s", request.resolver_match)
            raise BadRequest("The form was cut short.") from error

    return guarded
