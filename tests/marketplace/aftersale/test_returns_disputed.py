"""Returns that the market decides: who may call it, what it may say, once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.aftersale.models import Return
from marketplace.aftersale.returns import (
    ReturnRefused,
    decide_return,
    dispute_return,
    withdraw_return,
)
from marketplace.purchases.models import MailMessage, Reversal
from marketplace.purchases.services import MoveRefused
from tests.marketplace.aftersale.claims import approved, asked, exchanged, received

pytestmark = pytest.mark.django_db
STOCK = 10
MINUTE = timedelta(minutes=1)


@pytest.fixture
def producer(sold):
    return sold.producer


@pytest.fixture
def owner(sold):
    return sold.owner


@pytest.fixture
def vase(sold):
    return sold.vase


def fresh(row):
    row.refresh_from_db()
    return row


def near(moment, expected) -> bool:
    return abs(moment - expected) < MINUTE


def said(claim) -> list[tuple[str, str, str]]:
    return list(claim.messages.values_list("side", "step", "text"))


def mailed(claim) -> list[tuple[str, str]]:
    rows = MailMessage.objects.filter(context__return=claim.number).order_by("pk")
    return list(rows.values_list("template", "context__step"))


BOTH = ("return_step", "producer_return")


@pytest.mark.parametrize("make", [approved, received])
def test_buyer_calls_the_market(vase, owner, buyer, make):
    claim = make(vase, owner)
    dispute_return(claim=claim, side="buyer", text="Sai.", by=buyer)
    assert fresh(claim).is_disputed
    assert said(claim)[-1] == ("buyer", "disputed", "Sai.")
    assert mailed(claim)[-2:] == [(template, "disputed") for template in BOTH]
    assert claim.messages.last().by == buyer


def test_more_words_in_a_dispute_are_kept_without_another_mail(vase, owner):
    claim = received(vase, owner)
    dispute_return(claim=claim, side="buyer", text="Sai.", by=None)
    before = mailed(claim)
    dispute_return(claim=claim, side="producer", text="Đúng.", by=owner)
    assert said(claim)[-1] == ("producer", "said", "Đúng.")
    assert (mailed(claim), fresh(claim).state) == (before, "disputed")


@pytest.mark.parametrize(
    ("make", "may"), [(asked, False), (approved, False), (received, True), (exchanged, False)]
)
def test_producer_calls_the_market_once_the_goods_are_back(vase, owner, make, may):
    claim = make(vase, owner)
    state = claim.state
    if may:
        dispute_return(claim=claim, side="producer", text="Vỡ rồi.", by=owner)
        assert fresh(claim).is_disputed
        return
    with pytest.raises(MoveRefused, match=state):
        dispute_return(claim=claim, side="producer", text="Vỡ rồi.", by=owner)
    assert fresh(claim).state == state


def test_closed_return_is_not_disputed(vase, owner):
    claim = asked(vase, owner)
    withdraw_return(claim=claim, by=None)
    with pytest.raises(MoveRefused, match="withdrawn"):
        dispute_return(claim=claim, side="buyer", text="Lại.", by=None)


def disputed(vase, owner, quantity=2) -> Return:
    claim = asked(vase, owner, quantity)
    dispute_return(claim=claim, side="buyer", text="Sai.", by=None)
    return fresh(claim)


def test_market_may_say_no(vase, owner, staff):
    claim = disputed(vase, owner)
    decide_return(claim=claim, by=staff, outcome="refuse", text="Không đủ.")
    assert (fresh(claim).state, claim.decided_by) == ("refused", staff)
    assert said(claim)[-1] == ("staff", "decided", "Không đủ.")
    mail = MailMessage.objects.filter(context__step="decided").first()
    assert mail.context["outcome"] == "refuse"
    with pytest.raises(MoveRefused, match="refused"):
        decide_return(claim=claim, by=staff, outcome="refund", text="…")
    with pytest.raises(MoveRefused, match="decided"):
        dispute_return(claim=claim, side="buyer", text="Lại.", by=None)


def test_market_may_have_the_goods_sent_back_first(vase, owner, staff):
    claim = disputed(vase, owner)
    decide_return(claim=claim, by=staff, outcome="send_back", text="Gửi lại.")
    assert (fresh(claim).state, claim.decided_by) == ("approved", staff)
    assert near(claim.send_back_by, timezone.now() + timedelta(days=14))
    mail = MailMessage.objects.filter(context__step="decided").first()
    assert mail.context["outcome"] == "send_back"


def test_market_may_refund_all(vase, owner, staff):
    claim = disputed(vase, owner)
    found = decide_return(claim=claim, by=staff, outcome="refund", text="Hoàn.")
    assert found == claim
    assert (fresh(claim).state, claim.awarded, claim.decided_by) == ("refunded", None, staff)
    assert (claim.reversal.total, claim.reversal.side) == (222_000, "staff")
    assert claim.reversal.note == "Hoàn."
    assert said(claim)[-2:] == [("staff", "decided", "Hoàn."), ("staff", "refunded", "Hoàn.")]
    mail = MailMessage.objects.filter(context__step="decided").first()
    assert mail.context["outcome"] == "refund"


@pytest.mark.parametrize(
    ("awarded", "may"), [(-1, False), (0, False), (1, True), (200_000, True), (200_001, False)]
)
def test_market_awards_one_dong_to_all_that_was_paid_for_the_goods(
    vase, owner, staff, awarded, may
):
    claim = disputed(vase, owner)
    if may:
        decide_return(claim=claim, by=staff, outcome="refund", text="…", awarded=awarded)
        assert (fresh(claim).awarded, claim.reversal.goods) == (awarded, awarded)
        return
    with pytest.raises(ReturnRefused, match="award"):
        decide_return(claim=claim, by=staff, outcome="refund", text="…", awarded=awarded)
    assert (fresh(claim).state, claim.awarded, said(claim)[-1][1]) == ("disputed", None, "disputed")


@pytest.mark.parametrize("make", [asked, approved, received])
def test_market_decides_only_when_it_was_called(vase, owner, staff, make):
    claim = make(vase, owner)
    for outcome in ("refund", "refuse", "send_back"):
        with pytest.raises(MoveRefused, match=claim.state):
            decide_return(claim=claim, by=staff, outcome=outcome, text="…")
    assert not Reversal.objects.exists()
