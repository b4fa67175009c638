"""Who makes: all producers, and one with its products."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from catalogue.cards import cards_of
from catalogue.folding import fold
from catalogue.listing.names import names_of
from catalogue.listing.shelf import current
from catalogue.views import page_links
from marketplace.producers.models import Producer

PER_PAGE = 48


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the producers that sell, or those whose name holds a text, with how much each shows."""
    producers = (
        Producer.objects.filter(verified_at__isnull=False)
        .select_related("village", "commune")
        .order_by("name", "pk")
    )
    shelf = current()
    text = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:80]
    if text:
        slugs = names_of(shelf).holding("producer", fold(text))
        producers = producers.filter(slug__in=slugs)
    pages = Paginator(producers, PER_PAGE)
    page = pages.get_page(request.GET.get("page", "1")[:9])
    page.object_list = list(page.object_list)
    products = shelf.remember("makers", lambda: shelf.count("producer", shelf.listed))
    for producer in page.object_list:
        producer.product_count = products[producer.pk]
    base = "?" + (urlencode({"q": text}) + "&" if text else "")
    context = {"page": page, "text": text, "page_links": page_links(pages, page, base)}
    return render(request, "producers/index.html", context)


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
