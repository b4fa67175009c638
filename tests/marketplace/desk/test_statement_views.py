"""A bank's file at the desk: what it is taken for, how it is put right, when it is booked."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from marketplace.gateways.models import BankTransfer, StatementImport
from tests import factories

pytestmark = pytest.mark.django_db

STATEMENTS = Path(__file__).parents[2] / "data" / "statements"
HEADER = "Ngày;Số CT;Ghi nợ;Ghi có;Nội dung"


@pytest.fixture
def desk(client):
    client.force_login(factories.make_accountant("thu@example.com"))
    return client


def upload(client, content: bytes, name: str = "sao-ke.csv"):
    file = SimpleUploadedFile(name, content)
    return client.post("/en/finance/transfers/upload/", {"file": file}, follow=True)


def text(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def sent(page) -> dict:
    """What the form of columns would send as the page shows it."""
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not None}


def messages_of(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


@pytest.mark.parametrize(
    ("name", "bank", "amounts"),
    [
        ("s-metadata.xlsx", "Techcombank", [544_000, 1_250_000]),
        ("s-vcb.xlsx", "Vietcombank", [544_000]),
        ("s-biff.xls", "X", [544_000, 1_250_000]),
        ("s-html.xls", "X", [544_000, 1_250_000]),
        ("s-acb.csv", "ACB", [544_000]),
    ],
)
def test_a_file_is_read_as_the_form_proposes_it(desk, name, bank, amounts):
    page = upload(desk, (STATEMENTS / name).read_bytes(), name)
    (path, _status) = page.redirect_chain[-1]
    proposed = sent(page)
    assert (proposed.get("bank") or "X") == bank
    after = desk.post(path, proposed | {"bank": bank}, follow=True)
    assert [row.row.amount for row in after.context["rows"]] == amounts


def test_months_first_are_proposed_where_days_need_it(desk):
    page = upload(desk, text("Date,Amount,Description", "11/25/2026,5000,x"))
    assert page.context["form"].initial["date_format"] == "%m/%d/%Y"


def test_a_row_that_names_the_columns_is_picked(desk):
    page = upload(desk, text("Ngày;Số tiền;Nội dung", "A;B;C", "25/11/2026;5.000;x"))
    (path, _status) = page.redirect_chain[-1]
    assert [choice for _, choice in page.context["header_form"].fields["header_row"].choices] == [
        "1: Ngày · Số tiền · Nội dung",
        "2: A · B · C",
        "3: 25/11/2026 · 5.000 · x",
    ]
    after = desk.post(path, {"header_row": "1"}, follow=True)
    assert after.context["headers"] == ["A", "B", "C"]
    for wrong in ("x", "7", "-1", "9" * 40):
        refused = desk.post(path, {"header_row": wrong}, follow=True)
        assert messages_of(refused) == ["No row of column names was found in this file."]
    assert StatementImport.objects.get().table[0] == ["A", "B", "C"]


def test_a_column_that_is_chosen_twice_is_said_beside_it(desk):
    page = upload(desk, text("Ngày;Số tiền;Nội dung", "25/11/2026;5.000;x"))
    (path, _status) = page.redirect_chain[-1]
    refused = desk.post(path, sent(page) | {"bank": "X", "reference": 2})
    assert refused.context["form"].errors == {"reference": ["This column is chosen twice."]}


@pytest.mark.parametrize(
    ("cell", "columns", "field", "sentence"),
    [
        ("1250.000", {}, "amount", "Row 2: the sum cannot be read. Choose another column."),
        (
            "5.000",
            {"direction": 1, "reference": ""},
            "direction",
            "Row 2 does not say whether money came in or left.",
        ),
    ],
)
def test_a_row_that_cannot_be_read_is_said_beside_its_column(desk, cell, columns, field, sentence):
    page = upload(desk, text("Ngày;Số CT;Số tiền;Nội dung", f"25/11/2026;K;{cell};x"))
    (path, _status) = page.redirect_chain[-1]
    refused = desk.post(path, sent(page) | {"bank": "X"} | columns)
    assert refused.context["form"].errors == {field: [sentence]}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "This file is locked by a password. Open it and save it without one.",
        ),
        (
            b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html>",
            "This is a web page. Open it in Excel and save it as XLSX.",
        ),
        (b"%PDF-1.7 x", "This is a PDF. Please take the bank's XLSX, XLS or CSV file."),
        (b"\x89PNG\r\n\x1a\n", "Please choose a CSV or XLSX file."),
        (b"", "The submitted file is empty."),
        (
            text("Ngày;Số tiền;Nội dung", *["25/11/2026;1;x"] * 20_001),
            "The file has more than 20,000 rows. Please take a shorter period.",
        ),
    ],
    ids=["locked", "web archive", "pdf", "picture", "empty", "long"],
)
def test_a_file_that_cannot_be_taken_says_what_helps(desk, content, sentence):
    assert messages_of(upload(desk, content)) == [sentence]
    assert not StatementImport.objects.exists()


def test_rows_cut_by_their_commas_are_refused_with_what_helps(desk):
    page = upload(desk, text(HEADER.replace(";", ","), "25/11/2026,1,,544,000,x"))
    (path, _status) = page.redirect_chain[-1]
    refused = desk.post(path, sent(page) | {"bank": "X"})
    assert refused.context["form"].non_field_errors() == [
        "Row 2 has too many columns: commas of thousands part it. Please take the bank's XLSX file."
    ]


def test_a_file_whose_rows_do_not_lead_to_its_balance_is_not_booked(desk):
    around = "Số dư đầu kỳ: 9.000.000;Số dư cuối kỳ: 9.600.000"
    page = upload(desk, text(around, HEADER, "25/11/2026;FT1;;544.000;x"))
    (path, _status) = page.redirect_chain[-1]
    after = desk.post(path, sent(page) | {"bank": "X"}, follow=True)
    body = after.content.decode()
    assert "₫56,000 are missing" in body
    assert "Import these rows" not in body
    refused = desk.post(f"{path}import/", follow=True)
    assert messages_of(refused) == ["Nothing was booked: the rows do not lead to the balance."]
    assert not BankTransfer.objects.exists()


def test_a_file_whose_rows_lead_to_its_balance_says_so(desk):
    around = "Số dư đầu kỳ: 9.000.000;Số dư cuối kỳ: 9.544.000"
    page = upload(desk, text(around, HEADER, "25/11/2026;FT1;;544.000;x"))
    (path, _status) = page.redirect_chain[-1]
    after = desk.post(path, sent(page) | {"bank": "X"}, follow=True)
    assert "The rows lead from the opening balance to the closing one." in after.content.decode()
    desk.post(f"{path}import/")
    assert BankTransfer.objects.get().amount == 544_000


def test_a_layout_that_no_longer_fits_its_draft_asks_again(desk):
    page = upload(desk, text(HEADER, "25/11/2026;FT1;;544.000;x"))
    (path, _status) = page.redirect_chain[-1]
    desk.post(path, sent(page) | {"bank": "X"})
    kept = StatementImport.objects.get().format
    kept.columns = {"booked_at": "another", "amount": "ghi co", "purpose": "noi dung"}
    kept.save()
    refused = desk.post(f"{path}import/", follow=True)
    said = "The bank's layout has changed. Say again which column is which."
    assert messages_of(refused)[-1] == said
    assert not BankTransfer.objects.exists()


def test_a_stranger_sees_no_statement(client, desk):
    upload(desk, text(HEADER, "25/11/2026;FT1;;544.000;x"))
    client.force_login(factories.make_user())
    path = f"/en/finance/transfers/statements/{StatementImport.objects.get().pk}/"
    assert client.get(path).status_code == client.post(path, {"header_row": "0"}).status_code == 403
