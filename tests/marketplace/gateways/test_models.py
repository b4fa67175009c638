"""What payments, transfers and refunds say of themselves."""

import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from marketplace.gateways.models import BankTransfer, CardDispute, ExchangeRate, Payment, Refund
from tests.flows.sale import place

NOW = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


@pytest.mark.parametrize(
    ("due_at", "state", "is_overdue"),
    [
        (NOW - MINUTE, "ready", True),
        (NOW, "ready", False),
        (NOW + MINUTE, "ready", False),
        (NOW - MINUTE, "needs_account", True),
        (NOW - MINUTE, "failed", True),
        (NOW - MINUTE, "paid", False),
        (None, "ready", False),
    ],
)
def test_refund_is_overdue_after_its_day_until_it_is_paid(monkeypatch, due_at, state, is_overdue):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    assert Refund(due_at=due_at, state=state).is_overdue is is_overdue


@pytest.mark.parametrize(
    ("way", "state", "takes"),
    [
        ("bank", "needs_account", True),
        ("bank", "ready", True),
        ("bank", "sent", False),
        ("bank", "paid", False),
        ("card", "ready", False),
        ("card", "failed", False),
    ],
)
def test_refund_takes_an_account_until_it_is_sent(way, state, takes):
    assert Refund(way=way, state=state).takes_account is takes
    assert Refund(way=way, state=state).is_by_bank is (way == "bank")


def test_refund_names_its_bank_or_the_code_of_an_unknown_one():
    assert Refund(bank_bin="970436").bank_name == "Vietcombank"
    assert Refund(bank_bin="970499").bank_name == "970499"
    assert Refund(bank_bin="").bank_name == ""


def test_refund_belongs_to_the_purchase_of_its_payment_or_transfer(vase):
    purchase = place([(vase, 1)])
    assert Refund(payment=Payment(purchase=purchase)).purchase == purchase
    assert Refund(transfer=BankTransfer(purchase=purchase)).purchase == purchase
    assert Refund(transfer=BankTransfer()).purchase is None
    assert Refund().purchase is None


@pytest.mark.parametrize(
    ("refunded", "disputed", "left"),
    [(0, 0, 100), (30, 0, 70), (0, 30, 70), (40, 50, 10), (50, 50, 0), (60, 50, 0)],
)
def test_payment_gives_back_what_is_neither_refunded_nor_disputed(refunded, disputed, left):
    assert Payment(amount=100, refunded=refunded, disputed=disputed).refundable == left


def test_transfer_has_left_what_is_neither_credited_nor_sent_back():
    assert BankTransfer(amount=100, credited=60, returned=30).left == 10


@pytest.mark.parametrize("excess", [{"refunded": 101}, {"refunded": -1}, {"disputed": 101}])
def test_database_holds_the_ceiling_of_a_payment(vase, excess):
    purchase = place([(vase, 1)])
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.create(
            purchase=purchase, gateway="stripe", reference="pi_9", amount=100, **excess
        )


def test_database_spends_a_transfer_once(db):
    facts = {"amount": 100, "booked_at": NOW}
    BankTransfer.objects.create(bank_reference="FT1", credited=60, returned=40, **facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        BankTransfer.objects.create(bank_reference="FT2", credited=61, returned=40, **facts)


def test_dispute_is_open_until_it_is_closed():
    assert CardDispute().is_open
    assert not CardDispute(closed_at=NOW).is_open


@pytest.mark.parametrize(
    ("dong", "text"),
    [("25450.0000", "25.450"), ("1.5625", "1,5625"), ("25450.5000", "25.450,5000")],
)
def test_rate_is_written_without_decimals_or_with_four(dong, text):
    with translation.override("vi"):
        assert ExchangeRate(dong=Decimal(dong)).dong_text == text


def test_rows_are_named_by_what_people_call_them():
    assert str(Payment(gateway="stripe", reference="pi_1")) == "stripe pi_1"
    assert str(ExchangeRate(currency="USD", valid_on=NOW.date())) == "USD 2026-11-25"
    assert str(Refund(key="late-1/2")) == "late-1/2"
    assert str(BankTransfer(bank_reference="FT1")) == "FT1"
