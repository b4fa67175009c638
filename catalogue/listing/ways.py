"""The ways into the catalogue that every page's head shows: sets, occasions, villages, prices.

Only what leads to something: a set, a village or a price with nothing on sale is left out. The
markup is made once for a language and kept with the shelf, so that a page pays nothing for it.
"""

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalogue.listing.occasion_pages import sold_occasions
from catalogue.listing.shelf import Shelf, held
from catalogue.listing.state import STARS, ListingFilter
from catalogue.models import OcopSet
from catalogue.places.models import Village
from catalogue.places.pages import village_url
from catalogue.search.masks import Mask
from marketplace.frame.alphabet import in_order
from marketplace.frame.jinja import template
from marketplace.frame.money import format_dong

# Where people draw a line when they look for a present, in dong: under the first, between, above.
PRICES = (100_000, 300_000, 500_000, 1_000_000)


class Way(NamedTuple):
    """A link of the head: what it says, where it leads, what stands small beside it."""

    title: str
    path: str
    note: str = ""


class Section(NamedTuple):
    """Ways under a heading that may be a way itself."""

    heading: Way
    ways: list[Way]


def ways_html() -> SafeString:
    """The ways as markup, in the reader's language."""
    shelf = held()
    return shelf.remember(("ways", get_language() or "vi"), lambda: made_from(shelf))


def made_from(shelf: Shelf) -> SafeString:
    values = {
        "sets": sets(shelf),
        "occasions": occasions(shelf),
        "villages": villages(shelf),
        "prices": prices(shelf),
        "stars": stars(shelf),
    }
    return mark_safe(template("ways.html").render(values))


def sets(shelf: Shelf) -> list[Section]:
    """The sets that something is sold of, under their groups."""
    counts = shelf.count("set", shelf.listed)
    sold = [each for each in OcopSet.objects.select_related("group") if counts[str(each.number)]]
    sold.sort(key=lambda each: each.group.number)
    return [
        Section(
            Way(group.name, filtered(group=(str(group.number),))),
            [Way(each.name, filtered(set=(str(each.number),))) for each in each_of_it],
        )
        for group, each_of_it in groupby(sold, key=attrgetter("group"))
    ]


def occasions(shelf: Shelf) -> list[Way]:
    """The pages of the occasions that something is sold for."""
    return [Way(each.title, each.path) for each in sold_occasions(shelf)]


def villages(shelf: Shelf) -> list[Way]:
    """The villages that something is sold from, each with its craft."""
    counts = shelf.count("village", shelf.listed)
    here = [village for village in Village.objects.order_by(in_order("name")) if counts[village.pk]]
    return [Way(village.name, village_url(village), village.craft) for village in here]


def prices(shelf: Shelf, among: Mask | None = None, **state) -> list[Way]:
    """The prices at which something is sold: of all goods, or of those of a state."""
    language = get_language() or "vi"
    goods = shelf.listed if among is None else among

    def dong(amount: int) -> str:
        return format_dong(amount, language)

    found = []
    for low, high in bands(PRICES):
        if not (shelf.priced(low, high and high - 1) & goods).bit_count():
            continue
        if low is None:
            title = _("Under %(price)s") % {"price": dong(high or 0)}
        elif high is None:
            title = _("%(price)s and more") % {"price": dong(low)}
        else:
            title = _("%(low)s to %(high)s") % {"low": dong(low), "high": dong(high)}
        path = filtered(price_min=low, price_max=high and high - 1, **state)
        found.append(Way(title, path))
    return found


def bands(limits: Iterable[int]) -> Iterable[tuple[int | None, int | None]]:
    """Pairs of limits, open at both ends: (None, 100), (100, 300), (300, None)."""
    low = None
    for limit in limits:
        yield low, limit
        low = limit
    yield low, None


def stars(shelf: Shelf) -> list[Way]:
    counts = shelf.count("stars", shelf.listed)
    return [
        Way(_("OCOP %(stars)s stars") % {"stars": number}, filtered(stars=(str(number),)))
        for number in STARS
        if counts[str(number)]
    ]


def filtered(**state) -> str:
    """The address of the listing in a state."""
    return reverse("catalogue:index") + ListingFilter(**state).query()
