"""Papers, pictures and rows of a sale as files for a browser; each is written down.

Who may have them is the caller's to know.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language

from marketplace.aftersale import invoices
from marketplace.aftersale.documents import pdf_of
from marketplace.aftersale.models import Document, ReturnPicture
from marketplace.files.downloads import hand_over
from marketplace.frame.months import month_written
from marketplace.producers.models import Producer


def send_document(request: HttpRequest, issued: Document) -> HttpResponse:
    """Send an issued document as PDF in the reader's language."""
    language = get_language() or "vi"
    return hand_over(
        request,
        pdf_of(issued, language),
        kind="application/pdf",
        name=f"{issued.code}-{language}.pdf",
    )


def send_picture(request: HttpRequest, picture: ReturnPicture) -> HttpResponse:
    """Send a picture of a return."""
    name = f"{picture.claim.number}-{picture.pk}.jpg"
    return hand_over(request, bytes(picture.content), kind="image/jpeg", name=name)


def send_invoice_rows(
    request: HttpRequest, month: str, extension: str, producer: Producer | None = None
) -> HttpResponse:
    """Send a month's rows (YYYY-MM) for e-invoice software; 404 for another month or format."""
    if extension not in invoices.FORMATS:
        raise Http404
    first = month_written(month)
    write, kind = invoices.FORMATS[extension]
    rows = write(invoices.documents_of(first, producer))
    name = f"e-invoice-{first:%Y-%m}.{extension}"
    return hand_over(request, rows, kind=kind, name=name, disposition="attachment")
