"""The finance desk: who is let in, what its pages cost, what a search finds, tables."""

import io
import re

import pytest
from django.utils.timezone import localdate
from openpyxl import load_workbook

from marketplace.ledger.models import AuditRecord
from tests import factories

pytestmark = pytest.mark.django_db
PAGES = [
    "",
    "search/?q=A",
    "books/",
    "books/journal-{month}.csv",
    "books/journal-{month}.xlsx",
    "tax/{month}.csv",
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


def this_month() -> str:
    return localdate().strftime("%Y-%m")


@pytest.fixture
def desk(db):
    return factories.make_accountant("one@example.vn"), factories.make_accountant("two@example.vn")


@pytest.mark.parametrize("page", PAGES)
def test_desk_is_for_the_finance_group_only(client, desk, staff, owner, page):
    url = "/en/finance/" + page.format(month=this_month())
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


def test_tables_never_hold_formulas(client, desk, producer):
    producer.tax_code, producer.name = "=1+1", '=HYPERLINK("x")'
    producer.save()
    factories.make_sale(producer, days_ago=0, withheld_vat=1_000, withheld_income=500)
    client.force_login(desk[0])
    text = client.get(f"/en/finance/tax/{this_month()}.csv").content.decode("utf-8-sig")
    assert "'=1+1" in text and "'=HYPERLINK" in text
    answer = client.get(f"/en/finance/tax/{this_month()}.xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert (sheet["A2"].data_type, sheet["A2"].value) == ("s", "=1+1")
    assert sheet["H2"].value == 1_500


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
