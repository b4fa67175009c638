"""Pages that are the same for every stranger: kept by version, told apart by ETag.

A page is kept under the state of the market (`stamp`: one small query), the day and the
release, so a changed price, a sold-out item or an ended star has another key at once; time
only frees the room. Who has a session or a basket is never served from here, and what they
get may be kept by nobody but their browser. Proxies may keep the others' pages: lists for
SHARED_SECONDS, a product's page only to ask whether it still holds.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import override

from marketplace.frame.access import View, audience_of, for_audience

LANGUAGES = dict(settings.LANGUAGES)
PRODUCT = re.compile(r"/\w\w/products/[\w-]*_\d+/$")
OF_SOMEBODY = (settings.SESSION_COOKIE_NAME, settings.OSCAR_BASKET_COOKIE_OPEN, "messages")
UNCOUNTED = re.compile(r"(?:^|&)(?:q|facet)=")  # texts looked for are counted by the view
SHARED_SECONDS = 20
KEPT_SECONDS = 3600
LONGEST_QUERY = 500
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


@lru_cache(maxsize=4096)
def is_public(path: str) -> bool:
    """Tell whether the view behind a path is a public page; asked once a path, unknown ones too."""
    language = path[1:3] if path[1:3] in LANGUAGES else settings.LANGUAGE_CODE
    try:
        with override(language):
            return getattr(resolve(path).func, "is_public_page", False)
    except Resolver404:
        return False


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
    return not any(name in request.COOKIES for name in OF_SOMEBODY)


def is_secret(request: HttpRequest) -> bool:
    """Tell whether an answer may lie nowhere: people's pages, but for those that anyone reads."""
    match = request.resolver_match
    is_for_anyone = match is not None and audience_of(match.func) == "anyone"
    return request.path_info[1:3] in LANGUAGES and not is_for_anyone


class PageCache:
    """Serve strangers' pages from the cache; say of every page who may keep it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.cache = caches["pages"]
        self.release = release()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        may_be_kept = (
            settings.PAGE_CACHE
            and request.method in ("GET", "HEAD")
            and is_anybody(request)
            and is_public(request.path_info)
        )
        if not may_be_kept:
            return self.marked_private(request, self.get_response(request))
        if len(query) > LONGEST_QUERY or UNCOUNTED.search(query):
            return self.finished(request, self.marked_public(request, self.get_response(request)))
        key = self.key(request, query)
        kept = self.cache.get(key)
        if kept is not None:
            return self.finished(request, self.restored(kept))
        response = self.marked_public(request, self.get_response(request))
        if response.status_code == 200 and response.has_header("ETag"):
            headers = [(n, v) for n, v in response.items() if n != "Content-Length"]
            self.cache.set(key, (headers, response.content), KEPT_SECONDS)
        return self.finished(request, response)

    def key(self, request: HttpRequest, query: str) -> str:
        zipped = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
        parts = (
            self.release,
            *(stamp() for stamp in _stamps),
            str(timezone.localdate()),
            request.get_host(),
            request.path_info,
            query,
            str(zipped),
        )
        return "page-" + blake2b("\0".join(parts).encode(), digest_size=20).hexdigest()

    @staticmethod
    def restored(kept: tuple[list[tuple[str, str]], bytes]) -> HttpResponse:
        headers, body = kept
        response = HttpResponse(body)
        for name, value in headers:
            response[name] = value
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
                digest = blake2b(response.content, digest_size=16).hexdigest()
                response["ETag"] = f'W/"{digest}"'
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
