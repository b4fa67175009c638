"""Money, keys and exports ask again who it is, where that was told more than 15 minutes ago."""

import datetime

import pytest
from django.urls import get_resolver

from marketplace.accounts.fresh import SECONDS
from marketplace.ledger.models import BankAccount
from tests import doors, factories
from tests.source.test_access import patterns

pytestmark = pytest.mark.django_db
ACCOUNT = {"bank_bin": "970436", "number": "0123456789", "holder": "NGUYEN VAN A"}
ASKED = "/vi/account/reauthenticate/"


def test_a_bank_account_is_named_after_the_password(client, owner, producer):
    """What was typed waits, and goes on by itself once the person has said who it is."""
    client.force_login(owner)
    doors.pass_stage(client, owner, ago=SECONDS + 1)
    asked = client.post("/vi/sell/bank-account/", ACCOUNT)
    assert (asked.status_code, asked.url) == (302, f"{ASKED}?next=%2Fvi%2Fsell%2Fbank-account%2F")
    assert not BankAccount.objects.exists()
    wrong = client.post(asked.url, {"password": "sai", "next": "/vi/sell/bank-account/"})
    assert wrong.status_code == 200
    assert not BankAccount.objects.exists()
    client.post(asked.url, {"password": factories.PASSWORD, "next": "/vi/sell/bank-account/"})
    assert BankAccount.objects.get().number == ACCOUNT["number"]


@pytest.mark.parametrize(("ago", "asked"), [(SECONDS - 30, False), (SECONDS, True)])
def test_a_quarter_of_an_hour(client, owner, ago, asked):
    client.force_login(owner)
    doors.pass_stage(client, owner, ago=ago)
    month = f"{datetime.date.today():%Y-%m}"
    answer = client.get(f"/vi/sell/e-invoice/{month}.csv")
    assert (answer.status_code, answer.headers.get("Location", "")[: len(ASKED)]) == (
        (302, ASKED) if asked else (200, "")
    )


def test_what_asks_again():
    """Whoever adds a way for money to go or a table to leave looks here."""
    found = {}
    for _, pattern in patterns(get_resolver()):
        if methods := getattr(pattern.callback, "asks_again", None):
            view = pattern.callback
            found.setdefault("POST" if methods == ("POST",) else "all", set()).add(
                f"{view.__module__.removeprefix('marketplace.')}.{view.__name__}"
            )
    assert found == {
        "POST": {
            "desk.aftersale_views.cancel",
            "desk.aftersale_views.cash_desk",
            "desk.finance.desk_views.adjustment_decide",
            "desk.finance.desk_views.adjustment_new",
            "desk.finance.desk_views.money_in",
            "desk.finance.desk_views.tax_paid",
            "desk.finance.payout_views.decide",
            "desk.finance.payout_views.end_line",
            "desk.finance.payout_views.propose",
            "desk.finance.payout_views.send",
            "desk.finance.payout_views.verify",
            "desk.finance.result_views.apply",
            "desk.finance.term_views.market_terms",
            "desk.finance.term_views.producer_terms",
            "desk.finance.term_views.stripe_account",
            "desk.moderation.lost_factors.index",
            "desk.moderation.lost_factors.lost_factor_step",
            "desk.refund_views.refund_step",
            "desk.transfer_views.assign",
            "desk.transfer_views.bounce",
            "desk.transfer_views.import_rows",
            "desk.transfer_views.send_back",
            "sell.lots.key_views.index",
            "sell.lots.key_views.revoke",
            "sell.member_views.member",
            "sell.member_views.members",
            "sell.money_views.bank_account",
        },
        "all": {
            "desk.aftersale_views.invoice_rows",
            "desk.finance.payout_views.batch_file",
            "desk.finance.views.journal",
            "desk.finance.views.producer_file",
            "desk.finance.views.tax_file",
            "desk.refund_views.refund_file",
            "sell.aftersale_views.invoice_rows",
            "sell.lots.evidence_views.pack",
            "sell.lots.scan_views.scans_file",
            "sell.money_views.month_file",
        },
    }


def test_an_address_is_added_after_the_password(client, buyer):
    client.force_login(buyer)
    doors.pass_stage(client, buyer, ago=SECONDS)
    answer = client.post("/vi/account/email/", {"action_add": "", "email": "ke-trom@example.vn"})
    assert answer.url.startswith(ASKED)
    assert not buyer.emailaddress_set.filter(email="ke-trom@example.vn").exists()
