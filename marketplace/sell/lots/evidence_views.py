"""The evidence pack in the portal."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from marketplace.accounts.fresh import fresh_to_take
from marketplace.accounts.requests import PersonRequest
from marketplace.accounts.roles import May
from marketplace.frame.screens import asked_text, page_of
from marketplace.lots.evidence import evidence_pdf, evidence_zip, overview, provable
from marketplace.sell.access import may, producer_of
from marketplace.sell.goods import LONGEST_ASKED, matching

PER_PAGE = 20
KINDS = {
    "pdf": (evidence_pdf, "application/pdf"),
    "zip": (evidence_zip, "application/zip"),
}


@may(May.SELL)
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """List the products with how much there is to prove, found by words."""
    producer = producer_of(request)
    asked = asked_text(request, LONGEST_ASKED)
    page = page_of(request, matching(provable(producer), asked), PER_PAGE)
    context = {
        "producer": producer,
        "page": page,
        "rows": overview(list(page)),
        "q": asked,
    }
    return render(request, "sell/lots/evidence.html", context)


@may(May.SELL)
@fresh_to_take
@require_safe
def pack(request: PersonRequest, pk: str, ending: str) -> HttpResponse:
    """Give the pack of one product as a PDF or as a folder."""
    products = producer_of(request).products.select_related("producer__commune")
    product = get_object_or_404(products, pk=int(pk))
    make, content_type = KINDS[ending]
    response = HttpResponse(make(product), content_type=content_type)
    name = f"ocop-{slugify(product.code)}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
