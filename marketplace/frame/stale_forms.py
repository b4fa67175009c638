"""A form whose token is out of date: what was typed is kept, and sent again by one button.

A page lay open while its person signed in or out in another window, came back by the back
button, or the browser keeps no cookies. Django refuses the form (CSRF_FAILURE_VIEW); here the
reader gets it back with a fresh token, unless another site sent it. Passwords are typed and
files chosen once more: neither is written into a page.
"""

import re

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import render
from django.utils.translation import get_language, override

from marketplace.frame.same_origin import comes_from_here
from marketplace.frame.screens import private

SECRET = re.compile("pass", re.I)  # how fields are called that hold a password
TOKEN = "csrfmiddlewaretoken"  # noqa: S105


def give_back(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Show a refused form to its reader, in the reader's language, ready to be sent again."""
    with override(language_of(request)):
        if is_of_others(request):
            return private(render(request, "form_of_others.html", status=403))
        has_no_cookies = reason == REASON_NO_CSRF_COOKIE and not request.COOKIES
        return sent_again(request, why="cookies" if has_no_cookies else "stale", status=403)


def sent_again(request: HttpRequest, *, why: str, status: int) -> HttpResponse:
    """Give a form back with what was typed; `why` is a case of form_again.html."""
    context = {
        "why": why,
        "pairs": typed(request),
        "secrets": [name for name in request.POST if SECRET.search(name)],
        "files": {
            name: ", ".join(str(file) for file in request.FILES.getlist(name))
            for name in request.FILES
        },
    }
    return private(render(request, "form_again.html", context, status=status))


def is_of_others(request: HttpRequest) -> bool:
    """Tell whether a page of another site sent this; "none" is the reader, who sent it anew."""
    return comes_from_here(request) is False and request.headers.get("Sec-Fetch-Site") != "none"


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Give every field that was sent, in order, without the token and without passwords."""
    names = [name for name in request.POST if name != TOKEN and not SECRET.search(name)]
    return [(name, value) for name in names for value in request.POST.getlist(name)]


def language_of(request: HttpRequest) -> str | None:
    """The language of the page that was left: the editors' office has it from its reader."""
    if not request.path.startswith("/cms/"):
        return get_language()
    profile = getattr(request.user, "wagtail_userprofile", None)
    if profile:
        return profile.get_preferred_language()
    return getattr(request.user, "language", get_language())
