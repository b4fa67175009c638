"""Find a purchase by its number and the address or telephone that it was made with.

Who lost the mail with the link learns so how it stands. What it holds is behind the link, which
goes to the purchase's own address and nowhere else.
"""

from datetime import timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac
from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, parse

from marketplace.purchases.models import MailMessage, Purchase
from marketplace.purchases.services import mail_buyer

MOST_TRIES = 10  # of one number within TRIED_WITHIN, right ones among them
MOST_SENT = 3  # of one purchase within TRIED_WITHIN
TRIED_WITHIN = timedelta(hours=1)
FOUND_FOR = timedelta(days=90)


class LookupRefused(Exception):
    """The purchase is not looked up, or its link is not sent."""


class TooManyTries(LookupRefused):
    """This number was asked for too often within the hour."""


class TooManyLinks(LookupRefused):
    """Enough links of this purchase were sent within the hour."""


def look_up(number: str, contact: str) -> Purchase | None:
    """Find a purchase of the last 90 days by its number and its e-mail address or telephone.

    What is wrong of the two is not told. Raises TooManyTries.
    """
    number = number.strip().upper()
    if _tries(number) > MOST_TRIES:
        raise TooManyTries
    purchase = Purchase.objects.filter(
        number=number, placed_at__gt=timezone.now() - FOUND_FOR
    ).first()
    asked = as_kept(contact)
    kept = (purchase.email.lower(), purchase.phone) if purchase else ("", "")
    # Both are compared whatever the first says: the time taken tells nothing.
    fits = [bool(each) and constant_time_compare(each, asked) for each in kept]
    return purchase if any(fits) else None


def as_kept(contact: str) -> str:
    """Write an address in small letters, a telephone as purchases keep it (E.164)."""
    contact = contact.strip()
    if "@" in contact:
        return contact.lower()
    try:
        return format_number(parse(contact, "VN"), PhoneNumberFormat.E164)
    except NumberParseException:
        return contact


def _tries(number: str) -> int:
    """Count this try; give how many there were of the number in this hour."""
    key = f"lookup-{salted_hmac('lookup', number).hexdigest()[:32]}"
    seconds = int(TRIED_WITHIN.total_seconds())
    if cache.add(key, 1, seconds):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two calls
        return 1


@transaction.atomic
def send_link(purchase: Purchase) -> None:
    """Mail the link of a purchase to the address it was made with. Raises TooManyLinks."""
    Purchase.objects.select_for_update().get(pk=purchase.pk)
    start = f"purchase_link-{purchase.number}-"
    since = timezone.now() - TRIED_WITHIN
    sent = MailMessage.objects.filter(key__startswith=start, created_at__gt=since)
    if sent.count() >= MOST_SENT:
        raise TooManyLinks
    mail_buyer(purchase, "purchase_link", suffix=get_random_string(12))
