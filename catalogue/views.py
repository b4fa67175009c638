"""The listing and the product page."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.views import View

from catalogue.cards import cards, for_cards
from catalogue.listing import (
    PER_PAGE,
    PRICE_STEPS,
    SORTS,
    ListingFilter,
    by_relevance,
    chips,
    count_cells,
    facet_values,
    listed,
    price_bars,
)
from catalogue.models import Product, Publication
from catalogue.product_page import product_context
from catalogue.search.services import find, note_asked, popular
from marketplace.money import format_dong


class CountedPaginator(Paginator):
    """A paginator that was told how many there are, so it need not ask the database."""

    def __init__(self, products, per_page: int, count: int) -> None:
        super().__init__(products, per_page)
        self._known = count

    @cached_property
    def count(self) -> int:
        return self._known


def published_of(ids: list[int]):
    return Product.objects.published().filter(pk__in=ids)


def is_crawler(request: HttpRequest) -> bool:
    agent = request.headers.get("User-Agent", "").lower()
    return any(word in agent for word in ("bot", "crawl", "spider", "slurp"))


class CatalogueView(View):
    """All products, filtered by what the address says."""

    def get(self, request: HttpRequest) -> HttpResponse:
        listing_filter = ListingFilter.from_query(request.GET)
        language = get_language() or "vi"
        found = find(listing_filter.q, language) if listing_filter.q else None
        counts = count_cells(listing_filter, found)
        facets = facet_values(listing_filter, counts)
        if found is not None and listing_filter.sort == "recommended":
            ids = by_relevance(listing_filter, found)
            paginator = CountedPaginator(ids, PER_PAGE, len(ids))
            page = paginator.get_page(request.GET.get("page", "1")[:9])
            shown = {card.pk: card for card in cards(for_cards(published_of(page.object_list)))}
            page_cards = [shown[pk] for pk in page.object_list if pk in shown]
        else:
            products = for_cards(listed(listing_filter, found))
            paginator = CountedPaginator(products, PER_PAGE, counts.total)
            page = paginator.get_page(request.GET.get("page", "1")[:9])
            page_cards = cards(page.object_list)
        if listing_filter.q and "page" not in request.GET and not is_crawler(request):
            note_asked(listing_filter.q, counts.total)
        query = listing_filter.query()
        base = query + ("&" if query != "?" else "")

        def format_price(amount: int) -> str:
            return format_dong(amount, get_language() or "vi")

        context = {
            "filter": listing_filter,
            "facets": facets,
            "price_bars": price_bars(listing_filter, found),
            "price_steps": PRICE_STEPS,
            "chips": chips(listing_filter, facets, format_price),
            "total": counts.total,
            "hidden_pairs": listing_filter.pairs_without_price_and_sort(),
            "page": page,
            "cards": page_cards,
            "found": found,
            "popular": popular() if listing_filter.q and not counts.total else [],
            "page_links": [
                (
                    str(number),
                    f"{base}page={number}" if number != paginator.ELLIPSIS else "",
                    number == page.number,
                )
                for number in paginator.get_elided_page_range(
                    page.number, on_each_side=1, on_ends=1
                )
            ],
            "previous_url": f"{base}page={page.previous_page_number()}"
            if page.has_previous()
            else "",
            "next_url": f"{base}page={page.next_page_number()}" if page.has_next() else "",
            "sorts": [
                (value, label, value == listing_filter.sort) for value, (label, _) in SORTS.items()
            ],
        }
        return render(request, "catalogue/listing.html", context)


class ProductDetailView(View):
    """One product: what it is, whether its stars are true, who made it, where it comes from."""

    def get(self, request: HttpRequest, product_slug: str, pk: int) -> HttpResponse:
        product = (
            Product.objects.select_related(
                "producer__commune__province",
                "village__commune",
                "ocop_set",
                "ocop_group",
                "commune__province",
                "product_class",
            )
            .prefetch_related("images", "stockrecords")
            .filter(pk=int(pk))
            .first()
        )
        if product is None or not self.may_see(request, product):
            raise Http404
        if product_slug != product.slug:
            return redirect(product.get_absolute_url(), permanent=True)
        status = 410 if product.publication == Publication.WITHDRAWN else 200
        context = product_context(product, site_url=settings.SITE_URL)
        context["is_preview"] = product.publication == Publication.DRAFT
        return render(request, "catalogue/product.html", context, status=status)

    @staticmethod
    def may_see(request: HttpRequest, product: Product) -> bool:
        """Tell whether this visitor may see the product; drafts are for maker and staff."""
        if product.publication != Publication.DRAFT and product.is_public:
            return True
        user = request.user
        if not user.is_authenticated:
            return False
        return user.is_staff or product.producer.memberships.filter(user=user).exists()
