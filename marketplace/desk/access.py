"""Doors of the desk: moderators, and the finance group whose every visit is written down.

A page of money that is only looked at writes a row too: who saw it has to be known, so this
is an exception to "GET never writes". The row is one insert.
"""

from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_required, user_passes_test
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import resolve

from marketplace.accounts.factors import ask_for_factor, lacks_factor, with_factor
from marketplace.accounts.fresh import ask_again
from marketplace.accounts.models import User
from marketplace.accounts.roles import May, person_may
from marketplace.frame.access import View, for_audience
from marketplace.frame.screens import asked_text
from marketplace.ledger.access import is_finance, record
from marketplace.ledger.models import AuditRecord
from marketplace.operations.access import may_mend

NOTES = "audit_notes"
Action = AuditRecord.Action


def moderators_only(view: View) -> View:
    """Let in who decides on what producers propose; others are asked to sign in as one."""
    passes = user_passes_test(lambda user: person_may(user, May.REVIEW))
    guarded = for_audience("moderator")(login_required(passes(with_factor(view))))
    guarded.permission = May.REVIEW  # type: ignore[attr-defined]
    return guarded


def operators_only(view: View) -> View:
    """Let in staff who may see and mend the health of the market; others who are signed in: 403."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_mend(request.user):
            raise PermissionDenied
        if lacks_factor(request):
            return ask_for_factor(request)
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    return for_audience("operator")(guarded)


def note_for_audit(request: HttpRequest, text: str) -> None:
    """Add to what the audit log will say of this request, for instance the new figures."""
    vars(request).setdefault(NOTES, []).append(text)


def finance_only(view: View) -> View:
    """Let the finance group in and write down what was seen or done; refuse all others.

    What the address names, a search text and the view's own notes are the subject. Whatever is
    changed here asks again who it is, and so does a view that is marked for more.
    """
    asked = {"POST", *getattr(view, "asks_again", ())}

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        assert isinstance(user, User)  # noqa: S101 - login_required saw to it
        # Not request.resolver_match: a form that waited for its person comes from another page.
        page = resolve(request.path_info).view_name
        named = [str(value) for value in kwargs.values()]
        if text := asked_text(request, 120):
            named.append(text)
        subject = " ".join(named)
        if not is_finance(user):
            if user.is_staff:
                record(user, Action.REFUSED, page, subject)
            raise PermissionDenied
        if lacks_factor(request):
            return ask_for_factor(request)
        if request.method in asked:
            ask_again(request)
        response = view(request, *args, **kwargs)
        took = "Content-Disposition" in response.headers
        did = request.method == "POST" and response.status_code < HTTPStatus.BAD_REQUEST
        action = Action.DID if did else Action.TOOK if took else Action.SAW
        record(user, action, page, " ".join([subject, *vars(request).get(NOTES, [])]).strip())
        response["Cache-Control"] = "private, no-store"
        return response

    guarded.permission = May.FINANCE  # type: ignore[attr-defined]
    guarded.asks_again = tuple(sorted(asked))  # type: ignore[attr-defined]
    return for_audience("finance")(guarded)
