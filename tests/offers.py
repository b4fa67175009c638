"""Price and stock of a product set in one go, for tests that need them to be something."""

from catalogue.models import Product
from catalogue.products.services import count_stock, set_price


def set_price_and_stock(*, product: Product, price: int, in_stock: int) -> None:
    set_price(product=product, price=price)
    there = product.stockrecords.values_list("num_in_stock", flat=True).first() or 0
    count_stock(product=product, counted=in_stock, seen=there)
