"""Products as cards: the flat, plain values that a card's template shows."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from oscar.core.loading import get_model

from catalogue.managers import OcopProductQuerySet
from catalogue.models import Availability, Product
from catalogue.pictures import srcset, variant_url
from marketplace.money import format_dong

LOW_STOCK = 3


@dataclass(frozen=True)
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


def for_cards(products: OcopProductQuerySet) -> OcopProductQuerySet:
    """Read with the products what their cards show: two queries, however many cards."""
    approved = get_model("reviews", "ProductReview").APPROVED
    return (
        products.select_related("producer", "village")
        .prefetch_related("images")
        .annotate(review_count=Count("reviews", filter=Q(reviews__status=approved)))
    )


def card_of(product: Product) -> Card:
    """Make a product's card; reads nothing that `for_cards` has not read."""
    images = sorted(product.images.all(), key=lambda image: (image.display_order, image.pk))
    name = images[0].original.name if images else ""
    has_stars = bool(product.ocop_stars and product.ocop_valid_until >= timezone.localdate())
    return Card(
        pk=product.pk,
        url=product.get_absolute_url(),
        title=product.title,
        image_url=variant_url(name, 640),
        image_srcset=srcset(name),
        is_illustration=product.is_illustrated,
        producer_name=product.producer.name if product.producer else "",
        village_name=product.village.name if product.village else "",
        price_text=format_dong(product.price, get_language() or "vi") if product.price else "",
        stars=product.ocop_stars if has_stars else 0,
        valid_until_text=date_format(product.ocop_valid_until, "m/Y") if has_stars else "",
        rating=product.rating,
        rating_count=getattr(product, "review_count", 0),
        stock_state=STOCK_STATES[product.availability],
    )


def cards(products: Iterable[Product]) -> list[Card]:
    return [card_of(product) for product in products]
