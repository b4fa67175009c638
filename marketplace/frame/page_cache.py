"""Pages that are the same for every stranger: kept by version, told apart by ETag.

A page is kept under the state of the market (`stamp`: one small query), the day and the
release, so a changed price, a sold-out item or an ended star has another key at once; time
only frees the room. The room is bounded: a page has one place that follows from its address,
of KEPT_PATHS or, with a query, of KEPT_QUERIES, and who comes later takes it. Parameters that
no view reads are taken off the address before anything else sees it. Who has a session or a
basket, or has chosen where things go, is never served from here, and what they get may be kept
by nobody but their browser. Proxies may keep the others' pages: lists for SHARED_SECONDS, a
product's page only to ask whether it still holds.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from urllib.parse import unquote_plus

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.http.response import ResponseHeaders
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.datastructures import CaseInsensitiveMapping
from django.utils.translation import override

from marketplace.frame.access import View, audience_of, for_audience

LANGUAGES = dict(settings.LANGUAGES)
PRODUCT = re.compile(r"/\w\w/products/[\w-]*_\d+/$")
OF_SOMEBODY = {
    settings.SESSION_COOKIE_NAME,
    settings.OSCAR_BASKET_COOKIE_OPEN,
    settings.PLACE_COOKIE,
    "messages",
}
UNCOUNTED = re.compile(r"(?:^|&)(?:q|facet)=")  # texts looked for are counted by the view
SHARED_SECONDS = 20
KEPT_SECONDS = 3600
QUARTER = 900  # seconds; clocks of all zones differ by whole quarters of an hour
KEPT_PATHS = 8192
KEPT_QUERIES = 2048  # apart from the others: made-up queries drive out no plain page
LARGEST = 256 * 1024  # bytes of a page that is kept
LONGEST_QUERY = 500
WHOLE_QUERY = "marketplace.whole_query"  # in META: what was asked, with what no view reads
Stamp = Callable[[], str]
_stamps: list[Stamp] = []


def stamp_by(stamp: Stamp) -> None:
    """Keep pages under what `stamp` names; whoever owns the state of the market says so."""
    _stamps[:] = [stamp]


def public_page(view: View) -> View:
    """Let strangers' copies of a view's answers be kept, here and by proxies.

    For a page that is the same for everybody who has neither a session nor a basket. Nothing
    that is not marked so is ever kept.
    """
    view.is_public_page = True  # type: ignore[attr-defined]
    return for_audience("anyone")(view)


def reads(*names: str) -> Callable[[View], View]:
    """Name the parameters of the address that a public page reads; it never sees another."""

    def mark(view: View) -> View:
        view.reads = frozenset(names)  # type: ignore[attr-defined]
        return view

    return mark


@lru_cache(maxsize=4096)
def read_by(path: str) -> frozenset[str] | None:
    """Give the parameters that a public page reads; None where a path is no public page.

    Asked once a path, unknown ones too.
    """
    language = path[1:3] if path[1:3] in LANGUAGES else settings.LANGUAGE_CODE
    try:
        with override(language):
            view = resolve(path).func
    except Resolver404:
        return None
    return getattr(view, "reads", frozenset()) if hasattr(view, "is_public_page") else None


def is_public(path: str) -> bool:
    """Tell whether the view behind a path is a public page."""
    return read_by(path) is not None


def known_part(query: str, names: frozenset[str]) -> str:
    """Leave of a query what has one of these names, as it was written and in its order.

    >>> known_part("zz=1&sort=price&utm_source=x", frozenset(["sort"]))
    'sort=price'
    """
    if not query:
        return ""
    return "&".join([pair for pair in query.split("&") if is_named(pair, names)])


def is_named(pair: str, names: frozenset[str]) -> bool:
    """Tell whether a pair of a query has one of these names; most are written as they are."""
    name = pair.partition("=")[0]
    return name in names or unquote_plus(name) in names


@lru_cache(maxsize=2)
def day_of(quarter: int) -> str:
    """Name the day here of a quarter of an hour: midnight, in any zone, stands between two."""
    return str(timezone.localdate(datetime.fromtimestamp(quarter * QUARTER, UTC)))


@lru_cache(maxsize=1)
def release() -> str:
    """Name the code and templates that run: another release never serves this one's pages."""
    newest = 0.0
    for folder in ("catalogue", "marketplace", "cms", "templates", "locale"):
        for path in Path(settings.BASE_DIR / folder).rglob("*.*"):
            if path.suffix in {".py", ".html", ".txt", ".mo"}:
                newest = max(newest, path.stat().st_mtime)
    return f"{newest:.0f}"


def is_anybody(request: HttpRequest) -> bool:
    """Tell whether nothing of the request belongs to one visitor."""
    return OF_SOMEBODY.isdisjoint(request.COOKIES)


def is_secret(request: HttpRequest) -> bool:
    """Tell whether an answer may lie nowhere: people's pages, but for those that anyone reads."""
    match = request.resolver_match
    is_for_anyone = match is not None and audience_of(match.func) == "anyone"
    return request.path_info[1:3] in LANGUAGES and not is_for_anyone


class KeptHeaders(ResponseHeaders):
    """Headers that were a response's already: none is checked and encoded again."""

    def __init__(self, kept: dict[str, str]) -> None:
        CaseInsensitiveMapping.__init__(self, kept)


class PageCache:
    """Serve strangers' pages from the cache; say of every page who may keep it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.cache = caches["pages"]
        self.release = release()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        names = read_by(request.path_info) if request.method in ("GET", "HEAD") else None
        if names is None or not settings.PAGE_CACHE or not is_anybody(request):
            return self.marked_private(request, self.get_response(request))
        query = known_part(request.META.get("QUERY_STRING", ""), names)
        request.META[WHOLE_QUERY] = request.META.get("QUERY_STRING", "")
        request.META["QUERY_STRING"] = query
        if len(query) > LONGEST_QUERY or UNCOUNTED.search(query):
            return self.finished(request, self.marked_public(request, self.get_response(request)))
        place, name = self.place_and_name(request, query)
        kept = self.cache.get(place)
        if kept is not None and kept[0] == name:
            return self.finished(request, self.restored(*kept[1:]))
        response = self.marked_public(request, self.get_response(request))
        is_whole = response.status_code == 200 and response.has_header("ETag")
        if is_whole and len(response.content) <= LARGEST:
            headers = {n: v for n, v in response.items() if n != "Content-Length"}
            self.cache.set(place, (name, headers, response.content), KEPT_SECONDS)
        return self.finished(request, response)

    def place_and_name(self, request: HttpRequest, query: str) -> tuple[str, str]:
        """Say where a page is kept, by its address, and which state of it: by all it shows."""
        zipped = "zip" if "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "") else ""
        address = "\0".join((request.get_host(), request.path_info, query, zipped))
        number = int.from_bytes(blake2b(address.encode(), digest_size=8).digest(), "big")
        place = f"page-q{number % KEPT_QUERIES}" if query else f"page-{number % KEPT_PATHS}"
        day = day_of(int(timezone.now().timestamp()) // QUARTER)
        return place, "\0".join((self.release, *[stamp() for stamp in _stamps], day, address))

    @staticmethod
    def restored(headers: dict[str, str], body: bytes) -> HttpResponse:
        response = HttpResponse(body, content_type=headers["Content-Type"])
        response.headers = KeptHeaders(headers)
        return response

    @staticmethod
    def marked_public(request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Let proxies keep a stranger's page, unless the answer gave the visitor a cookie."""
        if response.cookies or response.streaming:
            return PageCache.marked_private(request, response)
        if response.status_code in (200, 301, 404, 410) and "Cache-Control" not in response:
            lasting = f"max-age=0, s-maxage={SHARED_SECONDS}"
            if PRODUCT.match(request.path_info):
                lasting = "no-cache"
            response["Cache-Control"] = f"public, {lasting}"
            patch_vary_headers(response, ("Cookie", "Accept-Encoding"))
            if response.status_code == 200:
                body = blake2b(response.content, digest_size=16).hexdigest()
                response["ETag"] = f'W/"{body}"'
        return response

    @staticmethod
    def marked_private(request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if "Cache-Control" not in response and not response.streaming:
            kept = "no-store" if is_secret(request) else "no-cache"
            response["Cache-Control"] = f"private, {kept}"
        return response

    @staticmethod
    def finished(request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Answer 304 to who has this very page already."""
        tag = response.headers.get("ETag")
        asked = request.META.get("HTTP_IF_NONE_MATCH", "")
        if not tag or not asked or response.status_code != 200:
            return response
        known = {part.strip().removeprefix("W/") for part in asked.split(",")}
        if tag.removeprefix("W/") not in known and asked.strip() != "*":
            return response
        answer = HttpResponse(status=304)
        for name in ("ETag", "Cache-Control", "Vary", "Content-Language"):
            if name in response:
                answer[name] = response[name]
        return answer
