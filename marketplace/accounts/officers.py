"""Who keeps the register of certificates: the group of OCOP officers."""

from django.contrib.auth.models import AnonymousUser

from marketplace.accounts.models import User

OFFICERS = "OCOP officers"


def is_officer(user: User | AnonymousUser) -> bool:
    return user.is_superuser or user.groups.filter(name=OFFICERS).exists()
