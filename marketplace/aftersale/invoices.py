"""Rows for electronic-invoice software, from the sales and what was taken back of them.

The fields are those that decree 123/2020/NĐ-CP, article 10, as amended by decree 70/2025/NĐ-CP,
asks of an invoice: seller and buyer with address and tax code, name, unit, quantity, unit price
and value of the goods, tax rate, tax, total, the day, and for a correction the paper it
corrects. The seller issues the invoice; form, symbol, number and signature come from its
software. Prices include all taxes; households and individuals state no VAT rate (KKKNT).
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from xml.etree import ElementTree

from django.utils import timezone

from marketplace.aftersale.models import Document
from marketplace.frame.tables_out import CSV, XLSX, csv_bytes, written, xlsx_bytes
from marketplace.producers.models import Producer

COLUMNS = (
    "invoice_kind",  # 1 sale, 2 correction
    "document",
    "issued_on",
    "order",
    "purchase",
    "corrects",
    "seller_name",
    "seller_address",
    "seller_tax_code",
    "buyer_name",
    "buyer_address",
    "buyer_tax_code",
    "buyer_email",
    "line",
    "item",
    "unit",
    "quantity",
    "unit_price",
    "discount",  # off unit_price x quantity, in dong
    "amount",
    "vat_rate",
    "vat_amount",
    "total",
    "currency",
    "payment_method",
)
METHODS = {"cash": "TM", "vietqr": "CK", "stripe": "TM/CK"}  # as invoices abbreviate them


def documents_of(month: date, producer: Producer | None = None):
    """Receipts and credit notes of a month, in the order of their days."""
    first = timezone.make_aware(datetime(month.year, month.month, 1))
    after = (first + timedelta(days=32)).replace(day=1)
    found = Document.objects.filter(
        kind__in=[Document.Kind.RECEIPT, Document.Kind.CREDIT_NOTE],
        issued_at__gte=first,
        issued_at__lt=after,
    ).select_related("order__producer")
    return found.filter(order__producer=producer) if producer else found


def invoice_rows(documents) -> Iterator[dict[str, object]]:
    """One row per line of each document, delivery as a line of its own."""
    for document in documents:
        values = document.values
        buyer = values["buyer"]  # older ones say nothing of a company
        is_credit = document.kind == Document.Kind.CREDIT_NOTE
        is_company = document.order.producer.kind in (
            Producer.Kind.ENTERPRISE,
            Producer.Kind.COOPERATIVE,
        )
        lines = list(values["lines"])
        if values["delivery"]:
            lines.append({"title": "Phí giao hàng", "quantity": 1, "amount": values["delivery"]})
        for position, line in enumerate(lines, start=1):
            quantity = line["quantity"]
            amount = line["amount"]
            price = line.get("unit_price", amount)
            discount = price * quantity - amount
            yield {
                "invoice_kind": 2 if is_credit else 1,
                "document": document.code,
                "issued_on": timezone.localtime(document.issued_at).date().isoformat(),
                "order": values["order"],
                "purchase": values["purchase"],
                "corrects": values.get("corrects", ""),
                "seller_name": values["seller"]["name"],
                "seller_address": values["seller"]["address"],
                "seller_tax_code": values["seller"]["tax_code"],
                "buyer_name": buyer.get("company") or buyer["name"],
                "buyer_address": buyer.get("company_address") or buyer["address"],
                "buyer_tax_code": buyer.get("tax_code", ""),
                "buyer_email": buyer["email"],
                "line": position,
                "item": line["title"],
                "unit": "Lần" if line["title"] == "Phí giao hàng" else "Cái",
                "quantity": -quantity if is_credit else quantity,
                "unit_price": price,
                "discount": -discount if is_credit else discount,
                "amount": -amount if is_credit else amount,
                # The market does not know a firm's rates: its accountant fills them in.
                "vat_rate": "" if is_company else "KKKNT",
                "vat_amount": "" if is_company else 0,
                "total": -values["total"] if is_credit else values["total"],
                "currency": "VND",
                "payment_method": METHODS.get(values["payment_method"], "TM/CK"),
            }


def cells(documents) -> Iterator[list[object]]:
    return ([row[name] for name in COLUMNS] for row in invoice_rows(documents))


def as_csv(documents) -> bytes:
    return csv_bytes(COLUMNS, cells(documents))


def as_xlsx(documents) -> bytes:
    return xlsx_bytes("HoaDon", COLUMNS, cells(documents))


def as_xml(documents) -> bytes:
    root = ElementTree.Element("DSHDon")
    for row in invoice_rows(documents):
        entry = ElementTree.SubElement(root, "HHDVu")
        for name, value in row.items():
            ElementTree.SubElement(entry, name).text = str(written(value))
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


FORMATS = {
    "csv": (as_csv, CSV),
    "xlsx": (as_xlsx, XLSX),
    "xml": (as_xml, "application/xml"),
}
