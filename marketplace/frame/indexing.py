"""What search engines may keep of the site, and under which address.

A page that is the same for every stranger (`public_page`) may be kept; a basket, a checkout, an
account, an office may not, and says so. Of one page with several addresses its canonical one is
named. A market that only shows how it works is kept by nobody: SEARCH_ENGINES.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from marketplace.frame.page_cache import public_page

# What leads nowhere for a machine: offices, and states of the listing without an end.
CLOSED = (
    "/cms/",
    "/admin/",
    "/*/dashboard/",
    "/*/search/suggest/",
    "/*/products/compare/",
    "/*?*facet=",
    "/*?*look_in=",
    "/*?*near=",
)
INTERNATIONAL = "en"  # read by who reads none of our languages


class NotIndexed:
    """Tell search engines of every answer, pictures and papers too, to keep none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response


@public_page
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Name what crawlers need not fetch, and the map of the site.

    Closed for all search engines, it lets them fetch everything: who fetches nothing does not
    read that it may keep nothing, and keeps addresses that others link to.
    """
    lines = ["User-agent: *"]
    if settings.SEARCH_ENGINES:
        lines += [f"Disallow: {path}" for path in CLOSED]
        lines += ["", f"Sitemap: {settings.SITE_URL}/sitemap.xml"]
    else:
        lines.append("Disallow:")
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


def is_kept(request: HttpRequest) -> bool:
    """Tell whether search engines may keep the page asked for; a text looked for is none."""
    match = request.resolver_match
    return match is not None and hasattr(match.func, "is_public_page") and "q" not in request.GET


def canonical_query(request: HttpRequest) -> str:
    """What the page's own address asks for: a further page of a list is a page of its own."""
    page = request.GET.get("page", "")
    is_further = page.isascii() and page.isdecimal() and len(page) < 9 and int(page) > 1
    return f"?page={int(page)}" if is_further else ""


def fallback(languages: list[str]) -> str:
    """The language for who reads none of these: English, else the first; "" of none."""
    return INTERNATIONAL if INTERNATIONAL in languages else next(iter(languages), "")
