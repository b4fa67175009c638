"""A buyer's own page: purchases, addresses, things kept for later."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

PER_PAGE = 20


def summary(request: HttpRequest) -> HttpResponse:
    """List the buyer's own purchases, newest first."""
    purchases = request.user.purchases.prefetch_related("orders__producer")
    page = Paginator(purchases, PER_PAGE).get_page(request.GET.get("page", "1")[:9])
    return render(request, "account/summary.html", {"page": page})
