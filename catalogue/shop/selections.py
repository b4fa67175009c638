"""What pages show of the shelf: the selection of a state, and its pages."""

from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property
from django.utils.translation import get_language

from catalogue.listing.names import names_of
from catalogue.listing.selection import Selection, look_up, select, select_without
from catalogue.listing.shelf import current
from catalogue.listing.state import ListingFilter
from catalogue.search.engines.base import Unavailable
from marketplace.frame.money import format_dong

PER_PAGE = 24


class SelectionPages(Paginator):
    """The pages of a selection: it knows its size and finds a page without the others."""

    def __init__(self, selection: Selection) -> None:
        super().__init__((), PER_PAGE)  # what is on a page the selection says
        self.selection = selection

    @cached_property
    def count(self) -> int:
        return self.selection.total

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        return Page(self.selection.page(start, start + self.per_page), number, self)


def selection_of(state: ListingFilter) -> Selection:
    """What the shelf holds for a state now."""
    shelf = current()
    try:
        text = look_up(state.q, shelf, get_language() or "vi") if state.q else None
    except Unavailable:
        return select_without(state, shelf, names_of(shelf))
    return select(state, shelf, names_of(shelf), text)


def price_text(amount: int) -> str:
    return format_dong(amount, get_language() or "vi")
