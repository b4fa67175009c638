"""Products as cards: the flat, plain values that a card's template shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from oscar.core.loading import get_model

from catalogue.models import Availability, Product
from catalogue.pictures import srcset, variant_url
from marketplace.money import format_dong


@dataclass(frozen=True, slots=True)
class Card:
    """What components/card.html takes."""

    pk: int
    url: str
    title: str
    image_url: str
    image_srcset: str
    is_illustration: bool
    producer_name: str
    village_name: str
    price_text: str
    stars: int
    valid_until_text: str
    rating: float | None
    rating_count: int
    stock_state: str


STOCK_STATES = {
    Availability.SOLD_OUT: "out",
    Availability.IN_STOCK: "in",
    Availability.MADE_TO_ORDER: "made_to_order",
}
TITLES = {"vi": 2, "en": 3, "id": 4}  # where a language's title stands in a row


def for_cards(products: QuerySet) -> QuerySet:
    """Read of the products what their cards show, as rows: one query, however many cards."""
    image, review = get_model("catalogue", "ProductImage"), get_model("reviews", "ProductReview")
    picture = image.objects.filter(product=OuterRef("pk")).order_by("display_order", "pk")
    reviews = (
        review.objects.filter(product=OuterRef("pk"), status=review.APPROVED)
        .order_by()
        .values("product")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return products.values_list(
        "pk",
        "slug",
        "title_vi",
        "title_en",
        "title_ind",
        "price",
        "availability",
        "ocop_stars",
        "ocop_valid_until",
        "rating",
        "is_illustrated",
        F("producer__name"),
        F("village__name"),
        Subquery(picture.values("original")[:1]),
        Coalesce(Subquery(reviews, output_field=IntegerField()), 0),
    )


def cards(rows: Iterable[tuple]) -> list[Card]:
    """Make cards of the rows of `for_cards`; reads nothing more."""
    language, today = get_language() or "vi", timezone.localdate()
    place, base = TITLES.get(language, 2), reverse("catalogue:index")
    found = []
    for row in rows:
        pk, slug, title, _en, _id, price, availability, stars, until = row[:9]
        rating, is_illustrated, producer, village, picture, reviews = row[9:]
        has_stars = bool(stars and until >= today)
        found.append(
            Card(
                pk=pk,
                url=f"{base}{slug}_{pk}/",
                title=row[place] or title,
                image_url=variant_url(picture, 640) if picture else "",
                image_srcset=srcset(picture) if picture else "",
                is_illustration=is_illustrated,
                producer_name=producer or "",
                village_name=village or "",
                price_text=format_dong(price, language) if price else "",
                stars=stars if has_stars else 0,
                valid_until_text=date_format(until, "m/Y") if has_stars else "",
                rating=rating,
                rating_count=reviews,
                stock_state=STOCK_STATES[availability],
            )
        )
    return found


def cards_of(pks: Sequence[int]) -> list[Card]:
    """The cards of published products, in the order of their keys; one query."""
    if not pks:
        return []
    rows = for_cards(Product.objects.published().filter(pk__in=pks, price__isnull=False))
    found = {card.pk: card for card in cards(rows)}
    return [found[pk] for pk in pks if pk in found]
