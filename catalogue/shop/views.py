"""The listing and the product page."""

from dataclasses import replace

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views import View

from catalogue.facts.kinds import OCCASION
from catalogue.listing.cards import cards_of
from catalogue.listing.columns import PRICE_STEPS
from catalogue.listing.facets import chips, facet_search, facets_of, loosenings
from catalogue.listing.headings import heading, shortcuts
from catalogue.listing.selection import Selection, price_bars
from catalogue.listing.shelf import Shelf, held
from catalogue.listing.state import PARAMETERS, SORTS, ListingFilter
from catalogue.listing.ways import sets
from catalogue.models import Publication
from catalogue.search.queries import popular
from catalogue.search.services import note_asked
from catalogue.shop.product_page import ProductRow, product_context, read_product
from catalogue.shop.selections import SelectionPages, price_text, selection_of
from marketplace.accounts.requests import person_of
from marketplace.accounts.roles import May, person_may
from marketplace.frame.screens import page_asked, page_links

OFFERED = 4
SEARCHED_FACETS = ("producer", "village", "province", "set", "to")


def is_crawler(request: HttpRequest) -> bool:
    agent = request.headers.get("User-Agent", "").lower()
    return any(word in agent for word in ("bot", "crawl", "spider", "slurp"))


def is_text_alone(state: ListingFilter) -> bool:
    """Tell whether a text was just typed: filters put on later are no other search."""
    return bool(state.q) and replace(state, q="") == ListingFilter()


class CatalogueView(View):
    """All products, filtered by what the address says."""

    READS = (*PARAMETERS, "page", "facet", "facet_q", "look_in")

    def get(self, request: HttpRequest) -> HttpResponse:
        state = ListingFilter.from_query(request.GET, held().facets.get(OCCASION, {}))
        if state.has_moved and "facet" not in request.GET:
            return redirect(request.path + state.query())
        selection = selection_of(state)
        response = self.answer(request, state, selection)
        if selection.rests:  # in a moment it is another page
            response["Cache-Control"] = "no-store"
        return response

    def answer(
        self, request: HttpRequest, state: ListingFilter, selection: Selection
    ) -> HttpResponse:
        facet = request.GET.get("facet", "")
        if facet in SEARCHED_FACETS:
            return self.facet_values(selection, facet, request.GET.get("facet_q", "")[:80])
        pages = SelectionPages(selection)
        page = pages.get_page(page_asked(request))
        is_search = is_text_alone(state) and "page" not in request.GET and not selection.rests
        if is_search and not is_crawler(request):
            address = get_adapter(request).get_client_ip(request)
            mended = selection.found.mended if selection.found else ""
            note_asked(state.q, selection.total, address=address, mended=mended)
        query = state.query()
        base = query + ("&" if query != "?" else "")
        is_empty = not selection.total
        facets = facets_of(selection)
        look_in, facet_q = request.GET.get("look_in", ""), request.GET.get("facet_q", "")[:80]
        if look_in in SEARCHED_FACETS and look_in in facets and facet_q.strip():
            values = facet_search(selection, look_in, facet_q)
            facets[look_in] = replace(facets[look_in], values=values, is_open=True)
        else:
            look_in = ""
        context = {
            "filter": state,
            "facets": facets,
            "facet_pairs": state.pairs(),
            "look_in": look_in,
            "facet_q": facet_q,
            "price_bars": price_bars(selection),
            "price_steps": PRICE_STEPS,
            "heading": heading(selection),
            "shortcuts": shortcuts(selection, price_text),
            "chips": [(label, left.query()) for label, left in chips(selection, price_text)],
            "loosenings": loosenings(selection, price_text) if is_empty else [],
            "total": selection.total,
            "price_pairs": state.pairs("price_min", "price_max"),
            "sort_pairs": state.pairs("sort", "near"),
            "page": page,
            "cards": cards_of(list(page), selection.shelf),
            "found": selection.found,
            "rests": selection.rests,
            "again_url": query,
            "offers": offers(selection.shelf) if is_empty else {},
            "popular": popular() if state.q and is_empty else [],
            "page_links": page_links(pages, page, base),
            "previous_url": f"{base}page={page.number - 1}" if page.has_previous() else "",
            "next_url": f"{base}page={page.number + 1}" if page.has_next() else "",
            "sorts": [(value, label, value == state.sort) for value, label in SORTS.items()],
            "villages": selection.names.points(),
            "is_kept": selection.total > 0 and not selection.rests and is_shelf_of_its_own(state),
            "canonical_query": own_query(state, page.number),
        }
        return render(request, "catalogue/listing.html", context)

    @staticmethod
    def facet_values(selection: Selection, facet: str, text: str) -> JsonResponse:
        """The values of a long facet whose names hold a text, for its search box."""
        values = facet_search(selection, facet, text)
        return JsonResponse(
            {
                "values": [
                    {"label": v.label, "count": v.count, "url": v.url, "is_on": v.is_on}
                    for v in values
                ]
            }
        )


def is_shelf_of_its_own(state: ListingFilter) -> bool:
    """Tell whether search engines may keep a state: all goods, or those of one group or set.

    What several filters, a text or a price leave is one of too many pages that are like others.
    """
    plain = replace(state, sort="recommended", near="")
    one = sum(map(len, (state.group, state.set))) <= 1
    return one and replace(plain, group=(), set=()) == ListingFilter()


def own_query(state: ListingFilter, number: int) -> str:
    """The one address of a state, in whatever order it was asked for: no sort, no place."""
    pairs = replace(state, sort="recommended", near="").pairs()
    pairs += [("page", str(number))] if number > 1 else []
    return "?" + urlencode(pairs) if pairs else ""


def offers(shelf: Shelf) -> dict[str, object]:
    """Ways on from a list without anything in it: the groups, and what is recommended."""
    return {
        "groups": [section.heading for section in sets(shelf)],
        "cards": cards_of(shelf.best(OFFERED), shelf),
    }


class ProductDetailView(View):
    """One product: what it is, whether its stars are true, who made it, where it comes from.

    `variant` names what is chosen of it; `choose` comes from who wanted it without choosing.
    """

    READS = ("variant", "choose", "month")

    def get(self, request: HttpRequest, product_slug: str, pk: int) -> HttpResponse:
        product = read_product(int(pk))
        if product is None or not self.may_see(request, product):
            raise Http404
        if product_slug != product.slug:
            return redirect(product.url, permanent=True)
        status = 410 if product.publication == Publication.WITHDRAWN else 200
        asked = request.GET.get("variant", "")
        context = product_context(product, site_url=settings.SITE_URL, asked=asked)
        context["is_preview"] = product.publication == Publication.DRAFT
        context["must_choose"] = "choose" in request.GET
        return render(request, "catalogue/product.html", context, status=status)

    @staticmethod
    def may_see(request: HttpRequest, product: ProductRow) -> bool:
        """Tell whether this visitor may see the product; drafts are for maker and staff."""
        if product.publication != Publication.DRAFT and product.is_public:
            return True
        user = person_of(request)
        if user is None:
            return False
        if user.memberships.filter(producer=product.producer_id).exists():
            return True
        return person_may(user, May.REVIEW)
