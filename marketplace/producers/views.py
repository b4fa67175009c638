"""Who makes: all producers, and one with its products."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from catalogue.cards import cards_of
from catalogue.listing.shelf import current
from marketplace.producers.models import Producer

PER_PAGE = 48


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the producers that sell, with how many products each shows."""
    producers = (
        Producer.objects.filter(verified_at__isnull=False)
        .select_related("village", "commune")
        .order_by("name", "pk")
    )
    page = Paginator(producers, PER_PAGE).get_page(request.GET.get("page", "1")[:9])
    page.object_list = list(page.object_list)
    shelf = current()
    products = shelf.remember("makers", lambda: shelf.count("producer", shelf.listed))
    for producer in page.object_list:
        producer.product_count = products[producer.pk]
    return render(request, "producers/index.html", {"page": page})


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one producer: where, since when, its story and its products."""
    producer = get_object_or_404(
        Producer.objects.select_related("village", "commune__province"),
        slug=slug,
        verified_at__isnull=False,
    )
    shelf = current()
    shown = cards_of(shelf.best(PER_PAGE, producer=producer.pk), shelf)
    return render(request, "producers/detail.html", {"producer": producer, "cards": shown})
