"""Who makes: all producers, and one with its products."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from catalogue.listing.cards import cards_of
from catalogue.listing.names import names_of
from catalogue.listing.shelf import current
from catalogue.shop.views import page_links, page_of
from marketplace.frame.folding import fold
from marketplace.frame.page_cache import public_page, reads
from marketplace.producers.models import Producer

PER_PAGE = 48


@public_page
@reads("q", "page")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the producers that sell, or those with a text in their name; how many products each."""
    shelf = current()
    text = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:80]
    wanted = fold(text).strip()
    sellers = Producer.objects.select_related("village", "commune").order_by("name", "pk")
    pages: Paginator
    if wanted:
        names = names_of(shelf)
        held = names.holding("producer", wanted)
        makers = names.producers.items()
        found = sorted((m.name, pk) for pk, m in makers if m.slug in held and m.may_sell)
        pages = Paginator([pk for _name, pk in found], PER_PAGE)
    else:
        text = ""
        pages = Paginator(sellers.filter(verified_at__isnull=False), PER_PAGE)
    page = pages.get_page(page_of(request))
    if wanted:
        page.object_list = sellers.filter(pk__in=page.object_list)
    page.object_list = list(page.object_list)
    products = shelf.remember("makers", lambda: shelf.count("producer", shelf.listed))
    for producer in page.object_list:
        producer.product_count = products[producer.pk]
    base = "?" + (urlencode({"q": text}) + "&" if text else "")
    context = {"page": page, "text": text, "page_links": page_links(pages, page, base)}
    return render(request, "producers/index.html", context)


@public_page
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one producer: where, since when, its story and its products."""
    producer: Producer = get_object_or_404(
        Producer.objects.select_related("village", "commune__province"),
        slug=slug,
        verified_at__isnull=False,
    )
    shelf = current()
    shown = cards_of(shelf.best(PER_PAGE, producer=producer.pk), shelf)
    return render(request, "producers/detail.html", {"producer": producer, "cards": shown})
