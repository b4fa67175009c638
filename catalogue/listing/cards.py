"""Products as cards: the flat, plain values that a card's template shows."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.db.models import OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext, ngettext, override

from catalogue.listing.names import names_of
from catalogue.listing.shelf import Shelf, current
from catalogue.models import Availability, Product, Publication
from catalogue.origin.models import Lot
from catalogue.products.pictures import avif_srcset, srcset, variant_url
from marketplace.frame.money import format_dong
from marketplace.frame.prepared import Prepared, marks


@dataclass(slots=True)
class Card:
    """What the macro of templates/components/card.html takes (not frozen: a page makes many)."""

    pk: int
    url: str
    title: str
    image_url: str
    image_srcset: str
    image_avif: str
    producer_name: str
    village_name: str
    price_text: str
    stars: int
    valid_until_text: str
    rating_text: str
    rating_short: str
    stock_state: str
    has_recall: bool
    keep_url: str
    add_url: str  # "" where it cannot be bought, or is to be chosen from first
    has_choice: bool = False
    language: str = ""  # of the title, where it is not in the reader's


RECALL_IS_NEWS = datetime.timedelta(days=90)
STOCK_STATES: dict[int, str] = {
    Availability.SOLD_OUT: "out",
    Availability.IN_STOCK: "in",
    Availability.MADE_TO_ORDER: "made_to_order",
}


def recalled_lots() -> QuerySet:
    """Lots that were taken back, of the product of the query around."""
    return Lot.objects.filter(product=OuterRef("pk"), state=Lot.State.RECALLED).order_by()


class CardRow(NamedTuple):
    """What a card is made of."""

    pk: int
    slug: str
    title_vi: str
    title_en: str | None
    title_ind: str | None
    price: int | None
    highest_price: int | None
    availability: int
    stars: int | None
    valid_until: datetime.date | None
    rating: float | None
    review_count: int
    producer_id: int
    village_id: int | None
    cover: str
    publication: int
    is_public: bool
    recalled_at: datetime.datetime | None

    @property
    def is_listed(self) -> bool:
        return (
            self.price is not None and self.publication == Publication.PUBLISHED and self.is_public
        )

    def title(self, language: str) -> str:
        return self.written(language) or self.title_vi

    def written(self, language: str) -> str | None:
        named = {"vi": self.title_vi, "en": self.title_en, "id": self.title_ind}
        return named.get(language)


# Nothing but the keys: SQLite would rather go through an index of what is published.
rows_by_key = Prepared(
    CardRow,
    lambda n: (
        Product.objects.rewrite(False)
        .filter(pk__in=marks(n))
        .order_by()
        .values_list(
            "pk",
            "slug",
            "title_vi",
            "title_en",
            "title_ind",
            "price",
            "highest_price",
            "availability",
            "ocop_stars",
            "ocop_valid_until",
            "rating",
            "review_count",
            "producer_id",
            "village_id",
            "cover",
            "publication",
            "is_public",
            "recalled_at",
        )
    ),
)


def rating_text(rating: float | None, reviews: int) -> str:
    """Say what the buyers' reviews come to; nothing when there are none."""
    if not (rating and reviews):
        return ""
    return rated(round(rating, 1), reviews, get_language() or "vi")


@lru_cache(maxsize=2048)
def rated(rating: float, reviews: int, language: str) -> str:
    with override(language):
        text = ngettext(
            "%(value)s of 5, %(count)s review", "%(value)s of 5, %(count)s reviews", reviews
        )
        return text % {"value": number_format(rating, 1), "count": reviews}


def rating_short(rating: float | None, reviews: int, language: str) -> str:
    """Write the same for the eye: "4,5 (12)"."""
    return rated_short(round(rating, 1), reviews, language) if rating and reviews else ""


@lru_cache(maxsize=2048)
def rated_short(rating: float, reviews: int, language: str) -> str:
    with override(language):
        return f"{number_format(rating, 1)} ({number_format(reviews, force_grouping=True)})"


@lru_cache(maxsize=512)
def month_text(year: int, month: int, language: str) -> str:
    """Write a month: 11/2026."""
    with override(language):
        return date_format(datetime.date(year, month, 1), "m/Y")


def from_price(lowest: int, highest: int) -> str:
    """Write a price, "from" it where there are higher ones to choose."""
    text = format_dong(lowest, get_language() or "vi")
    return gettext("from %(price)s") % {"price": text} if highest > lowest else text


def before_key(name: str) -> str:
    """The part of an address before the product's key, which stands last."""
    return reverse(name, args=[0]).removesuffix("0/")


def cards_of(pks: Sequence[int], shelf: Shelf | None = None) -> list[Card]:
    """The cards of published products, in the order of their keys; one query.

    Names of makers and villages come with the shelf.
    """
    names = names_of(shelf or current())
    language, today = get_language() or "vi", timezone.localdate()
    news = timezone.now() - RECALL_IS_NEWS
    base = reverse("catalogue:index")
    keep, add = before_key("customer:wishlists-add-product"), before_key("basket:add")
    found: dict[int, Card] = {}
    for row in rows_by_key.rows(pks):
        if not row.is_listed:
            continue
        until = row.valid_until if row.stars and row.valid_until else datetime.date.min
        has_stars = until >= today
        producer = names.producers.get(row.producer_id)
        village = names.villages.get(row.village_id or 0)
        found[row.pk] = Card(
            pk=row.pk,
            url=f"{base}{row.slug}_{row.pk}/",
            title=row.title(language),
            image_url=variant_url(row.cover, 640),
            image_srcset=srcset(row.cover),
            image_avif=avif_srcset(row.cover),
            producer_name=producer.name if producer else "",
            village_name=village.name if village else "",
            price_text=format_dong(row.price, language)
            if row.highest_price is None
            else from_price(row.price or 0, row.highest_price),
            stars=(row.stars or 0) if has_stars else 0,
            valid_until_text=month_text(until.year, until.month, language) if has_stars else "",
            rating_text=rating_text(row.rating, row.review_count),
            rating_short=rating_short(row.rating, row.review_count, language),
            stock_state=STOCK_STATES[row.availability],
            has_recall=bool(row.recalled_at and row.recalled_at >= news),
            keep_url=f"{keep}{row.pk}/",
            add_url=f"{add}{row.pk}/"
            if producer and producer.may_sell and row.availability and row.highest_price is None
            else "",
            has_choice=row.highest_price is not None,
            language="" if row.written(language) else "vi",
        )
    return [found[pk] for pk in pks if pk in found]
