"""Refunds to a bank account: named, paid by people, sent back by the bank."""

import pytest

from marketplace.gateways.refunds import (
    RefundMoved,
    confirm_paid,
    fail_bank_refund,
    name_account,
    note_came_back,
)
from marketplace.purchases.models import MailMessage, PurchaseEvent
from tests.marketplace.gateways.test_refunds import ACCOUNT, mails, promise, ready

pytestmark = pytest.mark.django_db


def test_account_can_be_changed_and_each_change_is_mailed_once(purchase):
    refund = promise(purchase)
    name_account(refund=refund, **ACCOUNT)
    name_account(refund=refund, **ACCOUNT)
    name_account(refund=refund, **ACCOUNT | {"account": "0099887766"})
    refund.refresh_from_db()
    assert (refund.state, refund.account, refund.bank_bin) == ("ready", "0099887766", "970436")
    assert refund.account_name == "NGUYEN LAN"
    key = f"refund-account-named-{refund.pk}-"
    assert mails("refund_account_named") == [f"{key}1", f"{key}2"]
    told = MailMessage.objects.filter(template="refund_account_named").order_by("pk")
    assert [(m.context["ending"], m.context["changed"]) for m in told] == [
        ("2233", False),
        ("7766", True),
    ]


def test_account_comes_too_late_once_it_is_paid_and_never_for_a_card(purchase, by_card, staff):
    card = promise(by_card, key="C")
    with pytest.raises(RefundMoved):
        name_account(refund=card, **ACCOUNT)
    refund = ready(purchase)
    confirm_paid(refund=refund, by=staff, reference="FT9")
    with pytest.raises(RefundMoved, match="paid"):
        name_account(refund=refund, **ACCOUNT)


def test_refund_is_confirmed_once_by_whom_and_with_what(purchase, staff):
    refund = ready(purchase)
    assert confirm_paid(refund=refund, by=staff, reference="FT9") is True
    assert confirm_paid(refund=refund, by=staff, reference="FT10") is False
    refund.refresh_from_db()
    assert (refund.state, refund.reference, refund.paid_by) == ("paid", "FT9", staff)


def test_only_a_bank_refund_that_is_ready_can_be_confirmed_or_bounce(purchase, by_card, staff):
    for refund in (promise(purchase), promise(by_card, key="C")):
        with pytest.raises(RefundMoved):
            confirm_paid(refund=refund, by=staff, reference="FT9")
        with pytest.raises(RefundMoved):
            fail_bank_refund(refund=refund, failure="Sai tên")


def test_bounced_refund_asks_for_another_account(purchase):
    refund = ready(purchase)
    fail_bank_refund(refund=refund, failure="x" * 300)
    refund.refresh_from_db()
    assert (refund.state, refund.round, refund.failure) == ("needs_account", 2, "x" * 200)
    assert mails("refund_bounced") == [f"refund_bounced-{refund.pk}-2"]


def test_paid_refund_comes_back_once_a_round(purchase, staff):
    refund = ready(purchase)
    with pytest.raises(RefundMoved):
        note_came_back(refund=refund, paid_round=1, failure="Sai tên", by=staff)
    confirm_paid(refund=refund, by=staff, reference="FT9")
    with pytest.raises(ValueError, match="reason"):
        note_came_back(refund=refund, paid_round=1, failure=" ", by=staff)
    with pytest.raises(RefundMoved):
        note_came_back(refund=refund, paid_round=2, failure="Sai tên", by=staff)
    assert note_came_back(refund=refund, paid_round=1, failure="Sai tên", by=staff) is True
    assert note_came_back(refund=refund, paid_round=1, failure="Sai tên", by=staff) is False
    refund.refresh_from_db()
    assert (refund.state, refund.round, refund.failure) == ("needs_account", 2, "Sai tên")
    assert (refund.reference, refund.paid_at, refund.paid_by) == ("", None, None)
    event = PurchaseEvent.objects.get(code="refund_came_back")
    assert event.detail == {"refund": refund.pk, "reference": "FT9", "failure": "Sai tên"}
    assert event.by == staff
