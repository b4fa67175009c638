"""Who keeps the register of certificates: the group of OCOP officers."""

from django.contrib.auth.models import AnonymousUser

from marketplace.accounts.models import User
from marketplace.accounts.roles import GROUPS, May, person_may

OFFICERS = GROUPS["officer"]


def is_officer(user: User | AnonymousUser) -> bool:
    return person_may(user, May.REGISTER)
