"""The officers' doors: the register's, and that of offices, which a post of today opens.

Every dossier that an officer sees is found through one of these functions.
"""

from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required, user_passes_test
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from marketplace.accounts.factors import with_factor
from marketplace.accounts.models import User
from marketplace.accounts.officers import is_officer
from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.frame.access import View, for_audience
from marketplace.programme.dossiers.models import Dossier
from marketplace.programme.dossiers.queries import dossiers_at
from marketplace.programme.offices.queries import offices_of


def must_be_officer(user: User | AnonymousUser) -> bool:
    """Let in who keeps the register. Raises PermissionDenied for anybody else."""
    if is_officer(user):
        return True
    raise PermissionDenied


def officers_only(view: View) -> View:
    """Let in who keeps the register."""
    passes = user_passes_test(must_be_officer)
    guarded = for_audience("officer")(login_required(passes(with_factor(view))))
    guarded.permission = May.REGISTER  # type: ignore[attr-defined]
    return guarded


def posts_only(view: View) -> View:
    """Let in who has a post at an office today, with a second factor."""

    @login_required
    @wraps(view)
    def guarded(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not offices_of(request.user).exists():
            raise PermissionDenied
        return with_factor(view)(request, *args, **kwargs)

    return for_audience("office")(guarded)


def seen_dossiers(request: PersonRequest) -> QuerySet[Dossier]:
    """Dossiers that came to an office where the signed-in person has a post today."""
    return dossiers_at(request.user)


def seen_dossier(request: PersonRequest, pk: int) -> Dossier:
    return get_object_or_404(seen_dossiers(request), pk=pk)


def may_act(request: PersonRequest, dossier: Dossier) -> bool:
    """Tell whether the dossier waits for the office of the signed-in person."""
    if dossier.office is None or not dossier.is_at_office:
        return False
    own = offices_of(request.user).filter(pk=dossier.office.pk)
    works_there = dossier.producer.memberships.filter(user=request.user.pk)
    return own.exists() and not works_there.exists()


def dossier_to_act_on(request: PersonRequest, pk: int) -> Dossier:
    """Find a dossier that waits for the person's office; of all others nothing is given."""
    found = seen_dossier(request, pk)
    if not may_act(request, found):
        raise Http404
    return found
