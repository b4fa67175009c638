"""The page of an occasion: its words, the ways to narrow it down, and its goods."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from catalogue.listing.cards import cards_of
from catalogue.listing.occasion_pages import OccasionPage, occasion_words, page_of
from catalogue.listing.selection import Selection
from catalogue.listing.shelf import Shelf
from catalogue.listing.state import ListingFilter
from catalogue.listing.ways import Way, filtered, occasions, prices
from catalogue.shop.selections import SelectionPages, selection_of
from marketplace.frame.screens import page_asked, page_links


@require_safe
def occasion(request: HttpRequest, code: str) -> HttpResponse:
    """What is sold for an occasion; the listing has the same with all its filters."""
    state = ListingFilter(occasion=(code,))
    selection = selection_of(state)
    shelf = selection.shelf
    shown = occasion_of(shelf, code)
    pages = SelectionPages(selection)
    page = pages.get_page(page_asked(request))
    context = {
        "occasion": shown,
        "total": selection.total,
        "page": page,
        "cards": cards_of(list(page), shelf),
        "narrower": narrower(selection),
        "listing_query": state.query(),
        "page_links": page_links(pages, page, "?"),
        "previous_url": f"?page={page.number - 1}" if page.has_previous() else "",
        "next_url": f"?page={page.number + 1}" if page.has_next() else "",
        "others": [way for way in occasions(shelf) if way.path != shown.path],
    }
    return render(request, "catalogue/occasion.html", context)


def occasion_of(shelf: Shelf, code: str) -> OccasionPage:
    """Find an occasion's page among those that go with the shelf. Raises Http404."""
    pages = shelf.remember(
        ("occasions", get_language()),
        lambda: {word.code: page_of(word) for word in occasion_words()},
    )
    if code not in pages:
        raise Http404
    return pages[code]


def narrower(selection: Selection) -> list[Way]:
    """The prices and groups of an occasion's goods, as states of the listing."""
    chosen = selection.state.occasion
    found = prices(selection.shelf, selection.mask, occasion=chosen)
    named = selection.names.names["group"]
    for group in sorted(selection.counts.by_facet["group"]):
        found.append(Way(named.get(group, group), filtered(group=(group,), occasion=chosen)))
    return found
