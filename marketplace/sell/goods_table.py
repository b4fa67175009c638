"""A producer's products as a table to keep: codes, texts, price, stock, stars."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from catalogue.models import Product, Publication
from marketplace.sell.goods import stars_of
from marketplace.sell.offer_views import offered

WIDTHS = (12, 16, 44, 44, 44, 12, 12, 10, 10, 14, 8, 12)


def header() -> list[str]:
    return [
        _("Code"),
        "GTIN",
        _("Name, in Vietnamese"),
        _("Name, in English"),
        _("Name, in Indonesian"),
        _("State"),
        _("Price"),
        _("In stock"),
        _("Held by orders"),
        _("Weight in grams"),
        _("Stars"),
        _("Valid until"),
    ]


def rows_of(products: Iterable[Product]) -> Iterator[list[Any]]:
    """Give a row for each product; its stock records are prefetched. Money in dong."""
    for product in products:
        offer, stars = offered(product), stars_of(product)
        yield [
            product.code or "",
            product.gtin or "",
            product.title_vi or "",
            product.title_en or "",
            product.title_ind or "",
            str(Publication(product.publication).label),
            offer.price,
            None if product.made_to_order else offer.in_stock,
            offer.held,
            product.weight_g,
            stars or None,
            product.ocop_valid_until if stars else None,
        ]
