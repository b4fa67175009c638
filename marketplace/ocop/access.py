"""The officers' door."""

from django.contrib.auth.decorators import login_required, user_passes_test
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from marketplace.accounts.models import User
from marketplace.frame.access import View, for_audience

OFFICERS = "OCOP officers"


def is_officer(user: User | AnonymousUser) -> bool:
    """Tell whether a person keeps the register. Raises PermissionDenied for anybody else."""
    if user.is_superuser or user.groups.filter(name=OFFICERS).exists():
        return True
    raise PermissionDenied


def officers_only(view: View) -> View:
    """Let in who keeps the register."""
    return for_audience("officer")(login_required(user_passes_test(is_officer)(view)))
