"""Who belongs to the finance group, and the log of what they saw and did."""

from django.db.models import QuerySet

from marketplace.accounts.models import User
from marketplace.accounts.roles import GROUPS
from marketplace.ledger.models import AuditRecord

FINANCE = GROUPS["finance"]


def is_finance(user: User) -> bool:
    """Staff who belong to the finance group; a superuser has to belong to it, too."""
    return user.is_staff and user.groups.filter(name=FINANCE).exists()


def finance_people() -> QuerySet[User]:
    """List those who may enter the desk and still work here."""
    people = User.objects.filter(is_staff=True, is_active=True, groups__name=FINANCE)
    return people.order_by("pk")


def record(user: User, action: str, page: str, subject: str = "") -> None:
    AuditRecord.objects.create(user=user, action=action, page=page[:60], subject=subject[:200])
