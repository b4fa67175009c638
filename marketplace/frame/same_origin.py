"""Forms on pages that everybody gets alike: no token, so the browser vouches for the page.

A page that a proxy may keep for all cannot hold a token of one visitor. Browsers tell with
every POST where it comes from (Fetch Metadata, W3C; Origin, RFC 6454 section 7), and a page
of another site cannot change that. What tells neither is asked once more, with a token.
"""

from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from marketplace.frame.access import View


def comes_from_here(request: HttpRequest) -> bool | None:
    """Tell whether a page of this site sent the request; None when the browser does not say."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    if origin:
        return origin == f"{request.scheme}://{request.get_host()}"
    return None


def same_origin_or_token(view: View) -> View:
    """Let POSTs of our own pages pass without a token; refuse those of other sites.

    What only reads passes from wherever it comes: a camera, a link, a bookmark.
    """
    with_token = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return view(request, *args, **kwargs)
        is_ours = comes_from_here(request)
        # Django's own switch: its test client sets it unless a test enforces the check.
        if is_ours or (is_ours is None and getattr(request, "_dont_enforce_csrf_checks", False)):
            return view(request, *args, **kwargs)
        if is_ours is None and "csrfmiddlewaretoken" in request.POST:
            return with_token(request, *args, **kwargs)
        if is_ours is None:
            pairs = [(k, v) for k in request.POST for v in request.POST.getlist(k)]
            return render(request, "confirm.html", {"pairs": pairs})
        return render(request, "form_of_others.html", status=403)

    return checked
