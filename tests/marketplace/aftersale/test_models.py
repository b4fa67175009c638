"""What rows after a sale say of themselves: names, facts of their states, constraints."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from marketplace.aftersale.models import (
    CashRemittance,
    Document,
    Return,
    ReturnMessage,
    ReturnRule,
)
from tests.marketplace.aftersale.claims import asked

OPEN = {"asked", "approved", "received", "came_back", "disputed"}
FACTS = {
    "is_open": OPEN,
    "is_disputable": {"approved", "received", "refused", "came_back", "disputed"},
    "is_to_be_answered": {"asked", "came_back"},
    "is_asked": {"asked"},
    "is_approved": {"approved"},
    "is_received": {"received"},
    "is_disputed": {"disputed"},
    "is_refused": {"refused"},
    "is_refunded": {"refunded"},
    "is_exchanged": {"exchanged"},
    "has_come_back": {"came_back"},
    "is_withdrawn": {"withdrawn"},
}


@pytest.mark.parametrize("state", Return.State.values)
def test_return_tells_facts_of_its_state(state):
    claim = Return(state=state)
    for fact, states in FACTS.items():
        assert getattr(claim, fact) is (state in states), fact


def test_new_goods_are_counted_on():
    assert [Return(exchanges_sent=sent).next_exchange for sent in (0, 1, 2)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("state", "sent", "has_nothing"),
    [
        ("came_back", 1, True),
        ("disputed", 2, True),
        ("received", 0, False),
        ("exchanged", 1, False),
        ("refunded", 1, False),
    ],
)
def test_buyer_has_nothing_once_a_new_one_came_back(state, sent, has_nothing):
    assert Return(state=state, exchanges_sent=sent).has_nothing is has_nothing


@pytest.mark.parametrize(
    ("state", "minutes", "is_late"),
    [
        ("asked", -1, True),
        ("disputed", -1, True),
        ("asked", 1, False),
        ("refunded", -1, False),
        ("asked", None, False),
    ],
)
def test_money_of_an_open_return_is_late_after_its_day(state, minutes, is_late):
    by = None if minutes is None else timezone.now() + timedelta(minutes=minutes)
    assert Return(state=state, refund_by=by).is_late is is_late


def test_wish_is_money_or_the_same_thing():
    assert Return(wish="exchange").wants_exchange
    assert not Return(wish="refund").wants_exchange


def test_step_is_said_in_words_and_any_other_was_said():
    with override("en"):
        assert ReturnMessage(step="came_back").step_text == (
            "noted that the new one came back undelivered"
        )
        assert ReturnMessage(step="anything").step_text == "said"
        assert all(ReturnMessage(step=step).step_text != "said" for step in ReturnMessage.STEPS)


def test_rows_are_named():
    assert str(ReturnRule(reason="damaged", valid_from=date(2026, 1, 2))) == "damaged 2026-01-02"
    assert str(Return(number="P-1-R1")) == "P-1-R1"
    assert str(CashRemittance(reference="R1")) == "R1"
    document = Document(kind="receipt", year=2105, number=42)
    assert str(document) == document.code == "BN05-000042"


def test_rule_is_generous_unless_told():
    rule = ReturnRule()
    assert (rule.answer_days, rule.send_back_days, rule.refund_days) == (3, 10, 30)
    assert (rule.is_always_accepted, rule.is_producers_fault) == (False, True)
    assert (rule.takes_food, rule.takes_made_to_order, rule.is_checked) == (True, True, False)


@pytest.mark.django_db
def test_return_leads_to_its_page_under_the_secret_token(product, owner):
    claim = asked(product, owner)
    token = claim.order.purchase.token
    assert claim.get_absolute_url() == f"/vi/purchases/{token}/returns/{claim.number}/"


@pytest.mark.django_db
@pytest.mark.parametrize(("quantity", "fit"), [(0, None), (1, 2)])
def test_line_of_a_return_is_not_empty_and_no_more_is_fit_than_came(product, owner, quantity, fit):
    claim = asked(product, owner)
    with pytest.raises(IntegrityError), transaction.atomic():
        claim.lines.update(quantity=quantity, fit_to_sell=fit)
    claim.lines.update(quantity=2, fit_to_sell=2)


@pytest.mark.django_db
def test_one_rule_of_a_reason_begins_on_a_day():
    rule = ReturnRule.objects.filter(reason="damaged").first()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReturnRule.objects.create(reason="damaged", days=1, source="x", valid_from=rule.valid_from)
