"""The pages of occasions: what they are called, what they say, which of them have goods."""

from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalogue.facts.kinds import OCCASION
from catalogue.facts.models import FactWord
from catalogue.listing.shelf import Shelf

# What the market says of the occasions it begins with; of others it says their name.
SAYS: dict[str, tuple[Any, Any]] = {
    "tet": (
        _("Tết gifts"),
        _(
            "Cakes and candied fruit for guests, tea and wine to bring along, a peach tree for the "
            "door: what Hanoi’s villages make for Lunar New Year."
        ),
    ),
    "mid-autumn": (
        _("Mid-Autumn gifts"),
        _(
            "Young rice and green-bean cakes, tea for the moon, masks and puppets for children: "
            "for the full moon of the eighth month."
        ),
    ),
    "wedding": (
        _("Wedding gifts"),
        _(
            "Husband-and-wife cakes for the betrothal, áo dài, silk for the bed, a tea set for the "
            "new home: for a couple and for those who ask for her hand."
        ),
    ),
    "birthday": (
        _("Birthday gifts"),
        _("Silk, a comb of horn, a lacquer box, flowers in a pot: small things that are kept."),
    ),
    "housewarming": (
        _("Housewarming gifts"),
        _(
            "Vases, lamps, paintings and trays for a new home, each by a maker whose name you "
            "can tell."
        ),
    ),
    "womens-day": (
        _("Gifts for Women’s Day and Mother’s Day"),
        _("For 8 March, 20 October and Mother’s Day: scarves, jewel boxes, flowers, care."),
    ),
    "gift": (
        _("Gifts for family, friends and partners"),
        _(
            "What one brings to parents, teachers and partners: fine tea, honey and spirits, "
            "lacquer, bronze and mother-of-pearl, with stars and an origin to show."
        ),
    ),
    "souvenir": (
        _("Souvenirs of Hanoi"),
        _(
            "Light to carry and from here alone: conical hats, fans, silk, lacquer and tea, for "
            "guests who travel home."
        ),
    ),
    "worship": (
        _("For the ancestral altar"),
        _("Incense, bronze for the altar, fruit and sticky rice for the days of remembrance."),
    ),
}


class OccasionPage(NamedTuple):
    """An occasion with its page: `key` is that of its word, `path` in the reader's language."""

    key: int
    code: str
    title: str
    lead: str
    path: str


def page_of(word: FactWord) -> OccasionPage:
    title, lead = SAYS.get(word.code, (word.name, ""))
    path = reverse("catalogue:occasion", args=[word.code])
    return OccasionPage(word.pk, word.code, str(title), str(lead), path)


def occasion_words() -> QuerySet[FactWord]:
    return FactWord.objects.filter(fact=OCCASION).order_by("place", "pk")


def sold_occasions(shelf: Shelf) -> list[OccasionPage]:
    """The pages of occasions that something is sold for, in their order."""
    counts = shelf.count(OCCASION, shelf.listed)
    return [page_of(word) for word in occasion_words() if counts[word.code]]
