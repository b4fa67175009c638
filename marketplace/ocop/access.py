"""The officers' door."""

from django.contrib.auth.decorators import login_required, user_passes_test
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from marketplace.accounts.factors import with_factor
from marketplace.accounts.models import User
from marketplace.accounts.officers import is_officer
from marketplace.accounts.roles import May
from marketplace.frame.access import View, for_audience


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
