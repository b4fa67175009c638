"""A second factor for who answers for money, for goods of others or for the market.

A password alone opens no page of theirs in production; settings derive that, none asks. What the
roles open is behind the doors of the faces, which ask here; who belongs to the staff is asked on
every page, for back offices of libraries have doors of their own. Before the editors' office
stands `editors_factor`: who writes for a village belongs to no staff.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from marketplace.accounts.roles import GROUPS, SHOW_FACTOR, works_by_row
from marketplace.frame.access import View

REAL = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]  # codes are only for a lost one
FACTOR = "mfa"  # how allauth calls it in the session's records
OWNER = "owner"  # of a producer
EDITS = "wagtailadmin.access_admin"  # opens /cms/
# What who has none yet needs, to get one or to leave.
FREE = {
    "account_logout",
    "account_email",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_reauthenticate",
    "set_language",
}


def owes_factor(user: Any) -> bool:
    """Tell whether a person's roles ask for a second factor."""
    if user.is_staff or user.is_superuser:
        return True
    names = [GROUPS[role] for role in SHOW_FACTOR]
    if user.groups.filter(name__in=names).exists() or user.has_perm(EDITS):
        return True
    return user.memberships.filter(role=OWNER).exists() or works_by_row(user)


def has_factor(user: Any) -> bool:
    return is_mfa_enabled(user, REAL)


def has_shown_factor(request: HttpRequest) -> bool:
    """Tell whether the second factor was shown in this session."""
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    return any(record.get("method") == FACTOR for record in records)


def lacks_factor(request: HttpRequest) -> bool:
    return settings.SECOND_FACTOR and not has_shown_factor(request)


def ask_for_factor(request: HttpRequest) -> HttpResponse:
    """Lead to where the second factor is shown or, by who has none, set up."""
    if has_factor(request.user):
        back = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('mfa_reauthenticate')}?{back}")
    messages.warning(
        request,
        _("Your work here needs a second factor. Set one up first: an app or a security key."),
    )
    return redirect("mfa_index")


def with_factor(view: View) -> View:
    """Hand a view only sessions in which the second factor was shown."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if lacks_factor(request):
            return ask_for_factor(request)
        return view(request, *args, **kwargs)

    return guarded


def editors_factor(view: View) -> View:
    """Ask who may enter the editors' office for the second factor; others the view refuses.

    Wagtail asks somebody who is signed in and may not enter to sign in, who would be led back.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user: Any = request.user
        if settings.SECOND_FACTOR and user.is_authenticated and user.has_perm(EDITS):
            return with_factor(view)(request, *args, **kwargs)
        answer = view(request, *args, **kwargs)
        door = resolve_url(settings.LOGIN_URL)
        if request.user.is_authenticated and answer.headers.get("Location", "").startswith(door):
            raise PermissionDenied
        return answer

    return guarded


def note_factor(sender: Any, request: HttpRequest, user: Any, **more: Any) -> None:
    """Count a factor that was just set up as shown: setting it up proves it."""
    record_authentication(request, user, FACTOR, reauthenticated=True)


def end_other_sessions(
    sender: Any, request: HttpRequest, user: Any, authenticator: Authenticator, **more: Any
) -> None:
    """Sign a person out elsewhere once an app or a key was taken off: it may be in other hands."""
    if authenticator.type in REAL:
        for session in UserSession.objects.filter(user=user):
            if session.session_key != request.session.session_key:
                session.end()


class StaffFactorMiddleware:
    """Ask who belongs to the staff for the second factor on every page but those that give one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not settings.SECOND_FACTOR or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        match = request.resolver_match
        name = (match and match.url_name) or ""
        if name in FREE or name.startswith("mfa_"):
            return None
        user = request.user
        if user.is_authenticated and (user.is_staff or user.is_superuser):  # type: ignore[union-attr]
            return ask_for_factor(request) if lacks_factor(request) else None
        return None
