"""How a product is priced and whether it can be had.

Oscar takes the first stock record in no particular order and prices a basket line from
that, whatever record the line names (oscar.apps.partner.strategy, 4.2). Here a product
has one record, or one of each variant; a line is priced from its own. Of a product with variants
none is taken for who did not choose.
"""

from oscar.apps.partner import strategy
from oscar.apps.partner.availability import Available, StockRequired, Unavailable

from catalogue.models import Publication


class MarketStrategy(strategy.StockRequired, strategy.NoTax, strategy.Structured):
    """Prices are what the buyer pays: whole dong, tax included by the seller."""

    def select_stockrecord(self, product):
        if product.highest_price is not None:
            return None
        records = sorted(product.stockrecords.all(), key=lambda record: record.pk)
        return records[0] if records else None

    def fetch_for_line(self, line, stockrecord=None):
        return self.fetch_for_product(line.product, stockrecord or line.stockrecord)

    def availability_policy(self, product, stockrecord):
        if stockrecord is None or stockrecord.price is None:
            return Unavailable()
        if product.publication != Publication.PUBLISHED or not product.is_public:
            return Unavailable()
        if product.made_to_order:
            return Available()
        return StockRequired(stockrecord.net_stock_level)


class Selector:
    """Oscar's hook: one strategy for everybody."""

    def strategy(self, request=None, user=None, **kwargs):
        return MarketStrategy(request)
