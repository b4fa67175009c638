"""Tell the ledger what happens to purchases: orders and lines in, numbers and sums out.

A prepaid purchase is a sale when it is paid, an order in cash when its first cash is
taken: until then nobody earned anything and no tax falls due.
"""

from collections.abc import Iterable

from django.db.models import QuerySet

from marketplace.frame.money import dong
from marketplace.ledger.models import SoldLine, Transaction
from marketplace.ledger.services import (
    DELIVERY,
    Draft,
    RefundPart,
    SaleLine,
    post_refund,
    post_sales,
    sale_draft,
)
from marketplace.purchases.models import Purchase, Reversal


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
    orders = list(orders)
    post_sales([sale_of(order, purchase) for order in orders])
    earlier = Reversal.objects.filter(order__in=orders).prefetch_related("lines")
    for reversal in earlier.select_related("order").order_by("pk"):
        post_reversal(reversal)


def post_reversal(reversal: Reversal) -> None:
    """Take back in the books what was taken back of an order; once, by the reversal's key.

    Raises NotPosted while the order's sale is not posted; it is then posted with the sale.
    """
    parts = [
        RefundPart(str(line.line_id), line.amount, line.quantity) for line in reversal.lines.all()
    ]
    if reversal.delivery:
        parts.append(RefundPart(DELIVERY, reversal.delivery))
    returned = reversal.cause == Reversal.Cause.RETURNED
    post_refund(
        order_number=reversal.order.number,
        reference=reversal.key,
        parts=parts,
        kind=Transaction.Kind.RETURN if returned else Transaction.Kind.CANCELLATION,
        note=reversal.get_cause_display(),
        by=reversal.by if reversal.side == Reversal.Side.STAFF else None,
    )
