"""Documents: numbered without gaps, kept as issued, the same bytes again, rows for e-invoices."""

import io

import pypdfium2
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.translation import override
from openpyxl import load_workbook

from marketplace.aftersale import guards
from marketplace.aftersale.checks import find_document_faults
from marketplace.aftersale.documents import (
    NotYetIssued,
    issue,
    issue_confirmation,
    issue_delivery_note,
    issue_due,
    issue_receipt,
    pdf_of,
)
from marketplace.aftersale.invoices import as_csv, as_xlsx, as_xml, documents_of, invoice_rows
from marketplace.aftersale.models import Document, DocumentFile, DocumentSeries
from marketplace.aftersale.takeback import cancel_order
from marketplace.finance.services import check_books
from marketplace.ledger.models import LedgerCheck
from tests import factories
from tests.flows.sale import arrived, paid, place


@pytest.fixture
def vase(db):
    return factories.make_product(price=100_000, stock=9, title="Lọ hoa men rạn: ề ữ ỡ ẵ")


@pytest.fixture
def maker(vase):
    return factories.make_member(vase.producer)


def order_of(purchase):
    return purchase.orders.select_related(
        "purchase", "producer__commune__province", "shipping_address__country"
    ).get()


def text_of(content: bytes) -> str:
    pdf = pypdfium2.PdfDocument(content)
    try:
        return " ".join(pdf[0].get_textpage().get_text_range().split())
    finally:
        pdf.close()


def test_numbers_follow_each_other_and_a_failure_leaves_no_gap(vase):
    order = order_of(paid([(vase, 1)]))
    for number in (1, 2):
        document = issue(key=f"a{number}", kind="receipt", order=order, values={})
        assert document.number == number
    with pytest.raises(RuntimeError), transaction.atomic():
        issue(key="lost", kind="receipt", order=order, values={})
        raise RuntimeError
    assert issue(key="a3", kind="receipt", order=order, values={}).number == 3
    assert issue(key="a1", kind="receipt", order=order, values={}).number == 1
    assert issue(key="c", kind="credit_note", order=order, values={}).number == 1


@pytest.mark.parametrize(
    ("language", "word"), [("vi", "Lọ hoa men rạn: ề ữ ỡ ẵ"), ("en", "Receipt"), ("id", "Hà Nội")]
)
def test_pdf_has_its_letters_and_the_same_bytes_again(vase, language, word):
    receipt = issue_receipt(order_of(paid([(vase, 2)])))
    first = pdf_of(receipt, language)
    vase.title = "Tên khác"
    vase.save()
    assert pdf_of(receipt, language) == first
    assert word in text_of(first)
    assert f"{receipt.values['total'] // 1000}" in text_of(first)


def test_nothing_is_attested_before_it_happened(vase, maker):
    waiting = order_of(place([(vase, 1)]))
    for make in (issue_confirmation, issue_receipt):
        with pytest.raises(NotYetIssued):
            make(waiting)
    in_cash = order_of(place([(vase, 1)], "cash"))
    assert issue_confirmation(in_cash).values["total"] == int(in_cash.total_incl_tax)
    with pytest.raises(NotYetIssued):
        issue_receipt(in_cash)


def test_delivery_note_lists_the_parcel(vase, maker):
    purchase = arrived([(vase, 2)], maker)
    note = issue_delivery_note(order_of(purchase).parcels.get())
    assert [(row["quantity"], row["title"]) for row in note.values["lines"]] == [(2, vase.title)]
    assert vase.title in text_of(pdf_of(note, "vi"))


def test_credit_note_corrects_the_receipt_and_both_reach_the_e_invoice_rows(vase):
    purchase = paid([(vase, 3)])
    order = order_of(purchase)
    cancel_order(
        order=order,
        key="c",
        side="buyer",
        reason="other",
        by=None,
        quantities=[(order.lines.get().pk, 1)],
    )
    receipt, credit = Document.objects.order_by("pk")
    assert (receipt.kind, credit.kind) == ("receipt", "credit_note")
    assert credit.values["corrects"] == receipt.code
    month = timezone.localdate()
    rows = list(invoice_rows(documents_of(month)))
    assert sum(row["amount"] for row in rows) == purchase.total - 100_000
    assert [row["invoice_kind"] for row in rows] == [1, 1, 2]
    sheet = load_workbook(io.BytesIO(as_xlsx(documents_of(month)))).active
    assert sheet.max_row == 4
    assert as_csv(documents_of(month)).decode("utf-8-sig").count("\r\n") == 4
    assert as_xml(documents_of(month)).count(b"<HHDVu>") == 3
    other = factories.make_producer()
    assert list(invoice_rows(documents_of(month, other))) == []


def test_company_that_an_invoice_is_for_stands_in_the_paper_and_in_the_rows(vase):
    purchase = paid([(vase, 1)])
    purchase.company, purchase.tax_code = "Công ty Hoa Sen", "0300588569"
    purchase.save()
    receipt = issue_receipt(order_of(purchase))
    row = next(invoice_rows(documents_of(timezone.localdate())))
    assert (row["buyer_name"], row["buyer_tax_code"]) == ("Công ty Hoa Sen", "0300588569")
    assert row["buyer_address"] == receipt.values["buyer"]["address"]
    assert "0300588569" in text_of(pdf_of(receipt, "vi"))
    purchase.company_address = "1 Lê Lợi"  # a paper that is issued stays as it is
    purchase.save()
    assert next(invoice_rows(documents_of(timezone.localdate())))["buyer_address"] != "1 Lê Lợi"
    person = issue_receipt(order_of(paid([(vase, 1)])))
    later = next(invoice_rows([person]))
    assert (later["buyer_name"], later["buyer_tax_code"]) == ("Nguyễn Lan", "")
    del person.values["buyer"]["tax_code"], person.values["buyer"]["company"]  # an older paper
    assert next(invoice_rows([person]))["buyer_tax_code"] == ""


def test_e_invoice_rows_say_what_was_taken_off(vase):
    factories.make_voucher("MUOI", percent=10)
    purchase = paid([(vase, 3)], codes=["MUOI"])
    order = order_of(purchase)
    line = order.lines.get()
    cancel_order(
        order=order,
        key="c",
        side="buyer",
        reason="other",
        by=None,
        quantities=[(line.pk, 1)],
    )
    rows = list(invoice_rows(documents_of(timezone.localdate())))
    assert [row["discount"] for row in rows] == [30_000, 0, -10_000]
    for row in rows:
        assert row["unit_price"] * row["quantity"] - row["discount"] == row["amount"]


def test_due_documents_are_issued_once(vase, maker):
    arrived([(vase, 1)], maker, "cash")
    paid([(vase, 1)])
    place([(vase, 1)])
    assert issue_due() == 4
    assert issue_due() == 0


REFUSED = [
    *(
        f'UPDATE aftersale_document SET "{column}" = "{column}"'
        for column in ("key", "kind", "year", "number", "order_id", "issued_at", "values")
    ),
    "UPDATE aftersale_documentfile SET content = content",
    "UPDATE aftersale_documentfile SET language = 'en'",
    "UPDATE aftersale_documentseries SET last_number = last_number",
    "UPDATE aftersale_documentseries SET last_number = last_number - 1",
    "UPDATE aftersale_documentseries SET last_number = last_number + 2",
    "UPDATE aftersale_documentseries SET last_number = last_number + 1, year = year + 1",
    "UPDATE aftersale_documentseries SET last_number = last_number + 1, code = 'ZZ'",
    "DELETE FROM aftersale_documentfile",
    "DELETE FROM aftersale_document",
    "DELETE FROM aftersale_documentseries",
]


@pytest.fixture
def issued(vase):
    document = issue_receipt(order_of(paid([(vase, 1)])))
    pdf_of(document, "vi")
    return document


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_keeps_documents_their_files_and_their_numbers(issued):
    assert guards.missing() == []
    for statement in REFUSED:
        with pytest.raises(DatabaseError, match="stay as they were issued"):
            run(statement)
    assert DocumentSeries.objects.get(code="BN").last_number == issued.number
    issued.values["total"] = 1
    with pytest.raises(DatabaseError), transaction.atomic():
        issued.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.filter(pk=issued.pk).update(values={})
    with pytest.raises(DatabaseError), transaction.atomic():
        DocumentFile.objects.all().delete()


@pytest.mark.skipif("connection.vendor != 'postgresql'")
@pytest.mark.parametrize("table", [*guards.KEPT, guards.SERIES])
def test_postgresql_does_not_empty_the_tables_of_documents(issued, table):
    run("SET CONSTRAINTS ALL IMMEDIATE")  # else what is pending refuses it first
    with pytest.raises(DatabaseError, match="stay as they were issued"):
        run(f"TRUNCATE {table} CASCADE")


def test_numbers_and_files_are_still_added_under_the_guards(issued):
    order = issued.order
    assert issue(key="next", kind="receipt", order=order, values={}).number == issued.number + 1
    assert pdf_of(issued, "en") != pdf_of(issued, "vi")
    assert issued.files.count() == 2


def test_a_missing_guard_is_seen_and_can_be_put_back(issued):
    guards.remove()
    assert len(guards.missing()) == len(guards.triggers(connection.vendor))
    names = [fault.values["name"] for fault in find_document_faults()]
    assert names == guards.missing() == sorted(guards.triggers(connection.vendor))
    with pytest.raises(CommandError, match=f"{len(names)} faults"):
        call_command("check_ledger")
    run(REFUSED[0])  # nothing holds it now
    for _twice in range(2):
        guards.install()
    assert guards.missing() == []
    with pytest.raises(DatabaseError):
        run(REFUSED[0])


@pytest.fixture
def receipts(vase):
    """Six receipts, 1 to 6, without the guards that would keep them."""
    order = order_of(paid([(vase, 1)]))
    made = [issue(key=f"r{n}", kind="receipt", order=order, values={}) for n in range(1, 7)]
    issue(key="c1", kind="credit_note", order=order, values={})
    assert find_document_faults() == []
    guards.remove()
    yield made
    guards.install()


def found() -> list[str]:
    return [fault.in_english() for fault in find_document_faults() if fault.code != "trigger"]


def test_the_check_names_every_gap_in_the_numbers_of_a_series(receipts, capsys):
    bn = f"BN{receipts[0].year % 100:02d}"
    Document.objects.filter(number__in=[1, 3, 4]).exclude(kind="credit_note").delete()
    assert found() == [
        f"Document {bn}-000001 is missing: its series has a gap.",
        f"Documents {bn}-000003 to {bn}-000004 are missing: their series has a gap.",
    ]
    with pytest.raises(CommandError):
        call_command("check_ledger")
    assert f"Document {bn}-000001 is missing" in capsys.readouterr().err
    with override("vi"):
        fault = find_document_faults()[0]
        assert str(fault) == f"Thiếu chứng từ {bn}-000001: dãy số bị hổng."


def test_the_check_sees_a_counter_that_does_not_stand_at_the_last_document(receipts):
    bn = f"BN{receipts[0].year % 100:02d}"
    receipts[-1].delete()
    ends = f"Series {bn} counted to 6, its last document is number 5."
    assert found() == [ends]
    Document.objects.filter(kind="credit_note").delete()
    assert found() == [
        ends,
        f"Series GC{bn[2:]} counted to 1, its last document is number 0.",
    ]
    DocumentSeries.objects.all().delete()
    assert found() == [f"Series {bn} counted to 0, its last document is number 5."]


def test_a_series_of_each_year_is_counted_by_itself(receipts):
    last = receipts[-1]
    Document.objects.filter(pk=last.pk).update(year=last.year + 1, number=1)
    DocumentSeries.objects.filter(code="BN").update(last_number=5)
    DocumentSeries.objects.create(code="BN", year=last.year + 1, last_number=1)
    assert found() == []


def test_every_night_the_documents_are_looked_at_too(receipts, monkeypatch):
    receipts[2].delete()
    night = timezone.localtime().replace(hour=3)
    monkeypatch.setattr(timezone, "localtime", lambda *given: night)
    assert check_books()
    codes = [finding["code"] for finding in LedgerCheck.objects.get().findings]
    assert "document" in codes and "trigger" in codes
