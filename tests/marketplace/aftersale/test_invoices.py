"""Rows for e-invoice software: each column, the signs of a correction, the month's bounds."""

import csv
import io
from datetime import date, datetime
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from marketplace.aftersale.invoices import (
    COLUMNS,
    FORMATS,
    as_csv,
    as_xlsx,
    as_xml,
    documents_of,
    invoice_rows,
)
from marketplace.aftersale.models import Document
from marketplace.producers.models import Producer
from tests import factories
from tests.flows.sale import paid


def paper(kind="receipt", producer_kind="household", **values) -> SimpleNamespace:
    facts = {
        "order": "P-1-1",
        "purchase": "P-1",
        "seller": {"name": "Gốm", "address": "Bát Tràng", "tax_code": "01"},
        "buyer": {"name": "Lan", "address": "Hà Nội", "email": "l@x.vn"},
        "lines": [{"title": "Lọ", "quantity": 3, "unit_price": 40_000, "amount": 100_000}],
        "delivery": 22_000,
        "total": 122_000,
        "payment_method": "vietqr",
    } | values
    return SimpleNamespace(
        kind=kind,
        code="BN26-000007",
        values=facts,
        issued_at=datetime(2026, 3, 4, 20, tzinfo=timezone.get_fixed_timezone(0)),
        order=SimpleNamespace(producer=SimpleNamespace(kind=producer_kind)),
    )


def test_receipt_is_a_row_a_line_and_one_for_the_delivery():
    goods, delivery = invoice_rows([paper()])
    assert goods == {
        "invoice_kind": 1,
        "document": "BN26-000007",
        "issued_on": "2026-03-05",  # in Hanoi
        "order": "P-1-1",
        "purchase": "P-1",
        "corrects": "",
        "seller_name": "Gốm",
        "seller_address": "Bát Tràng",
        "seller_tax_code": "01",
        "buyer_name": "Lan",
        "buyer_address": "Hà Nội",
        "buyer_tax_code": "",
        "buyer_email": "l@x.vn",
        "line": 1,
        "item": "Lọ",
        "unit": "Cái",
        "quantity": 3,
        "unit_price": 40_000,
        "discount": 20_000,
        "amount": 100_000,
        "vat_rate": "KKKNT",
        "vat_amount": 0,
        "total": 122_000,
        "currency": "VND",
        "payment_method": "CK",
    }
    assert tuple(goods) == COLUMNS
    changed = {name: delivery[name] for name in COLUMNS if delivery[name] != goods[name]}
    assert changed == {
        "line": 2,
        "item": "Phí giao hàng",
        "unit": "Lần",
        "quantity": 1,
        "unit_price": 22_000,
        "discount": 0,
        "amount": 22_000,
    }


def test_correction_turns_the_signs_and_names_what_it_corrects():
    goods, delivery = invoice_rows([paper("credit_note", corrects="BN26-000001")])
    assert (goods["invoice_kind"], goods["corrects"]) == (2, "BN26-000001")
    numbers = ("quantity", "unit_price", "discount", "amount", "total")
    assert [goods[name] for name in numbers] == [-3, 40_000, -20_000, -100_000, -122_000]
    assert [delivery[name] for name in numbers] == [-1, 22_000, 0, -22_000, -122_000]


def test_paper_without_delivery_has_no_row_of_it():
    [row] = invoice_rows([paper(delivery=0)])
    assert row["item"] == "Lọ"
    assert len(list(invoice_rows([paper(delivery=1)]))) == 2


@pytest.mark.parametrize(
    ("kind", "rate", "amount"),
    [
        ("household", "KKKNT", 0),
        ("enterprise", "", ""),
        ("cooperative", "", ""),
    ],
)
def test_only_firms_state_a_rate_which_their_accountant_knows(kind, rate, amount):
    row = next(invoice_rows([paper(producer_kind=kind)]))
    assert (row["vat_rate"], row["vat_amount"]) == (rate, amount)


def test_all_kinds_of_producers_are_firms_or_not():
    firms = {Producer.Kind.ENTERPRISE, Producer.Kind.COOPERATIVE}
    for kind in Producer.Kind:
        row = next(invoice_rows([paper(producer_kind=kind)]))
        assert (row["vat_rate"] == "") is (kind in firms)


@pytest.mark.parametrize(
    ("method", "short"),
    [("cash", "TM"), ("vietqr", "CK"), ("stripe", "TM/CK"), ("barter", "TM/CK")],
)
def test_way_to_pay_is_abbreviated_as_invoices_do(method, short):
    assert next(invoice_rows([paper(payment_method=method)]))["payment_method"] == short


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, ("Lan", "Hà Nội", "")),
        ({"company": "Sen", "tax_code": "03"}, ("Sen", "Hà Nội", "03")),
        (
            {"company": "Sen", "tax_code": "03", "company_address": "1 Lê Lợi"},
            ("Sen", "1 Lê Lợi", "03"),
        ),
    ],
)
def test_invoice_is_to_the_company_where_one_is_named(more, expected):
    buyer = {"name": "Lan", "address": "Hà Nội", "email": "l@x.vn"} | more
    row = next(invoice_rows([paper(buyer=buyer)]))
    assert (row["buyer_name"], row["buyer_address"], row["buyer_tax_code"]) == expected


def test_csv_has_a_head_and_safe_cells():
    text = as_csv([paper(lines=[{"title": "=cmd", "quantity": 1, "amount": 5}])])
    assert text[:3] == b"\xef\xbb\xbf"
    head, goods, delivery = csv.reader(io.StringIO(text.decode("utf-8-sig")))
    assert tuple(head) == COLUMNS
    row = dict(zip(head, goods, strict=True))
    assert (row["item"], row["unit_price"], row["discount"]) == ("'=cmd", "5", "0")
    assert delivery[COLUMNS.index("unit")] == "Lần"


def test_sheet_has_a_head_and_safe_cells():
    content = as_xlsx([paper(lines=[{"title": "=cmd", "quantity": 1, "amount": 5}])])
    sheet = load_workbook(io.BytesIO(content))["HoaDon"]
    head, goods, _delivery = sheet.iter_rows()
    assert tuple(cell.value for cell in head) == COLUMNS
    item = goods[COLUMNS.index("item")]
    assert (item.value, item.data_type) == ("=cmd", "s")
    assert goods[COLUMNS.index("seller_tax_code")].value == "01"


def test_xml_is_well_formed_whatever_somebody_typed():
    text = as_xml([paper(lines=[{"title": "a\x0bb<&", "quantity": 1, "amount": 5}])])
    assert ElementTree.fromstring(text)[0].find("item").text == "ab<&"


def test_xml_names_every_column():
    root = ElementTree.fromstring(as_xml([paper()]))
    assert (root.tag, [row.tag for row in root]) == ("DSHDon", ["HHDVu", "HHDVu"])
    assert tuple(cell.tag for cell in root[0]) == COLUMNS
    assert root[0].find("amount").text == "100000"
    assert as_xml([paper()]).startswith(b"<?xml")


def test_formats_are_these_three():
    assert {name: write for name, (write, _kind) in FORMATS.items()} == {
        "csv": as_csv,
        "xlsx": as_xlsx,
        "xml": as_xml,
    }
    assert [kind.split(";")[0] for _write, kind in FORMATS.values()] == [
        "text/csv",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/xml",
    ]


@pytest.mark.django_db
def test_month_runs_from_its_first_moment_in_hanoi_to_its_last(product):
    order = paid([(product, 1)]).orders.get()

    def issued(key, at, kind="receipt"):
        number = Document.objects.count() + 1
        return Document.objects.create(
            key=key,
            kind=kind,
            year=2026,
            number=number,
            order=order,
            issued_at=timezone.make_aware(at),
            values={},
        )

    rows = [
        issued("a", datetime(2026, 1, 31, 23, 59, 59)),
        issued("b", datetime(2026, 2, 1)),
        issued("c", datetime(2026, 2, 28, 23, 59, 59), "credit_note"),
        issued("d", datetime(2026, 3, 1)),
        issued("e", datetime(2026, 2, 10), "confirmation"),
        issued("f", datetime(2026, 2, 11), "delivery_note"),
        issued("g", datetime(2026, 12, 31, 23)),
        issued("h", datetime(2027, 1, 1)),
    ]
    assert list(documents_of(date(2026, 2, 14))) == rows[1:3]
    assert list(documents_of(date(2026, 12, 1))) == [rows[6]]
    assert list(documents_of(date(2027, 1, 31))) == [rows[7]]
    assert list(documents_of(date(2026, 2, 1), product.producer)) == rows[1:3]
    assert list(documents_of(date(2026, 2, 1), factories.make_producer())) == []
