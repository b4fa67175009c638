"""What stands above a list: what it is a list of, and the filters that shoppers ask for first."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from catalogue.facts.kinds import OCCASION
from catalogue.listing.columns import step_of
from catalogue.listing.facets import namer
from catalogue.listing.occasion_pages import SAYS
from catalogue.listing.selection import Selection
from catalogue.listing.state import ListingFilter

# Facets that name goods by themselves: "Ceramics" rather than "Products".
NAMING = (OCCASION, "set", "group", "village", "producer", "province")
CHEAP = 199_999  # dong: under 200,000
FOUR_AND_UP = ("5", "4")


def heading(selection: Selection) -> str:
    """Name a list after the one thing that it is narrowed to; else it is a list of products."""
    for facet in NAMING:
        values = getattr(selection.state, facet)
        if len(values) == 1:
            if facet == OCCASION and values[0] in SAYS:
                return str(SAYS[values[0]][0])
            return namer(selection, facet)(values[0])
    return _("Products")


def shortcuts(
    selection: Selection, format_price: Callable[[int], str]
) -> list[tuple[str, str, bool]]:
    """The filters asked for first, as (label, address, whether it is on): again takes it off.

    What would leave nothing of this list is not offered.
    """
    counts = selection.counts.by_facet
    cheap = sum(selection.counts.by_price[str(step)] for step in range(step_of(CHEAP) + 1))
    stars, stock, to = counts["stars"], counts["stock"], counts["to"]
    wanted: list[tuple[str, dict[str, Any], int]] = [
        (_("OCOP %(stars)s stars") % {"stars": 5}, {"stars": ("5",)}, stars["5"]),
        (_("4 stars and more"), {"stars": FOUR_AND_UP}, stars["4"]),
        (_("Under %(price)s") % {"price": format_price(CHEAP + 1)}, {"price_max": CHEAP}, cheap),
        (_("In stock"), {"stock": ("1",)}, stock["1"]),
        (_("Sent abroad"), {"to": ("abroad",)}, to["abroad"]),
    ]
    found = []
    for label, change, left in wanted:
        is_on = all(getattr(selection.state, name) == value for name, value in change.items())
        if left or is_on:
            put = {name: getattr(ListingFilter(), name) for name in change} if is_on else change
            found.append((label, selection.state.query(**put), is_on))
    return found
