"""Payouts by Connect: sent once, refused in words, open while nobody answers."""

from types import SimpleNamespace

import pytest

from marketplace.gateways.stripe.client import GatewayRefused, GatewayUnavailable
from marketplace.gateways.stripe.payouts import ConnectTransfers
from marketplace.ledger.models import BankAccount, PayoutLine
from marketplace.ledger.providers import SendResult, Unanswered

LINE = PayoutLine(reference="T1", amount=115_000, account=BankAccount(number="acct_1"))
MADE = SimpleNamespace(id="tr_1")


def test_payout_is_sent_under_its_reference(gateway):
    gateway.answers |= {"find_transfer": None, "transfer": MADE}
    assert ConnectTransfers().send(LINE) == SendResult(is_paid=True, reference="tr_1")
    assert gateway.asked[1][1] == {
        "given": (),
        "account": "acct_1",
        "amount": 115_000,
        "reference": "T1",
        "idempotency_key": "payout-T1",
    }
    assert (ConnectTransfers.code, ConnectTransfers.sends_itself) == ("stripe", True)


def test_payout_that_was_sent_before_is_not_sent_again(gateway):
    gateway.answers["find_transfer"] = MADE
    assert ConnectTransfers().send(LINE) == SendResult(is_paid=True, reference="tr_1")
    assert gateway.names() == ["find_transfer"]


@pytest.mark.parametrize(
    ("error", "result"),
    [
        (GatewayUnavailable("silent"), SendResult()),
        (GatewayRefused("x", "y" * 300), SendResult(failure="y" * 200)),
        (GatewayRefused("x", ""), SendResult(failure="refused")),
    ],
)
def test_refusal_fails_a_payout_and_silence_leaves_it_open(gateway, error, result):
    gateway.answers |= {"find_transfer": None, "transfer": error}
    assert ConnectTransfers().send(LINE) == result


def test_payout_is_looked_for_or_nobody_can_tell(gateway):
    gateway.answers["find_transfer"] = None
    assert ConnectTransfers().find(LINE) == SendResult()
    gateway.answers["find_transfer"] = MADE
    assert ConnectTransfers().find(LINE) == SendResult(is_paid=True, reference="tr_1")
    for error in (GatewayUnavailable("silent"), GatewayRefused("x", "no")):
        gateway.answers["find_transfer"] = error
        with pytest.raises(Unanswered):
            ConnectTransfers().find(LINE)
