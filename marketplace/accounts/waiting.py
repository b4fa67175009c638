"""A session that waits for its person: it opens nothing of theirs until they say who they are.

After half an hour in which nobody was here, and every twelve hours, somebody else may sit at
the device (ASVS 4.0.3, 3.3.2; NIST SP 800-63B, 4.2.3). The shop stays open and the basket stays
filled; what shows or changes something of a person asks for the password or the passkey, and a
form that was sent goes on by itself. Sessions of who works for the market end instead
(marketplace/accounts/signing_in.py). Whose session has ended is told so where to sign in; a form
that they sent comes back with what was typed, to be sent again once they have.

    signed in 08:00, last seen 08:50, comes back 09:19  ->  goes on
    signed in 08:00, last seen 08:50, comes back 09:20  ->  is asked in the account, not in the shop
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import suspend_request
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.accounts.factors import FREE
from marketplace.accounts.signing_in import is_late
from marketplace.frame.access import View, audience_of
from marketplace.frame.stale_forms import sent_again

# Whom a view is for that shows nothing of a person, or what a link shows as well.
OPEN = {"anyone", "machine", "visitor"}
KNOWN = "known_here"  # a cookie: who signed in on this device before
BY_LINK = {"visitor", "holder"}  # who need not sign in
OWN = ("account_", "mfa_", "usersessions_")  # how allauth's pages of a person are called
OFFICES = ("/cms/", "/admin/", "/vi/dashboard/", "/en/dashboard/", "/id/dashboard/")
# What lets one in, out, or tell who one is.
LETS_IN = FREE - {"account_email"} | {
    "account_login",
    "account_signup",
    "account_inactive",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_login_webauthn",
    "mfa_authenticate",
}


def is_own(view: View, name: str, namespaces: list[str]) -> bool:
    """Tell whether a view shows or changes what is a person's."""
    audience = audience_of(view)
    if audience == "visitor" and "checkout" in namespaces:
        return True  # addresses and cards that are kept
    if audience:
        return audience not in OPEN
    return name.startswith(OWN) and name not in LETS_IN and "reset_password" not in name


def was_here(request: HttpRequest) -> bool:
    """Tell whether somebody signed in by this browser before, and is not signed in now."""
    return KNOWN in request.COOKIES and not request.user.is_authenticated


def has_ended(request: HttpRequest) -> bool:
    """Tell whether the browser still carries a session of which nothing is left."""
    carried = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    return bool(carried) and not request.session.keys()


def is_office_form(request: HttpRequest) -> bool:
    """Tell whether a person, no script, sends a form of an office whose views are not ours."""
    return (
        request.method == "POST"
        and request.path.startswith(OFFICES)
        and request.accepts("text/html")
        and "X-Requested-With" not in request.headers
    )


class WaitingSessions:
    """Ask who comes back late before a page of theirs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        match = request.resolver_match
        own = match is not None and is_own(view, match.url_name or "", match.namespaces)
        if not own and not is_office_form(request):
            return None
        if not request.user.is_authenticated:
            if audience_of(view) not in BY_LINK and has_ended(request):
                if request.method == "POST":
                    return sent_again(request, why="ended", status=HTTPStatus.FORBIDDEN)
                messages.info(request, _("Your session has ended. Please sign in again."))
            return None
        if not own or not is_late(request, request.user):
            return None
        ways = get_adapter().get_reauthentication_methods(request.user)
        if not ways:  # nothing by which to tell: neither a password nor a key
            logout(request)
            return suspend_request(request, reverse("account_login"))
        return suspend_request(request, ways[0]["url"])
