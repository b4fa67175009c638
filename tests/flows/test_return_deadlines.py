"""The days of returns: what law 19/2023/QH15 gives holds whatever else is set, and the clock acts."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from marketplace.aftersale.deadlines import watch_returns
from marketplace.aftersale.models import Return, ReturnRule
from marketplace.aftersale.returns import (
    ReturnRefused,
    accept_return,
    ask_return,
    note_sent_back,
    receive_return,
    rule_for,
)
from marketplace.gateways.models import Refund
from marketplace.purchases.models import MailMessage, Parcel
from tests import factories
from tests.flows import sale

pytestmark = pytest.mark.django_db
OF_THE_LAW = ["not_as_described", "wrong_item", "past_its_date"]


def ask(order, reason, wish="refund") -> Return:
    return ask_return(
        order=order,
        token=uuid.uuid4(),
        reason=reason,
        wish=wish,
        text="Không đúng như mô tả.",
        quantities={order.lines.get().pk: 1},
        pictures=[],
        by=None,
    )


def bought(product, owner, days_ago=0):
    order = sale.arrived([(product, 1)], owner).orders.get()
    Parcel.objects.update(delivered_at=timezone.now() - timedelta(days=days_ago))
    return order


def asked_days_ago(claim: Return, days: int, **fields) -> None:
    """Let time pass: every moment of a return lies that much further back."""
    ago = timedelta(days=days)
    now = timezone.now()
    Return.objects.filter(pk=claim.pk).update(
        asked_at=now - ago, refund_by=now - ago + timedelta(days=30), **fields
    )


def state(claim: Return) -> str:
    claim.refresh_from_db()
    return claim.state


@pytest.mark.parametrize("reason", OF_THE_LAW)
def test_what_the_law_gives_is_never_less_than_it_says(reason):
    rule = rule_for(reason, timezone.localdate())
    assert rule.days >= 30
    assert rule.refund_days <= 30
    assert (rule.is_always_accepted, rule.is_producers_fault) == (True, True)
    assert (rule.takes_food, rule.takes_made_to_order, rule.is_checked) == (True, True, True)
    assert "19/2023/QH15, điều 38 khoản 3 điểm b" in rule.source


def test_the_markets_own_promises_say_so_and_are_not_called_law():
    own = ReturnRule.objects.exclude(reason__in=OF_THE_LAW)
    assert {rule.source for rule in own} == {"Cam kết của chợ"}
    assert not own.filter(is_checked=True).exists()


@pytest.mark.parametrize(
    "narrower",
    [
        {"is_always_accepted": False},
        {"is_producers_fault": False},
        {"takes_food": False},
        {"takes_made_to_order": False},
    ],
)
def test_no_terms_narrow_not_as_described(narrower):
    terms = {"reason": "not_as_described", "days": 30, "source": "x", "is_always_accepted": True}
    rule = ReturnRule(**terms | narrower, valid_from=timezone.localdate())
    with pytest.raises(ValidationError):
        rule.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        rule.save()


def test_food_made_to_order_is_taken_back_when_not_as_described(owner, producer):
    honey = factories.make_product(producer, price=90_000, set_number=4, made_to_order=True)
    order = bought(honey, owner, days_ago=29)
    assert ask(order, "not_as_described").state == "approved"


def test_past_its_date_is_accepted_for_thirty_days_and_spoilt_is_the_producers_to_answer(
    owner, product
):
    order = bought(product, owner, days_ago=29)
    with pytest.raises(ReturnRefused, match="too_late"):
        ask(order, "spoilt")
    claim = ask(order, "past_its_date")
    assert claim.state == "approved"
    assert claim.refund_by.date() == (claim.asked_at + timedelta(days=30)).date()
    Parcel.objects.update(delivered_at=timezone.now() - timedelta(days=31))
    other = bought(product, owner, days_ago=31)
    with pytest.raises(ReturnRefused, match="too_late"):
        ask(other, "past_its_date")


def test_money_is_on_its_way_before_thirty_days_are_over(owner, product):
    order = bought(product, owner)
    claim = ask(order, "not_as_described")
    receive_return(claim=claim, by=owner, fit={})
    asked_days_ago(claim, 21, received_at=timezone.now() - timedelta(days=5))
    assert (watch_returns(), state(claim)) == (0, "received")
    asked_days_ago(claim, 22.5)
    assert (watch_returns(), state(claim)) == (1, "refunded")
    assert watch_returns() == 0
    refund = Refund.objects.get()
    assert refund.amount == claim.reversal.total
    assert refund.due_at <= claim.refund_by
    assert claim.messages.get(step="refunded").side == "clock"
    assert MailMessage.objects.filter(template="return_step", context__step="refunded").exists()


def test_goods_that_came_back_late_are_looked_at_but_not_past_the_day(owner, product):
    claim = ask(bought(product, owner), "not_as_described")
    receive_return(claim=claim, by=owner, fit={})
    asked_days_ago(claim, 25)
    assert (watch_returns(), state(claim)) == (0, "received")
    asked_days_ago(claim, 29.5)
    assert (watch_returns(), state(claim)) == (1, "refunded")


@pytest.mark.parametrize(
    ("reason", "wish"), [("damaged", "refund"), ("not_as_described", "exchange")]
)
def test_what_a_person_must_weigh_goes_to_the_market(owner, product, reason, wish):
    claim = ask(bought(product, owner), reason, wish)
    accept_return(claim=claim, by=owner)
    receive_return(claim=claim, by=owner, fit={})
    asked_days_ago(claim, 23, received_at=timezone.now() - timedelta(days=5))
    assert (watch_returns(), state(claim)) == (1, "disputed")
    assert (watch_returns(), Refund.objects.count()) == (0, 0)


def test_goods_on_their_way_that_nobody_notes_go_to_the_market(owner, product):
    claim = ask(bought(product, owner), "not_as_described")
    note_sent_back(claim=claim, tracking_code="VN1", by=None)
    asked_days_ago(claim, 21, send_back_by=timezone.now() - timedelta(days=7))
    assert watch_returns() == 0
    asked_days_ago(claim, 23)
    assert (watch_returns(), state(claim)) == (1, "disputed")
    assert watch_returns() == 0


@pytest.mark.usefixtures("code_was_given")
def test_buyer_reads_every_day_and_the_right_the_law_gives(client, owner, product):
    order = bought(product, owner)
    address = reverse("aftersale:ask", args=[order.purchase.token, order.number])
    with translation.override("en"):
        page = client.get(reverse("aftersale:ask", args=[order.purchase.token, order.number])).text
    assert "30 days from asking" in page
    assert "law on consumers (19/2023/QH15, article 38)" in page
    assert product.producer.name in page
    vietnamese = client.get(address).text
    assert "30 ngày kể từ" in vietnamese
    claim = ask(order, "not_as_described")
    with translation.override("en"):
        address = claim.get_absolute_url()
        page = client.get(address).text
    assert "Money back by" in page
    assert "not yet compared" not in page


def test_market_sees_which_money_is_late(client, owner, product):
    claim = ask(bought(product, owner), "not_as_described")
    asked_days_ago(claim, 31, state="disputed")
    client.force_login(factories.make_accountant("thu@example.com"))
    with translation.override("en"):
        page = client.get(reverse("aftersale-staff:disputes")).text
    assert ">late<" in page
