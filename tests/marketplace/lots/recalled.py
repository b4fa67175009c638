"""A lot of thirty that is sold, and its recall."""

from catalogue.origin.lots.services import open_lot, release_lot
from catalogue.origin.models import Lot
from marketplace.lots.models import Withdrawal
from marketplace.lots.services import recall_and_tell


def make_lot(product, owner, quantity=30, **fields) -> Lot:
    lot = open_lot(product=product, quantity=quantity, by=owner, **fields)
    return release_lot(lot=lot, by=owner)


def lot_in_stock(product, owner) -> Lot:
    """Thirty of the forty-five that are for sale."""
    product.stockrecords.update(num_in_stock=45, num_allocated=0)
    return make_lot(product, owner)


def recall(lot, owner) -> Withdrawal:
    recall_and_tell(lot=lot, reason="Chì", by=owner)
    return Withdrawal.objects.get(lot=lot)
