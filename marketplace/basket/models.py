"""Oscar's basket, forked: that it is bought stands in a table of moves like any other's.

What goes in is of one stock record: the product's, or that of the variant which was chosen.

Oscar merges and freezes baskets by its own methods; nothing here asks for that.
"""

from typing import Any

from oscar.apps.basket.abstract_models import AbstractBasket


class Basket(AbstractBasket):
    """What somebody means to buy; bought once."""

    STATE_FIELD = "status"
    MOVES = {
        AbstractBasket.OPEN: {AbstractBasket.SUBMITTED},
        AbstractBasket.SUBMITTED: set(),
        AbstractBasket.MERGED: set(),
        AbstractBasket.SAVED: set(),
        AbstractBasket.FROZEN: set(),
    }
    _record: Any = None  # while that is put in

    def get_stock_info(self, product, options):
        return self.strategy.fetch_for_product(product, self._record)

    def add_record(self, product: Any, record: Any, quantity: int) -> None:
        """Put in so many of a product by the stock record they are of."""
        self._record = record
        try:
            self.add_product(product, quantity)
        finally:
            self._record = None

    add_record.alters_data = True  # type: ignore[attr-defined]


from oscar.apps.basket.models import *  # noqa: E402, F403
