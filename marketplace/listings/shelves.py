"""The producer's own hand on its shelf: products hidden for now, shown again, or sold no more.

    hide       on sale -> hidden              at once; its page says so, codes on packs answer
    show       hidden -> on sale              as it was: no text changed, so no editor looks
    withdraw   on sale, hidden -> withdrawn   back only by the editors

What stands elsewhere is left as it is and named. Orders that are placed stay in any case.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext

from catalogue.models import Product, Publication
from catalogue.products.services import set_publication
from marketplace.accounts.models import User
from marketplace.listings.services import stop_selling
from marketplace.producers.models import Producer

ON_SALE, HIDDEN = Publication.PUBLISHED, Publication.HIDDEN
FROM: dict[str, tuple[int, ...]] = {
    "hide": (ON_SALE,),
    "show": (HIDDEN,),
    "withdraw": (ON_SALE, HIDDEN),
}


class MayNotSell(Exception):
    """A producer that is not verified, or suspended, shows nothing; str() is a sentence."""

    def __str__(self) -> str:
        return gettext("Your producer may not sell at the moment: nothing can be shown.")


class Moved(NamedTuple):
    """How many products a step moved, and which it left where they are."""

    many: int
    left: list[Product]


def movable(products: Iterable[Product], step: str) -> tuple[list[Product], list[Product]]:
    """Part products into those that a step moves and those that it leaves."""
    moves: list[Product] = []
    left: list[Product] = []
    for product in products:
        (moves if product.publication in FROM[step] else left).append(product)
    return moves, left


@transaction.atomic
def move_products(*, producer: Producer, pks: Iterable[int], step: str, by: User) -> Moved:
    """Hide, show or withdraw a producer's products; those of others are not found.

    Doing it again changes nothing. Raises MayNotSell.
    """
    producer = Producer.objects.select_for_update().get(pk=producer.pk)
    if step == "show" and not producer.may_sell:
        raise MayNotSell
    rows = Product.objects.select_for_update(of=("self",)).filter(producer=producer, pk__in=pks)
    moves, left = movable(rows.order_by("pk"), step)
    if step == "withdraw":
        for product in moves:
            stop_selling(product=product, by=by)
    else:
        set_publication(moves, HIDDEN if step == "hide" else ON_SALE)
    return Moved(len(moves), left)
