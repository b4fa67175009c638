"""Tell the ledger what happens to purchases: orders and lines in, numbers and sums out.

A prepaid purchase is a sale when it is paid, an order in cash when its first cash is
taken: until then nobody earned anything and no tax falls due.
"""

from collections.abc import Iterable

from django.db.models import QuerySet

from marketplace.ledger.models import SoldLine
from marketplace.ledger.services import DELIVERY, Draft, SaleLine, post_sales, sale_draft
from marketplace.money import dong
from marketplace.purchases.models import Purchase


def sale_lines(order) -> list[SaleLine]:
    """Give an order's lines with the terms that were frozen when it was placed."""
    return [
        SaleLine(
            reference=str(line.pk),
            price=dong(line.line_price_before_discounts_incl_tax),
            quantity=line.quantity,
            activity=line.activity,
            discount_platform=line.discount_platform,
            discount_producer=line.discount_producer,
            commission=line.commission,
            commission_vat=line.commission_vat,
            withheld_vat=line.withheld_vat,
            withheld_income=line.withheld_income,
        )
        for line in order.lines.all()
    ]


def delivery_line(order) -> SaleLine:
    return SaleLine(
        reference=DELIVERY,
        price=dong(order.shipping_incl_tax),
        activity=SoldLine.Activity.DELIVERY,
        withheld_vat=order.delivery_withheld_vat,
        withheld_income=order.delivery_withheld_income,
    )


def sale_of(order, purchase: Purchase) -> Draft:
    return sale_draft(
        producer=order.producer,
        order_number=order.number,
        purchase_number=purchase.number,
        lines=sale_lines(order),
        delivery=delivery_line(order),
    )


def post_sales_of(purchase: Purchase, orders: QuerySet | Iterable) -> None:
    """Post the sale of each of these orders of a locked purchase, once."""
    if isinstance(orders, QuerySet):
        orders = orders.select_related("producer").prefetch_related("lines").order_by("pk")
    post_sales([sale_of(order, purchase) for order in orders])
