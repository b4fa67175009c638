"""Oscar's basket, forked: that it is bought stands in a table of moves like any other's.

Oscar merges and freezes baskets by its own methods; nothing here asks for that.
"""

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


from oscar.apps.basket.models import *  # noqa: E402, F403
