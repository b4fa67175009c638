"""Who let two purchases come back untaken pays the next beforehand: the way there and back is lost.

Counted by the telephone and the e-mail address of purchases, whoever is signed in. Nothing is
kept beside the parcels themselves: after half a year a buyer may pay in cash again.
"""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from marketplace.purchases.models import Reversal
from marketplace.purchases.worth import IN_CASH

MOST_REFUSED = 2  # purchases in cash of which something was not taken, within LOOKED_BACK
LOOKED_BACK = timedelta(days=180)


def may_pay_in_cash(email: str, phone: str) -> bool:
    """Tell whether a buyer may pay at the door; one query."""
    same = Q(order__purchase__email__iexact=email) if email else Q(pk__in=[])
    if phone:
        same |= Q(order__purchase__phone=phone)
    refused = Reversal.objects.filter(
        same,
        cause=Reversal.Cause.REFUSED,
        at__gt=timezone.now() - LOOKED_BACK,
        order__purchase__payment_method=IN_CASH,
    )
    # Two parcels of one purchase are one day on which nobody was there.
    return refused.values("order__purchase").distinct().count() < MOST_REFUSED
