"""Who may write nothing for some days, by an account or by a guest's address."""

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from marketplace.accounts.models import User
from marketplace.talks.models import Act
from marketplace.talks.refusals import Muted


def mutes_in_force() -> QuerySet[Act]:
    return Act.objects.filter(what=Act.What.MUTED, lifted_at=None, until__gt=timezone.now())


def refuse_muted(user: User | None, email: str = "") -> None:
    """Raise Muted for who may not write now: an account, or a guest by the purchase's address."""
    whose = Q(user=user) if user else Q(email=email.lower(), user=None)
    if not user and not email:
        return
    until = mutes_in_force().filter(whose).order_by("-until").values_list("until", flat=True)
    if last := until.first():
        raise Muted(day=date_format(timezone.localtime(last), "SHORT_DATETIME_FORMAT"))
