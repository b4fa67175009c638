"""The finance desk and a producer's money pages: who may see, what they show, two people."""

import datetime
import io
import re

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from marketplace.aftersale.models import Document
from marketplace.aftersale.takeback import cancel_order
from marketplace.desk import aftersale_urls as staff_urls
from marketplace.desk.finance import urls as finance_urls
from marketplace.desk.finance.tabs import screen_name, tabs_for
from marketplace.discounts.models import Voucher
from marketplace.gateways.models import Refund
from marketplace.gateways.refunds import confirm_paid, name_account
from marketplace.ledger.models import Adjustment, AuditRecord, BankAccount, PayoutBatch, Transaction
from marketplace.ledger.payouts import approve_batch, confirm_line, propose_batch
from marketplace.ledger.queries import balance_of, balances
from marketplace.purchases.models import MailMessage
from tests import factories
from tests.flows.sale import paid

pytestmark = pytest.mark.django_db
MONTH = timezone.localdate().strftime("%Y-%m")
PAGES = [
    "",
    "search/?q=A",
    "books/",
    f"books/journal-{MONTH}.csv",
    f"books/journal-{MONTH}.xlsx",
    f"tax/{MONTH}.csv",
    "producers/",
    "audit/",
    "payouts/",
    "accounts/",
    "adjustments/",
    "adjustments/new/",
    "vouchers/",
    "vouchers/new/",
    "terms/",
    "terms/tax/",
    "terms/commission/",
]


@pytest.fixture
def desk(db):
    return factories.make_accountant("one@example.vn"), factories.make_accountant("two@example.vn")


@pytest.mark.parametrize("page", PAGES)
def test_desk_is_for_the_finance_group_only(client, desk, staff, owner, page):
    url = f"/en/finance/{page}"
    assert client.get(url).status_code == 302
    client.force_login(owner)
    assert client.get(url).status_code == 403
    client.force_login(staff)  # a superuser, but not of the desk
    assert client.get(url).status_code == 403
    assert AuditRecord.objects.filter(user=staff, action="refused").count() == 1
    client.force_login(desk[0])
    answer = client.get(url)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert AuditRecord.objects.filter(user=desk[0]).count() == 1


@pytest.mark.parametrize("page", ["", "search/?q=", "producers/", "payouts/", "accounts/"])
def test_desk_pages_cost_the_same_however_much_they_list(
    client, desk, producer, page, django_assert_num_queries
):
    client.force_login(desk[0])
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for _round in range(2):
        for _number in range(3 if counts else 1):
            maker = factories.make_producer()
            number = factories.make_sale(maker)
            factories.make_bank_account(maker)
        url = f"/en/finance/{page}" + (number if page.endswith("=") else "")
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_payout_by_two_people_from_proposal_to_paid(client, desk, producer, owner):
    factories.make_sale(producer)
    factories.make_bank_account(producer)
    client.force_login(desk[0])
    client.post("/en/finance/payouts/propose/")
    batch = PayoutBatch.objects.get()
    page = f"/en/finance/payouts/{batch.number}/"
    client.post(f"{page}approve/")
    batch.refresh_from_db()
    assert batch.state == "proposed"  # not by who proposed it
    client.force_login(desk[1])
    assert client.get(f"{page}bank.csv").status_code == 404  # not before it is approved
    client.post(f"{page}approve/")
    line = batch.lines.get()
    assert (line.state, balance_of(producer)) == ("approved", 0)
    rows = client.get(f"{page}bank.csv").content.decode("utf-8-sig").splitlines()
    assert rows[1].split(",")[1:] == [
        "0011002233",
        "NGUYEN THI HONG",
        "Vietcombank",
        "970436",
        "115000",
        line.reference,
    ]
    sheet = load_workbook(io.BytesIO(client.get(f"{page}bank.xlsx").content)).active
    assert [cell.value for cell in sheet[2]][1] == "0011002233"
    assert b"<svg" in client.get(f"/en/finance/payout/{line.pk}/qr.svg").content
    assert client.get(page).status_code == 200
    for _twice in range(2):
        client.post(f"/en/finance/payout/{line.pk}/paid/", {"text": "FT2611"})
    line.refresh_from_db()
    batch.refresh_from_db()
    assert (line.state, line.outside_reference, batch.state) == ("paid", "FT2611", "done")
    assert MailMessage.objects.filter(template="payout_paid", to=owner.email).count() == 1
    assert Transaction.objects.filter(kind="payout_paid").count() == 1


def test_failed_payout_needs_a_reason_and_is_owed_again(client, desk, producer):
    factories.make_sale(producer)
    factories.make_bank_account(producer)
    client.force_login(desk[0])
    client.post("/en/finance/payouts/propose/")
    client.force_login(desk[1])
    batch = PayoutBatch.objects.get()
    client.post(f"/en/finance/payouts/{batch.number}/approve/")
    line = batch.lines.get()
    client.post(f"/en/finance/payout/{line.pk}/failed/", {"text": " "})
    line.refresh_from_db()
    assert line.state == "approved"
    client.post(f"/en/finance/payout/{line.pk}/failed/", {"text": "Wrong name"})
    assert balance_of(producer) == 115_000


def test_adjustment_is_asked_and_decided_by_two(client, desk, producer):
    factories.make_sale(producer)
    client.force_login(desk[0])
    answers = {"account": f"producer:{producer.pk}", "against": "platform:commission"}
    bad = client.post("/en/finance/adjustments/new/", answers | {"amount": "0", "reason": "x"})
    assert bad.status_code == 422
    client.post("/en/finance/adjustments/new/", answers | {"amount": "5000", "reason": "Vỡ"})
    asked = Adjustment.objects.get()
    client.post(f"/en/finance/adjustments/{asked.pk}/agree/")
    assert balance_of(producer) == 115_000
    client.force_login(desk[1])
    client.post(f"/en/finance/adjustments/{asked.pk}/agree/")
    assert balance_of(producer) == 120_000


def test_search_finds_by_order_purchase_and_bank_reference(client, desk, producer):
    number = factories.make_sale(producer)
    client.force_login(desk[0])
    for text in (number, f"{number}-1", f"FT{number}"):
        found = client.get("/en/finance/search/", {"q": text}).context["transactions"]
        assert found, text
        assert client.get(f"/en/finance/transactions/{found[0].pk}/").status_code == 200
    assert client.get("/en/finance/search/", {"q": "' OR 1=1"}).context["transactions"] == []
    record = AuditRecord.objects.filter(page="finance:search").first()
    assert record.subject == "' OR 1=1"


def test_search_finds_by_what_people_hold_in_their_hands(client, desk, producer):
    vase = factories.make_product(producer, price=100_000, stock=9, weight_g=100)
    bought = paid([(vase, 2)])
    order = bought.orders.get()
    cancel_order(order=order, key="c", side="buyer", reason="other", by=None)
    refund = Refund.objects.get()
    name_account(refund=refund, bank_bin="970436", account="123456", account_name="LAN")
    confirm_paid(refund=refund, by=desk[0], reference="FTHOAN9")
    factories.make_sale(producer)
    factories.make_bank_account(producer)
    batch = propose_batch(by=desk[0])
    approve_batch(batch=batch, by=desk[1])
    line = batch.lines.get()
    confirm_line(line=line, by=desk[1], outside_reference="FTCHI7")
    receipt = Document.objects.get(kind="receipt")
    client.force_login(desk[0])
    for text, kind in (
        (bought.number.lower(), "sale"),
        (f"MBVCB 99 ocop{bought.number.replace('-', '')} ck", "payment"),
        ("FTHOAN9", "refund_paid"),
        (receipt.code.lower(), "sale"),
        ("FTCHI7", "payout_paid"),
        (batch.number, "payout"),
        (line.reference, "payout"),
    ):
        found = client.get("/en/finance/search/", {"q": text}).context["transactions"]
        assert kind in {row.kind for row in found}, text


def test_tables_never_hold_formulas(client, desk, producer):
    producer.tax_code, producer.name = "=1+1", '=HYPERLINK("x")'
    producer.save()
    factories.make_sale(producer, days_ago=0, withheld_vat=1_000, withheld_income=500)
    client.force_login(desk[0])
    text = client.get(f"/en/finance/tax/{MONTH}.csv").content.decode("utf-8-sig")
    assert "'=1+1" in text and "'=HYPERLINK" in text
    sheet = load_workbook(io.BytesIO(client.get(f"/en/finance/tax/{MONTH}.xlsx").content)).active
    assert (sheet["A2"].data_type, sheet["A2"].value) == ("s", "=1+1")
    assert sheet["H2"].value == 1_500


def test_a_voucher_of_the_desk_that_is_shared_waits_for_the_producer(client, desk, producer, owner):
    client.force_login(desk[0])
    answers = {
        "code": "doi ta",
        "name": "Nửa nửa",
        "kind": "percent",
        "percent": "10",
        "platform_share": "50",
        "minimum_goods": "0",
        "starts_at": "2026-01-01T00:00",
        "ends_at": "2099-01-01T00:00",
        "max_uses_per_buyer": "1",
        "is_active": "on",
    }
    refused = client.post("/en/finance/vouchers/new/", answers)
    assert "producer" in refused.context["form"].errors
    client.post("/en/finance/vouchers/new/", answers | {"producer": producer.pk})
    voucher = Voucher.objects.get()
    assert (voucher.code, voucher.is_running) == ("DOITA", False)
    client.force_login(owner)
    assert client.get("/en/sell/vouchers/").status_code == 200
    client.post(f"/en/sell/vouchers/{voucher.pk}/agree/")
    voucher.refresh_from_db()
    assert voucher.is_running
    assert (
        client.get(f"/en/sell/vouchers/{voucher.pk}/").status_code == 404
    )  # not its own to change


def test_producer_makes_own_voucher_and_others_cannot_touch_it(client, producer, owner):
    client.force_login(owner)
    answers = {
        "code": "NHA5",
        "name": "Nhà mình",
        "kind": "amount",
        "amount": "5000",
        "minimum_goods": "0",
        "starts_at": "2026-01-01T00:00",
        "ends_at": "2025-01-01T00:00",
        "is_active": "on",
    }
    bad = client.post("/en/sell/vouchers/new/", answers)
    assert (bad.status_code, list(bad.context["form"].errors)) == (422, ["ends_at"])
    client.post("/en/sell/vouchers/new/", answers | {"ends_at": "2099-01-01T00:00"})
    voucher = Voucher.objects.get()
    assert (voucher.producer, voucher.platform_share, voucher.is_running) == (producer, 0, True)
    stranger = factories.make_member(factories.make_producer(), "other@example.vn")
    client.force_login(stranger)
    assert client.get(f"/en/sell/vouchers/{voucher.pk}/").status_code == 404
    assert client.post(f"/en/sell/vouchers/{voucher.pk}/agree/").status_code == 404


def test_statement_pages_are_the_producers_own(client, producer, owner, stranger):
    factories.make_sale(producer, days_ago=0)
    other = factories.make_producer()
    factories.make_sale(other, price=777_000, days_ago=0)
    client.force_login(stranger)
    for page in ("statements/", f"statements/{MONTH}/", f"statements/{MONTH}.pdf", "bank-account/"):
        assert client.get(f"/en/sell/{page}").status_code == 403
    client.force_login(owner)
    front = client.get("/en/sell/statements/").content.decode()
    assert "₫115,000" in front
    page = client.get(f"/en/sell/statements/{MONTH}/").content.decode()
    assert re.search(r"₫115,000", page) and "777" not in page
    pdf = client.get(f"/vi/sell/statements/{MONTH}.pdf").content
    assert pdf.startswith(b"%PDF-")
    book = load_workbook(io.BytesIO(client.get(f"/vi/sell/statements/{MONTH}.xlsx").content))
    closing = [row for row in book.active.values if row[0] == "Cuối tháng"]
    assert closing and closing[0][1] == 115_000
    assert client.get("/en/sell/statements/2099-01/").status_code == 404
    assert client.get("/en/sell/statements/2026-13/").status_code == 404


def test_bank_account_change_is_for_owners_and_mailed(client, producer, owner):
    helper = factories.make_member(producer, "helper@example.vn", role="staff")
    client.force_login(helper)
    assert client.get("/en/sell/bank-account/").status_code == 403
    client.force_login(owner)
    answers = {"bank_bin": "970436", "number": "12 34 56 78", "holder": "nguyen thi hong"}
    for number in ("12", "1" * 20, "1234_5678"):  # no VietQR code could carry the longer ones
        bad = client.post("/en/sell/bank-account/", answers | {"number": number})
        assert (bad.status_code, list(bad.context["form"].errors)) == (422, ["number"]), number
    for _twice in range(2):
        client.post("/en/sell/bank-account/", answers)
    current = BankAccount.objects.get(producer=producer, replaced_at=None)
    assert (current.number, current.holder, current.verified_at) == (
        "12345678",
        "NGUYEN THI HONG",
        None,
    )
    assert MailMessage.objects.filter(template="bank_account_changed", to=owner.email).count() == 2
    accountant = factories.make_accountant()
    client.force_login(accountant)
    client.post(f"/en/finance/accounts/{current.pk}/verify/")
    current.refresh_from_db()
    assert current.verified_by == accountant
    assert MailMessage.objects.filter(template="bank_account_checked").count() == 1


def test_what_a_producer_paid_and_what_the_tax_office_got_are_posted_once(client, desk, producer):
    producer.kind = "household"
    producer.save()
    last = timezone.localdate().replace(day=1) - datetime.timedelta(days=1)
    days_ago = (timezone.localdate() - last).days
    factories.make_sale(producer, days_ago=days_ago, withheld_vat=1_000, withheld_income=500)
    client.force_login(desk[0])
    page = f"/en/finance/tax/{last.year}-{last.month}/"
    for _twice in range(2):
        client.post(f"{page}paid/")
    assert "Paid over on" in client.get(page).content.decode()
    assert balances("tax") == {}
    this_month = timezone.localdate()
    client.post(f"/en/finance/tax/{this_month.year}-{this_month.month}/paid/")
    assert Transaction.objects.filter(kind="tax_paid").count() == 1
    before = balance_of(producer)
    url = f"/en/finance/producers/{producer.slug}/money-in/"
    for amount in ("7000", "7000", "8000", "-1"):
        client.post(url, {"reference": "FT9", "amount": amount})
    assert balance_of(producer) == before + 7_000


def test_every_page_of_the_desk_belongs_to_a_screen_with_a_name():
    """The audit log shows no page by its code alone."""
    for urls in (finance_urls, staff_urls):
        for pattern in urls.urlpatterns:
            page = f"{urls.app_name}:{pattern.name}"
            assert screen_name(page) != page


@pytest.mark.parametrize(("tab", "screens"), [("dashboard", 0), ("payouts", 3), ("books", 5)])
def test_tabs_show_the_groups_and_the_screens_of_one(tab, screens):
    found = tabs_for(tab)
    assert [group.is_current for group in found["groups"]].count(True) == 1
    assert len(found["screens"]) == screens
    assert [screen.is_current for screen in found["screens"]].count(True) == min(screens, 1)


@pytest.mark.parametrize("page", ["producers/", "payouts/", "accounts/", "terms/", "audit/"])
def test_cells_of_stacked_tables_carry_the_names_of_their_columns(client, desk, producer, page):
    factories.make_sale(producer)
    factories.make_bank_account(producer)
    client.force_login(desk[0])
    client.post("/vi/finance/payouts/propose/")
    html = client.get(f"/vi/finance/{page}").content.decode()
    tables = re.findall(r'<table class="table table--stack">(.*?)</table>', html, re.S)
    assert tables
    for table in tables:
        head, body = table.split("</thead>")
        names = re.findall(r"<th(?: [^>]*)?>(.*?)</th>", head)
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.S):
            assert re.findall(r'<td[^>]*? data-label="([^"]*)"', row) == names
