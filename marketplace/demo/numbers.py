"""GTINs of the demo market: twenty numbers of GS1's prefix for examples, 952, which no goods carry.

A farm's twelve products have theirs before labels are printed, so that these stand under /01/;
eight of a demo seller get theirs afterwards: what was printed under /P/ leads to them as before.
Safe to repeat.
"""

import datetime

from django.utils import timezone

from catalogue.models import Product
from catalogue.origin.codes.gtins import Licence, enter_gtin
from catalogue.origin.gs1.check_digits import check_digit
from catalogue.origin.gs1.gtins import EXAMPLES

BEFORE, AFTER = "farm-1", "bat-trang-1"  # who numbers goods before labels, who afterwards
PREFIXES = {BEFORE: f"{EXAMPLES}0101", AFTER: f"{EXAMPLES}0202"}
MANY = {BEFORE: 12, AFTER: 8}


def give_gtins(slug: str) -> None:
    """Number the first products of a maker, those that have no number yet."""
    products = Product.objects.filter(producer__slug=slug).order_by("pk")[: MANY[slug]]
    for place, product in enumerate(products, start=1):
        if product.gtin is None:
            body = f"0{PREFIXES[slug]}{place:05}"
            enter_gtin(product=product, gtin=body + check_digit(body), licence=licence_of(product))


def licence_of(product: Product) -> Licence:
    """Make up the licence of a prefix; its holder's name says that it is an example."""
    assert product.producer is not None  # noqa: S101 - the demo makes none without
    today = timezone.localdate()
    return Licence(
        PREFIXES[product.producer.slug],
        f"{product.producer.name} (số ví dụ của GS1)"[:160],
        today - datetime.timedelta(days=200),
        today + datetime.timedelta(days=895),
    )
