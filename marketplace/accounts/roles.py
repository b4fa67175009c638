"""Who may do what: one table from roles to named permissions.

A producer's members have one role each there; the market's people have theirs by a group of
Django. A view names the permission it needs at its door (each face's access.py), and
tests/source/test_access.py finds one that does not. `is_staff` alone opens nothing; a superuser
does everything but the finance desk's work, which takes its group.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any


class May(StrEnum):
    """A permission, named after what it lets one do."""

    # At a producer
    WORK = "work"  # read orders
    PACK = "pack"  # confirm and ship orders, keep lots and their steps, put labels on packs
    SELL = "sell"  # prices, texts, returns, cancelled orders, label runs, scans, recalls
    PAPERS = "papers"  # receipts and invoices for buyers
    ACCOUNTS = "accounts"  # statements and tables for the books
    DISCOUNT = "discount"  # vouchers, which the producer pays
    ANSWER = "answer"  # the bank account, keys, members, an end of selling
    # In the market
    REVIEW = "review"  # proposals of producers, lost second factors, the shop's back office
    FINANCE = "finance"  # the finance desk
    REGISTER = "register"  # certificates
    EDIT = "edit"  # pages


ROLES: dict[str, frozenset[May]] = {
    "owner": frozenset(
        {May.WORK, May.PACK, May.SELL, May.PAPERS, May.ACCOUNTS, May.DISCOUNT, May.ANSWER}
    ),
    "seller": frozenset({May.WORK, May.PACK, May.SELL, May.PAPERS}),
    "packer": frozenset({May.WORK, May.PACK}),
    "accountant": frozenset({May.WORK, May.PAPERS, May.ACCOUNTS}),
    "moderator": frozenset({May.REVIEW}),
    "finance": frozenset({May.FINANCE}),
    "officer": frozenset({May.REGISTER}),
    "editor": frozenset({May.EDIT}),
}
GROUPS = {
    "moderator": "Market moderators",
    "finance": "Finance",
    "officer": "OCOP officers",
    "editor": "Editors",  # Wagtail's; what it may do there stands in its permissions
}
SHOW_FACTOR = ("moderator", "finance", "officer")  # and owners, staff, /cms/, BY_ROW
# What moves money, names who is paid, gives out keys or lets people in: before a change the
# person says once more who it is (marketplace/accounts/fresh.py).
ASKS_AGAIN = frozenset({May.FINANCE, May.ANSWER, May.DISCOUNT})
SUPERUSER = frozenset({May.REVIEW, May.REGISTER, May.EDIT})
# Who works for the programme by a row, in no group: rooms above say it here as the market starts.
BY_ROW: list[Callable[[Any], bool]] = []
AT_A_PRODUCER = frozenset().union(*(ROLES[name] for name in ROLES if name not in GROUPS))


def role_may(role: str, permission: May) -> bool:
    """Tell whether a role lets one do this."""
    return permission in ROLES.get(role, frozenset())


def works_by_row(user: Any) -> bool:
    """Tell whether a row of a room above has somebody work for the programme, as a post does."""
    return any(holds(user) for holds in BY_ROW)


def person_may(user: Any, permission: May) -> bool:
    """Tell whether somebody may do this in the market, by a group or as a superuser."""
    if not user.is_authenticated or permission in AT_A_PRODUCER:
        return False
    if user.is_superuser and permission in SUPERUSER:
        return True
    names = [GROUPS[role] for role in GROUPS if role_may(role, permission)]
    return user.groups.filter(name__in=names).exists()
