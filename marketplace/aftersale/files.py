"""Papers and rows of a sale as files for a browser; who may have them is the caller's to know."""

from django.http import Http404, HttpResponse
from django.utils.dateparse import parse_date
from django.utils.translation import get_language

from marketplace.aftersale import invoices
from marketplace.aftersale.documents import pdf_of
from marketplace.aftersale.models import Document
from marketplace.frame.screens import file_for_one
from marketplace.producers.models import Producer


def send_document(issued: Document) -> HttpResponse:
    """Send an issued document as PDF in the reader's language."""
    language = get_language() or "vi"
    return file_for_one(
        pdf_of(issued, language),
        kind="application/pdf",
        name=f"{issued.code}-{language}.pdf",
        disposition="inline",
    )


def send_invoice_rows(month: str, extension: str, producer: Producer | None = None) -> HttpResponse:
    """Send a month's rows (YYYY-MM) for e-invoice software; 404 for another month or format."""
    day = parse_date(f"{month}-01") if len(month) == 7 else None
    if day is None or extension not in invoices.FORMATS:
        raise Http404
    write, kind = invoices.FORMATS[extension]
    rows = write(invoices.documents_of(day, producer))
    return file_for_one(rows, kind=kind, name=f"e-invoice-{month}.{extension}")
