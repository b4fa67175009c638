"""Policies of the browser per part of the site."""

import re
import time
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import MiddlewareNotUsed
from django.db.models import ProtectedError, RestrictedError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.middleware import RedirectMiddleware

from marketplace.frame.page_cache import WHOLE_QUERY
from marketplace.frame.policy import replace_policy
from marketplace.frame.problems import is_for_a_machine, problem

# Wagtail's, Oscar's and Django's back offices carry inline scripts and styles of their
# own (wagtail issue 1288). A nonce beside 'unsafe-inline' would void it, so it goes.
BACK_OFFICE_POLICY = {
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:", *settings.MEDIA_ORIGINS],
    "frame-ancestors": ["'self'"],
}
BACK_OFFICES = ("/cms/", "/admin/", "/vi/dashboard/", "/en/dashboard/", "/id/dashboard/")


class BackOfficePolicy:
    """Relax the content security policy for back offices that cannot live under ours."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith(BACK_OFFICES):
            return response
        if response.headers.pop("Content-Security-Policy", None):
            # A page that Wagtail served within, for a preview: strict, but in our own frame.
            replace_policy(response, {"frame-ancestors": ["'self'"]})
        else:
            replace_policy(response, BACK_OFFICE_POLICY)
        return response


class PageLanguage(LocaleMiddleware):
    """Django's, but a 404 that a view gave stays one: codes have no language to go to."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.status_code == 404 and getattr(request, "resolver_match", None):
            return response
        return super().process_response(request, response)


class PageRedirects(RedirectMiddleware):
    """Wagtail's redirects of moved pages; a code never moves, so for it nothing is looked up.

    What moved may have been an address with a query, so the whole of it is looked up.
    """

    CODES = re.compile(r"/(?:P|01|\w\w/origin)/")

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if self.CODES.match(request.path):
            return response
        if response.status_code == 404 and WHOLE_QUERY in request.META:
            request.META["QUERY_STRING"] = request.META[WHOLE_QUERY]
        return super().process_response(request, response)


class CookiesStayHere:
    """Give each cookie that says nothing of it SameSite=Lax: Oscar's basket sets its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for cookie in response.cookies.values():
            cookie["samesite"] = cookie["samesite"] or "Lax"
        return response


class KeptForOthers:
    """Tell of a row that others depend on, where a back office's own page would end in a 500."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """Lead back to the page that asked, with a sentence; only for what a database protects."""
        if request.method != "POST" or not isinstance(exception, ProtectedError | RestrictedError):
            return None
        messages.error(request, _("This cannot be deleted: other rows depend on it."))
        return redirect(request.path)


LANGUAGE = r"/(?:vi|en|id)"


class ButtonsOnly:
    """Say in a page that an address is not asked so: who had to sign in first comes by GET."""

    PAGES = re.compile(LANGUAGE + "/")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or response.content or request.method == "HEAD":
            return response
        if not self.PAGES.match(request.path):
            return response
        page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page


# What one address may ask of a part of the site in a minute; logins have allauth's limits.
RATES_PER_MINUTE = [
    ("codes", "GET", re.compile(r"/(?:P|01|qr|place|material)/"), 240),
    ("origin", "GET", re.compile(LANGUAGE + r"/origin/"), 120),
    ("suspicions", "POST", re.compile(LANGUAGE + r"/origin/"), 10),
    ("epcis", "GET", re.compile(r"/(?:epcis|origin)/"), 240),
    ("capture", "POST", re.compile(r"/epcis/"), 60),
    ("shared passwords", "POST", re.compile(r"/(?:documents|\w\w/_util)/authenticate_"), 5),
    ("suggestions", "GET", re.compile(LANGUAGE + r"/search/"), 240),
    ("reviews", "POST", re.compile(LANGUAGE + r"/(?:products|reviews)/"), 10),
    ("links of mails", "GET", re.compile(LANGUAGE + r"/reviews/"), 60),
    ("wishes to be told", "POST", re.compile(LANGUAGE + r"/wanted/"), 10),
    ("complaints", "POST", re.compile(LANGUAGE + r"/complaint/"), 10),
    ("questions", "POST", re.compile(LANGUAGE + r"/questions/"), 10),
    ("quotes", "POST", re.compile(LANGUAGE + r"/quotes/"), 10),
    ("enquiries", "POST", re.compile(LANGUAGE + r"/enquiries/"), 10),
    (
        "messages",
        "POST",
        re.compile(LANGUAGE + r"/(?:account/messages/|purchases/[^/]+/orders/[^/]+/messages/)"),
        10,
    ),
    ("own data", "GET", re.compile(LANGUAGE + r"/account/data/"), 10),
    ("basket", "POST", re.compile(LANGUAGE + r"/basket/"), 60),
    ("checkout", "POST", re.compile(LANGUAGE + r"/checkout/"), 40),
    ("portal", "POST", re.compile(LANGUAGE + r"/(?:sell|programme|finance)/"), 120),
]


def too_fast(request: HttpRequest, *, wait: int) -> HttpResponse:
    """Answer 429, to a person in words, to a machine as a problem; `wait` seconds."""
    if is_for_a_machine(request):
        response = problem(
            429, "Too Many Requests", detail=f"Very many requests came. Ask again in {wait} s."
        )
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "Retry-After"
    else:
        response = render(request, "429.html", status=429)
    response["Retry-After"] = str(wait)
    response["Cache-Control"] = "no-store"
    return response


class RateLimit:
    """Answer 429 with Retry-After to who asks far more than a person does.

    Counted per minute in the shared cache under a keyed hash of the address; while that is
    away each process counts what it sees. Behind proxies ALLAUTH_TRUSTED_PROXY_COUNT says how
    many to trust.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.RATE_LIMITS:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for name, method, pattern, most in RATES_PER_MINUTE:
            if request.method == method and pattern.match(request.path):
                if self.count(request, name) > most:
                    return too_fast(request, wait=60 - int(time.time()) % 60)
                break
        return self.get_response(request)

    @staticmethod
    def count(request: HttpRequest, name: str) -> int:
        """Count this request; give how many there were in this minute, itself with them."""
        address = get_adapter(request).get_client_ip(request)
        minute = int(time.time()) // 60
        key = f"rate-{salted_hmac('rate', f'{name} {address} {minute}').hexdigest()[:32]}"
        if cache.add(key, 1, 120):
            return 1
        try:
            return cache.incr(key)
        except ValueError:  # it ran out between the two calls
            return 1
