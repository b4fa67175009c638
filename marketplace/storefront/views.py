"""Who makes: all producers, and one with its products."""

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from catalogue.listing.cards import Card, cards_of
from catalogue.listing.names import Names, names_of
from catalogue.listing.shelf import Shelf, current
from marketplace.files.sharing import shared_picture
from marketplace.files.sizes import waiting_names
from marketplace.frame.alphabet import alphabet_key
from marketplace.frame.folding import fold
from marketplace.frame.page_cache import public_page, reads
from marketplace.frame.screens import page_asked, page_links
from marketplace.producers.models import SELLING, Producer

PER_PAGE = 48


def makers_in_order(names: Names) -> list[int]:
    """List the keys of those who may sell, in the order of the alphabet."""
    sellers = ((pk, maker) for pk, maker in names.producers.items() if maker.may_sell)
    return [pk for _key, pk in sorted((alphabet_key(maker.name), pk) for pk, maker in sellers)]


@public_page
@reads("q", "page")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the producers that sell, or those with a text in their name; how many products each."""
    shelf = current()
    text = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:80]
    wanted = fold(text).strip()
    text = text if wanted else ""
    names = names_of(shelf)
    found = shelf.remember("makers in order", lambda: makers_in_order(names))
    if wanted:
        held = names.holding("producer", wanted)
        found = [pk for pk in found if names.producers[pk].slug in held]
    pages = Paginator(found, PER_PAGE)
    page = pages.get_page(page_asked(request))
    sellers = Producer.objects.select_related("village", "commune").in_bulk(page.object_list)
    page.object_list = [sellers[pk] for pk in page.object_list if pk in sellers]
    products = shelf.remember("makers", lambda: shelf.count("producer", shelf.listed))
    drawn = drawn_pictures(page.object_list)
    works = first_works([each.pk for each in page.object_list if each.pk not in drawn], shelf)
    for producer in page.object_list:
        producer.product_count = products[producer.pk]
        producer.cover = drawn.get(producer.pk, "")
        producer.work = works.get(producer.pk)
    base = "?" + (urlencode({"q": text}) + "&" if text else "")
    context = {"page": page, "text": text, "page_links": page_links(pages, page, base)}
    return render(request, "producers/index.html", context)


@public_page
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one producer: where, since when, its story and its products."""
    producer: Producer = get_object_or_404(
        Producer.objects.filter(SELLING).select_related("village", "commune__province"),
        slug=slug,
    )
    shelf = current()
    shown = cards_of(shelf.best(PER_PAGE, producer=producer.pk), shelf)
    cover = drawn_pictures([producer]).get(producer.pk, "")
    work = next((card for card in shown if card.image_url), None) if not cover else None
    context = {"producer": producer, "cards": shown, "cover": cover, "work": work}
    context["sharing_picture"] = shared_picture(cover, producer.name)
    return render(request, "producers/detail.html", context)


def first_works(producers: Iterable[int], shelf: Shelf) -> dict[int, Card]:
    """Give for each key of a producer the card of its first product; one query, or none."""
    first = {pk: best[0] for pk in producers if (best := shelf.best(1, producer=pk))}
    if not first:
        return {}
    found = {card.pk: card for card in cards_of(list(first.values()), shelf) if card.image_url}
    return {pk: found[product] for pk, product in first.items() if product in found}


def drawn_pictures(producers: Iterable[Producer]) -> dict[int, str]:
    """Name the pictures of producers whose sizes are drawn, by key; one query at most."""
    named = {each.pk: str(each.picture.name) for each in producers if each.picture}
    if not named:
        return {}
    waiting = set(waiting_names().filter(name__in=named.values()).values_list("name", flat=True))
    return {pk: name for pk, name in named.items() if name not in waiting}
