"""How often the pages of the demo's goods were opened in the last weeks: made up, and steady."""

import datetime

from django.utils import timezone

from catalogue.models import Product
from marketplace.listings.models import Opening

DAYS, MOST = 30, 300


def build() -> None:
    """Let pages of makers who look have been opened on each of the last days."""
    if Opening.objects.exists():  # a market that is started again
        return
    today = timezone.localdate()
    products = Product.objects.filter(producer__memberships__isnull=False).distinct()
    products = products.order_by("pk")[:MOST]
    Opening.objects.bulk_create(
        Opening(product=product, day=day, times=times_of(product, day))
        for product in products
        for day in (today - datetime.timedelta(days=ago) for ago in range(DAYS))
    )


def times_of(product: Product, day: datetime.date) -> int:
    """A number that stays for a product and a day; at weekends people look more."""
    liked = 2 + product.pk * 7 % 11
    return liked + (day.toordinal() * 5 + product.pk) % 4 + (liked if day.weekday() > 4 else 0)
