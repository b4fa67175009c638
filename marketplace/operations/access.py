"""Who sees to it that the market runs: staff with the permission for it."""

from django.contrib.auth.models import AnonymousUser

from marketplace.accounts.models import User


def may_mend(user: User | AnonymousUser) -> bool:
    return user.is_staff and user.has_perm("operations.mend_market")
