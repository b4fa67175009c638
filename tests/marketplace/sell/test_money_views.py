"""A producer's money pages: statements and the account that payouts go to."""

import io
import re

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from marketplace.ledger.models import BankAccount
from marketplace.purchases.models import MailMessage
from tests import factories

pytestmark = pytest.mark.django_db


def test_statement_pages_are_the_producers_own(client, producer, owner, stranger):
    month = f"{timezone.localdate():%Y-%m}"
    factories.make_sale(producer, days_ago=0)
    other = factories.make_producer()
    factories.make_sale(other, price=777_000, days_ago=0)
    client.force_login(stranger)
    for page in ("statements/", f"statements/{month}/", f"statements/{month}.pdf", "bank-account/"):
        assert client.get(f"/en/sell/{page}").status_code == 403
    client.force_login(owner)
    front = client.get("/en/sell/statements/").content.decode()
    assert "₫115,000" in front
    page = client.get(f"/en/sell/statements/{month}/").content.decode()
    assert re.search(r"₫115,000", page) and "777" not in page
    pdf = client.get(f"/vi/sell/statements/{month}.pdf").content
    assert pdf.startswith(b"%PDF-")
    book = load_workbook(io.BytesIO(client.get(f"/vi/sell/statements/{month}.xlsx").content))
    closing = [row for row in book.active.values if row[0] == "Cuối tháng"]
    assert closing and closing[0][1] == 115_000
    assert client.get("/en/sell/statements/2099-01/").status_code == 404
    assert client.get("/en/sell/statements/2026-13/").status_code == 404
    assert client.get("/en/sell/statements/0001-01/").status_code == 404


def test_bank_account_change_is_for_owners_and_mailed(client, producer, owner):
    helper = factories.make_member(producer, "helper@example.vn", role="seller")
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
