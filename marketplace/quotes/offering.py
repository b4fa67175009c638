"""A maker answers: with a price for each product, or with a reason why not. The clock ends it.

An offer may be changed or taken back while nobody has accepted it; who asked is told each time.
"""

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

from marketplace.accounts.models import User
from marketplace.frame.money import format_dong
from marketplace.frame.states import move
from marketplace.quotes.asking import lock_quote, said
from marketplace.quotes.mail import mail_asker, tell_maker
from marketplace.quotes.models import LONGEST_REASON, Quote
from marketplace.quotes.refusals import (
    BadReady,
    BadValid,
    IsOver,
    NoReason,
    NotProven,
    TooDear,
    Unpriced,
)

State = Quote.State
MOST_FOR_ONE = 1_000_000_000  # dong
MOST_IN_ALL = 9_999_999_999  # what the columns of an order hold
LONGEST_VALID = datetime.timedelta(days=90)
LONGEST_READY = datetime.timedelta(days=366)
UNANSWERED = datetime.timedelta(days=30)  # then an enquiry lapses
UNPROVEN_KEPT = datetime.timedelta(days=7)
KEPT = datetime.timedelta(days=365)  # after the last step
MOST_AT_ONCE = 200  # in one round of the clock


@transaction.atomic
def offer_quote(
    *,
    quote: Quote,
    by: User,
    prices: Mapping[int, int],
    delivery: int,
    ready_on: datetime.date,
    valid_until: datetime.date,
    words: str = "",
) -> Quote:
    """Offer what is asked for, or offer it anew; `prices` are dong for one, by line id.

    The same again changes nothing. Raises NotProven, IsOver, Unpriced, TooDear, BadReady,
    BadValid and what a text is refused for.
    """
    found = going_on(quote)
    lines = list(found.lines.all())
    today = timezone.localdate()
    if any(prices.get(line.pk, 0) < 1 for line in lines):
        raise Unpriced
    refuse_days(today, ready_on=ready_on, valid_until=valid_until)
    total = delivery + sum(prices[line.pk] * line.quantity for line in lines)
    if total > MOST_IN_ALL or max(prices[line.pk] for line in lines) > MOST_FOR_ONE:
        raise too_dear()
    offer = {
        "delivery": delivery,
        "ready_on": ready_on,
        "valid_until": valid_until,
        "words": said(words),
        "reason": "",  # why the offer before was taken back
    }
    stands = found.is_quoted and all(getattr(found, name) == offer[name] for name in offer)
    if stands and all(line.price == prices[line.pk] for line in lines):
        return found
    for line in lines:
        line.price = prices[line.pk]
        line.save(update_fields=["price"])
    now = timezone.now()
    offer |= {"quoted_at": now, "quoted_by": by, "last_at": now, "revision": found.revision + 1}
    if found.is_quoted:
        for name, value in offer.items():
            setattr(found, name, value)
        found.save(update_fields=list(offer))
    else:
        move(found, State.QUOTED, **offer)
    mail_asker(found, "given")
    return found


def too_dear() -> TooDear:
    language = get_language() or "vi"
    return TooDear(most=format_dong(MOST_IN_ALL, language), one=format_dong(MOST_FOR_ONE, language))


def refuse_days(
    today: datetime.date, *, ready_on: datetime.date, valid_until: datetime.date
) -> None:
    """Refuse days that have passed or lie too far ahead."""
    last = today + LONGEST_READY
    if not today <= ready_on <= last:
        raise BadReady(last=date_format(last, "SHORT_DATE_FORMAT"))
    last = today + LONGEST_VALID
    if not today <= valid_until <= last:
        raise BadValid(last=date_format(last, "SHORT_DATE_FORMAT"))


@transaction.atomic
def take_back(*, quote: Quote, reason: str) -> None:
    """Take an offer back: the enquiry waits for another. Raises IsOver, NoReason."""
    found = going_on(quote)
    if found.is_open:
        return
    move(found, State.OPEN, reason=reason_of(reason), last_at=timezone.now())
    mail_asker(found, "taken_back")


@transaction.atomic
def decline(*, quote: Quote, reason: str) -> None:
    """Offer nothing, and say why. Once more changes nothing. Raises IsOver, NoReason."""
    found = lock_quote(quote)
    if found.is_declined:
        return
    if not found.is_open:
        raise IsOver
    move(found, State.DECLINED, reason=reason_of(reason), last_at=timezone.now())
    mail_asker(found, "declined")


def reason_of(text: str) -> str:
    if not text.strip():
        raise NoReason
    return said(text)[:LONGEST_REASON]


def going_on(quote: Quote) -> Quote:
    """Lock a quote that its maker may still answer."""
    found = lock_quote(quote)
    if found.is_unproven:
        raise NotProven
    if not found.goes_on:
        raise IsOver
    return found


def lapse_quotes(day: datetime.date | None = None) -> int:
    """Clock job: end offers after their last day, and enquiries nobody answers; how many."""
    day = day or timezone.localdate()
    over = Quote.objects.filter(state=State.QUOTED, valid_until__lt=day)
    old = Quote.objects.filter(state=State.OPEN, last_at__lt=timezone.now() - UNANSWERED)
    pks = list((over | old).order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE])
    return sum(lapse(pk, day) for pk in pks)


@transaction.atomic
def lapse(pk: int, day: datetime.date) -> bool:
    """End one, unless it was accepted or answered anew meanwhile."""
    found = lock_quote(Quote(pk=pk))
    waits = found.is_open and found.last_at < timezone.now() - UNANSWERED
    if not waits and not (found.is_quoted and found.is_over(day)):
        return False
    step = "lapsed" if found.is_quoted else "unanswered"
    move(found, State.LAPSED)
    mail_asker(found, step)
    tell_maker(found, "quote_lapsed")
    return True


def forget_quotes() -> int:
    """Clock job: erase what nobody proved, and what a year has passed over."""
    now = timezone.now()
    unproven = Quote.objects.filter(state=State.UNPROVEN, made_at__lt=now - UNPROVEN_KEPT)
    old = Quote.objects.filter(last_at__lt=now - KEPT)
    pks = list((unproven | old).order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE])
    return Quote.objects.filter(pk__in=pks).delete()[1].get("quotes.Quote", 0)
