"""The clock of returns: to the moment, what it does and in whose name."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from marketplace.aftersale import deadlines
from marketplace.aftersale.deadlines import (
    RULES,
    forgotten,
    lapse,
    money_is_due,
    on_its_way_too_long,
    pay_back,
    silent,
    to_the_market,
    undelivered,
    watch_returns,
)
from marketplace.aftersale.models import Return
from marketplace.gateways.models import Refund
from marketplace.gateways.refunds import OverRefund
from marketplace.purchases.models import MailMessage
from tests.marketplace.aftersale.claims import asked, received

pytestmark = pytest.mark.django_db
STOCK = 20
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def producer(sold):
    return sold.producer


@pytest.fixture
def owner(sold):
    return sold.owner


@pytest.fixture
def vase(sold):
    return sold.vase


@pytest.fixture
def claim(vase, owner):
    return asked(vase, owner)


def meets(claim, condition, **fields) -> bool:
    """Tell whether a return with these columns is due at NOW."""
    blank = {
        "answer_by": NOW + 99 * DAY,
        "send_back_by": None,
        "refund_by": None,
        "received_at": None,
        "tracking_code": "",
    }
    Return.objects.filter(pk=claim.pk).update(**blank | fields)
    return Return.objects.filter(condition(NOW)).exists()


@pytest.mark.parametrize(("condition", "state"), [(silent, "asked"), (undelivered, "came_back")])
def test_silence_is_over_after_the_day_of_the_answer(claim, condition, state):
    assert not meets(claim, condition, state=state, answer_by=NOW + MINUTE)
    assert not meets(claim, condition, state=state, answer_by=NOW)
    assert meets(claim, condition, state=state, answer_by=NOW - MINUTE)
    for other in set(Return.State.values) - {state}:
        assert not meets(claim, condition, state=other, answer_by=NOW - MINUTE)


def test_goods_are_forgotten_after_their_day_unless_they_are_on_the_way(claim):
    past = {"state": "approved", "send_back_by": NOW - MINUTE}
    assert meets(claim, forgotten, **past)
    assert not meets(claim, forgotten, **past | {"tracking_code": "VN1"})
    assert not meets(claim, forgotten, **past | {"send_back_by": NOW})
    assert not meets(claim, forgotten, **past | {"send_back_by": NOW + MINUTE})
    assert not meets(claim, forgotten, **past | {"state": "received"})


def test_goods_are_too_long_on_their_way_eight_days_before_the_money_is_due(claim):
    past = {"state": "approved", "tracking_code": "VN1", "refund_by": NOW + 8 * DAY - MINUTE}
    assert meets(claim, on_its_way_too_long, **past)
    assert not meets(claim, on_its_way_too_long, **past | {"refund_by": NOW + 8 * DAY})
    assert not meets(claim, on_its_way_too_long, **past | {"refund_by": NOW + 8 * DAY + MINUTE})
    assert not meets(claim, on_its_way_too_long, **past | {"tracking_code": ""})
    assert not meets(claim, on_its_way_too_long, **past | {"state": "asked"})


LATE, SOON = NOW - 2 * DAY - MINUTE, NOW + DAY - MINUTE


@pytest.mark.parametrize(
    ("received_at", "refund_by", "due"),
    [
        (LATE, NOW + 8 * DAY - MINUTE, True),
        (LATE, NOW + 8 * DAY, False),
        (NOW - 2 * DAY, NOW + 8 * DAY - MINUTE, False),  # they are still looked at
        (NOW - 2 * DAY, NOW + DAY, False),
        (NOW - 2 * DAY, SOON, True),  # but not past the day before the last
        (NOW, SOON, True),
        (LATE, SOON, True),  # both
        (LATE, NOW - DAY, True),
    ],
)
def test_money_is_due_when_the_goods_were_looked_at_or_the_day_comes(
    claim, received_at, refund_by, due
):
    facts = {"received_at": received_at, "refund_by": refund_by}
    assert meets(claim, money_is_due, state="received", **facts) is due
    assert not meets(claim, money_is_due, state="approved", **facts)


def test_each_condition_has_its_act():
    assert (
        (silent, to_the_market),
        (undelivered, to_the_market),
        (forgotten, lapse),
        (on_its_way_too_long, to_the_market),
        (money_is_due, pay_back),
    ) == RULES
    assert (deadlines.ONE_DAY, deadlines.LOOKED_AT_FOR) == (DAY, 2 * DAY)


@pytest.mark.parametrize(("act", "state"), [(to_the_market, "disputed"), (lapse, "withdrawn")])
def test_clock_moves_in_its_own_name_and_tells_both(claim, act, state):
    act(claim)
    claim.refresh_from_db()
    assert claim.state == state
    message = claim.messages.last()
    assert (message.side, message.step, message.text, message.by) == ("clock", state, "", None)
    mails = MailMessage.objects.filter(context__step=state).values_list("template", flat=True)
    assert sorted(mails) == ["producer_return", "return_step"]


@pytest.mark.parametrize(
    ("reason", "wish", "state"),
    [
        ("not_as_described", "refund", "refunded"),
        ("not_as_described", "exchange", "disputed"),
        ("damaged", "refund", "disputed"),
        ("damaged", "exchange", "disputed"),
    ],
)
def test_clock_refunds_only_what_cannot_be_refused(vase, owner, reason, wish, state):
    claim = received(vase, owner, reason=reason, wish="".join(wish))
    pay_back(claim)
    claim.refresh_from_db()
    assert claim.state == state
    assert Refund.objects.exists() is (state == "refunded")
    assert claim.messages.last().side == "clock"


def test_what_cannot_be_refunded_here_people_decide(vase, owner, monkeypatch):
    claim = received(vase, owner, reason="not_as_described")

    def refuse(**_facts):
        raise OverRefund

    monkeypatch.setattr(deadlines, "refund_return", refuse)
    pay_back(claim)
    claim.refresh_from_db()
    assert claim.state == "disputed"


def test_watch_acts_on_what_is_due_once(vase, owner):
    late, waiting = asked(vase, owner), asked(vase, owner)
    Return.objects.filter(pk=late.pk).update(answer_by=timezone.now() - MINUTE)
    assert (watch_returns(), watch_returns()) == (1, 0)
    states = dict(Return.objects.values_list("pk", "state"))
    assert states == {late.pk: "disputed", waiting.pk: "asked"}


def test_watch_takes_so_many_at_a_time_the_oldest_first(vase, owner, monkeypatch):
    monkeypatch.setattr(deadlines, "AT_A_TIME", 2)
    claims = [asked(vase, owner) for _ in range(3)]
    Return.objects.update(answer_by=timezone.now() - MINUTE)
    assert watch_returns() == 2
    assert Return.objects.get(state="asked") == claims[-1]
    assert (watch_returns(), watch_returns()) == (1, 0)


def test_watch_leaves_what_somebody_moved_meanwhile(vase, owner, monkeypatch):
    claim = asked(vase, owner)
    Return.objects.update(answer_by=timezone.now() - MINUTE)
    lock = deadlines.lock_claim

    def answered_while_we_waited(found):
        Return.objects.update(state="refused")
        return lock(found)

    monkeypatch.setattr(deadlines, "lock_claim", answered_while_we_waited)
    assert watch_returns() == 0
    claim.refresh_from_db()
    assert (claim.state, claim.messages.count()) == ("refused", 1)
