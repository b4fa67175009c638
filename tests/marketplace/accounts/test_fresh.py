"""Money, keys and exports ask again who it is, where that was told more than 15 minutes ago."""

import datetime

import pytest
from django.urls import get_resolver

from marketplace.accounts.fresh import SECONDS
from marketplace.accounts.roles import ASKS_AGAIN, May
from marketplace.ledger.models import BankAccount
from tests import doors, factories
from tests.source.test_access import module_of, patterns

pytestmark = pytest.mark.django_db
ACCOUNT = {"bank_bin": "970436", "number": "0123456789", "holder": "NGUYEN VAN A"}
ASKED = "/vi/account/reauthenticate/"
FACES = ("account.", "checkout.", "desk.", "ocop.", "sell.")


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


def asked() -> dict[str, set[str]]:
    """Give the methods for which each view of ours asks again, by its name."""
    found = {}
    for _, pattern in patterns(get_resolver()):
        view = pattern.callback
        if methods := getattr(view, "asks_again", None):
            name = f"{module_of(pattern)}.{getattr(view, '__name__', '')}"
            found.setdefault(name.removeprefix("marketplace."), set()).update(methods)
    return found


def test_what_a_permission_of_money_or_people_opens_asks_before_a_change():
    unasked = [
        path
        for path, pattern in patterns(get_resolver())
        if getattr(pattern.callback, "permission", None) in ASKS_AGAIN
        and "POST" not in getattr(pattern.callback, "asks_again", ())
    ]
    assert unasked == []
    assert {May.FINANCE, May.ANSWER, May.DISCOUNT} == ASKS_AGAIN


def test_what_asks_again_beside_that():
    """The walk (tests/security/test_walk.py) finds what is missing here."""
    ours = {name: methods for name, methods in asked().items() if name.startswith(FACES)}
    assert {name for name, methods in ours.items() if "GET" in methods} == {
        "account.data_views.read",
        "account.data_views.take",
        "desk.aftersale_views.invoice_rows",
        "desk.finance.payout_views.batch_file",
        "desk.finance.views.journal",
        "desk.finance.views.producer_file",
        "desk.finance.views.tax_file",
        "desk.refund_views.refund_file",
        "sell.aftersale_views.invoice_rows",
        "sell.figure_views.figures_file",
        "sell.figure_views.sold_lines_file",
        "sell.figure_views.viewed_file",
        "sell.goods_views.products_file",
        "sell.lots.evidence_views.pack",
        "sell.lots.scan_views.scans_file",
        "sell.money_views.month_file",
        "sell.packing_list_views.handed_over_file",
        "sell.packing_list_views.pick_list_file",
        "sell.table_views.errors",
        "sell.table_views.sent_file",
        "sell.table_views.template",
    }
    by_hand = {name for name in ours if not name.startswith(("desk.", "sell.money_views."))}
    assert by_hand == {
        "account.data_views.read",
        "account.data_views.take",
        "account.views.end_session",
        "checkout.aftersale_views.account",
        "checkout.aftersale_views.ask",
        "checkout.aftersale_views.cancel",
        "checkout.aftersale_views.claim_step",
        "checkout.purchase_views.cancel_view",
        "checkout.purchase_views.pay_kept_view",
        "checkout.ticket_views.ticket_cancel",
        "checkout.ticket_views.ticket_date",
        "sell.aftersale_views.cancel",
        "sell.aftersale_views.claim_step",
        "sell.aftersale_views.invoice_rows",
        "sell.aftersale_views.parcel_step",  # of a parcel that came back
        "sell.figure_views.figures_file",
        "sell.figure_views.sold_lines_file",
        "sell.figure_views.viewed_file",
        "sell.goods_views.products_file",
        "sell.joining.views.send_view",
        "sell.lots.evidence_views.pack",
        "sell.lots.key_views.index",
        "sell.lots.key_views.revoke",
        "sell.lots.scan_views.scans_file",
        "sell.member_views.join_view",
        "sell.member_views.member",
        "sell.member_views.members",
        "sell.packing_list_views.handed_over_file",
        "sell.packing_list_views.pick_list_file",
        "sell.table_views.errors",
        "sell.table_views.sent_file",
        "sell.table_views.template",
        "sell.shelf_views.withdraw",
        "sell.views.withdraw",
    }


def late(client, person, ago: int = SECONDS) -> None:
    client.force_login(person)
    doors.pass_stage(client, person, ago=ago)


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/vi/finance/transfers/upload/", "post"),
        ("/vi/finance/payouts/P1/results/", "post"),
        ("/vi/finance/vouchers/new/", "post"),
        ("/vi/finance/terms/commission/", "post"),
        ("/vi/finance/disputes/R1/refund/", "post"),
    ],
)
def test_the_finance_desk_changes_nothing_unasked(client, path, method):
    late(client, factories.make_accountant("quy@example.vn"))
    answer = getattr(client, method)(path)
    assert (answer.status_code, answer.url[: len(ASKED)]) == (302, ASKED)


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/admin/accounts/user/add/", "post"),
        ("/vi/dashboard/users/", "post"),
        ("/vi/dashboard/orders/?response_format=csv", "get"),
        ("/vi/dashboard/reports/?download=1", "get"),
        ("/cms/reports/site-history/?export=csv", "get"),
        ("/cms/groups/new/", "post"),
    ],
)
def test_the_libraries_offices_ask_before_changes_and_tables(client, staff, path, method):
    late(client, staff)
    answer = getattr(client, method)(path)
    assert (answer.status_code, answer.url[: len(ASKED)]) == (302, ASKED)
    late(client, staff, 0)
    assert getattr(client, method)(path).headers.get("Location", "")[: len(ASKED)] != ASKED


def test_editors_write_and_all_leave_unasked(client, staff):
    late(client, staff)
    assert client.post("/cms/pages/1/edit/").headers.get("Location", "")[: len(ASKED)] != ASKED
    assert client.post("/admin/logout/").headers.get("Location", "")[: len(ASKED)] != ASKED


def test_an_address_is_added_after_the_password(client, buyer):
    client.force_login(buyer)
    doors.pass_stage(client, buyer, ago=SECONDS)
    answer = client.post("/vi/account/email/", {"action_add": "", "email": "ke-trom@example.vn"})
    assert answer.url.startswith(ASKED)
    assert not buyer.emailaddress_set.filter(email="ke-trom@example.vn").exists()
