"""A code by mail for a guest's purchase: who has its link looks, who has its mailbox moves money.

The mail of the outbox is the row that counts: how many went out, how often one was tried.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, get_random_string

from marketplace.purchases.mail import queue_mail
from marketplace.purchases.models import MailMessage, Purchase

TEMPLATE = "purchase_code"
LIFE = timedelta(minutes=10)
MOST_TRIES = 5
MOST_SENT = 3  # within SENT_WITHIN
SENT_WITHIN = timedelta(hours=1)


class TooManyCodes(Exception):
    """Enough codes were sent to this buyer within the hour."""


def codes_of(purchase: Purchase, since: timedelta):
    start = timezone.now() - since
    rows = MailMessage.objects.filter(key__startswith=f"{TEMPLATE}-{purchase.number}-")
    return rows.filter(created_at__gt=start).order_by("-pk")


@transaction.atomic
def send_code(purchase: Purchase, language: str) -> None:
    """Mail six digits to the buyer's address. Raises TooManyCodes."""
    Purchase.objects.select_for_update().get(pk=purchase.pk)
    if codes_of(purchase, SENT_WITHIN).count() >= MOST_SENT:
        raise TooManyCodes
    queue_mail(
        key=f"{TEMPLATE}-{purchase.number}-{get_random_string(12)}",
        to=purchase.email,
        template=TEMPLATE,
        context={
            "number": purchase.number,
            "code": get_random_string(6, "0123456789"),
            "minutes": LIFE // timedelta(minutes=1),
            "tries": 0,
        },
        language=language,
    )


@transaction.atomic
def is_code(purchase: Purchase, given: str) -> bool:
    """Tell whether these are the digits of the last mail; each try counts, a right one ends it."""
    row = codes_of(purchase, LIFE).select_for_update().first()
    if row is None or row.context["tries"] >= MOST_TRIES:
        return False
    is_right = constant_time_compare(row.context["code"], given.strip())
    row.context["tries"] = MOST_TRIES if is_right else row.context["tries"] + 1
    row.save(update_fields=["context"])
    return is_right
