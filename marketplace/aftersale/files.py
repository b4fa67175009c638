"""Papers and rows of a sale as files for a browser; who may have them is the caller's to know."""

import re
from datetime import date

from django.http import Http404, HttpResponse
from django.utils.translation import get_language

from marketplace.aftersale import invoices
from marketplace.aftersale.documents import pdf_of
from marketplace.aftersale.models import Document
from marketplace.frame.screens import file_for_one
from marketplace.producers.models import Producer

MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


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
    if not MONTH.fullmatch(month) or extension not in invoices.FORMATS:
        raise Http404
    write, kind = invoices.FORMATS[extension]
    rows = write(invoices.documents_of(date.fromisoformat(f"{month}-01"), producer))
    return file_for_one(rows, kind=kind, name=f"e-invoice-{month}.{extension}")
