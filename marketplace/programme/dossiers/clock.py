"""Jobs of the clock: days of dossiers that come near are told, once, to who has to act."""

import datetime

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from marketplace.programme.dossiers.drafting import lock
from marketplace.programme.dossiers.handing import open_items
from marketplace.programme.dossiers.mail import remind_maker, remind_office
from marketplace.programme.dossiers.models import Dossier, RequestItem

BEFORE = datetime.timedelta(days=3)
MOST = 100  # dossiers a round of the clock


def remind_of_requests() -> int:
    """Write to makers whose answers are due within three days; return of how many dossiers."""
    today = timezone.localdate()
    due = RequestItem.objects.filter(
        request__answered_at=None,
        request__dossier__state=Dossier.State.WITH_HOLDER,
        answered_at=None,
        reminded_on=None,
        due_on__range=(today, today + BEFORE),
    )
    pks = due.order_by().values("request__dossier").annotate(first=Min("due_on"))
    count = 0
    for row in pks.order_by("first", "request__dossier")[:MOST]:
        with transaction.atomic():
            dossier = lock(Dossier(pk=row["request__dossier"]))
            near = open_items(dossier).filter(
                answered_at=None, reminded_on=None, due_on__lte=today + BEFORE
            )
            items = [(each.words, each.due_on) for each in near.order_by("due_on", "pk")]
            if not dossier.is_asked_back or not items:
                continue
            near.update(reminded_on=today)
            remind_maker(dossier, items)
            count += 1
    return count


def remind_of_opinions() -> int:
    """Write to communes whose opinion is due within three days; return of how many dossiers."""
    today = timezone.localdate()
    due = Dossier.objects.filter(
        state=Dossier.State.AT_COMMUNE,
        due_on__range=(today, today + BEFORE),
        reminded_on=None,
    )
    count = 0
    for pk in list(due.order_by("due_on", "pk").values_list("pk", flat=True)[:MOST]):
        with transaction.atomic():
            dossier = lock(Dossier(pk=pk))
            if not dossier.is_at_commune or dossier.reminded_on is not None:
                continue
            remind_office(dossier)
            dossier.reminded_on = today
            dossier.save(update_fields=["reminded_on"])
            count += 1
    return count
