"""Let the days of returns act: silence, goods never sent back, money that is due.

Law 19/2023/QH15, article 38.4: the money is back within 30 days of the buyer's word. A bank
refund takes a week of them (PAY_WITHIN) and one day is spared, so with 30 days:

    day 0    asked
    day 22   back at the producer, nothing said: refunded by the clock where the law or the
             market accepts always and the buyer wants money; else the market decides
    day 22   on its way back, not noted as received: the market decides
    day 30   the money is there

A new one that came back undelivered waits as long as an answer may take, then the market decides.
Goods that came back late are looked at for two days, but not past the day before the last.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from marketplace.aftersale.mail import mail_both
from marketplace.aftersale.models import Return, ReturnMessage
from marketplace.aftersale.returns import lock_claim, move_claim, refund_return, say
from marketplace.gateways.refunds import PAY_WITHIN, OverRefund

State, Side = Return.State, ReturnMessage.Side
ONE_DAY = timedelta(days=1)
LOOKED_AT_FOR = timedelta(days=2)
AT_A_TIME = 100


def silent(now: datetime) -> Q:
    return Q(state=State.ASKED, answer_by__lt=now)


def undelivered(now: datetime) -> Q:
    return Q(state=State.CAME_BACK, answer_by__lt=now)


def forgotten(now: datetime) -> Q:
    return Q(state=State.APPROVED, send_back_by__lt=now, tracking_code="")


def on_its_way_too_long(now: datetime) -> Q:
    return Q(state=State.APPROVED, refund_by__lt=now + PAY_WITHIN + ONE_DAY) & ~Q(tracking_code="")


def money_is_due(now: datetime) -> Q:
    looked_at = Q(received_at__lt=now - LOOKED_AT_FOR) | Q(refund_by__lt=now + ONE_DAY)
    return Q(state=State.RECEIVED, refund_by__lt=now + PAY_WITHIN + ONE_DAY) & looked_at


def watch_returns() -> int:
    """Do what is due; how many returns moved. Safe to repeat."""
    acted, now = 0, timezone.now()
    for condition, do in RULES:
        due = Return.objects.filter(condition(now))
        for claim in due.order_by("pk")[:AT_A_TIME]:
            with transaction.atomic():
                locked = lock_claim(claim)
                if due.filter(pk=claim.pk).exists():  # nobody moved it while we waited
                    do(locked)
                    acted += 1
    return acted


def to_the_market(claim: Return) -> None:
    move_claim(claim, State.DISPUTED)
    say(claim, Side.CLOCK, "disputed", "", None)
    mail_both(claim, "disputed")


def lapse(claim: Return) -> None:
    move_claim(claim, State.WITHDRAWN)
    say(claim, Side.CLOCK, "withdrawn", "", None)
    mail_both(claim, "withdrawn")


def pay_back(claim: Return) -> None:
    """Refund what cannot be refused; all else, and what cannot be refunded here, people decide."""
    if claim.rule.is_always_accepted and claim.wish == Return.Wish.REFUND:
        try:
            refund_return(claim=claim, by=None, side=Side.CLOCK)
        except OverRefund:
            to_the_market(claim)
    else:
        to_the_market(claim)


RULES: tuple[tuple[Callable[[datetime], Q], Callable[[Return], None]], ...] = (
    (silent, to_the_market),
    (undelivered, to_the_market),
    (forgotten, lapse),
    (on_its_way_too_long, to_the_market),
    (money_is_due, pay_back),
)
