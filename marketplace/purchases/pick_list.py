"""What to take from the shelves for all orders that wait to be packed, summed by product.

Variants are taken one by one: a large scarf is not a small one.

order 1: 2 vases, 1 bowl (1 vase sent)     vase   1 + 3 = 4   orders 1 (1), 2 (3)
order 2: 3 vases                           bowl   1           order 1 (1)
"""

from typing import Any, NamedTuple

from django.db.models import F, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from oscar.core.loading import get_model

from catalogue.products.variants import named, picture_name
from marketplace.frame.alphabet import alphabet_key
from marketplace.frame.folding import fold
from marketplace.order.models import Order
from marketplace.order.states import Status
from marketplace.purchases.models import ParcelLine, Reversal, ReversalLine


class Pick(NamedTuple):
    """Goods to be taken: how many together, and (order number, how many) for each order."""

    title: str
    code: str
    cover: str
    units: int
    orders: list[tuple[str, int]]


def picks_of(orders: QuerySet, asked: str = "") -> list[Pick]:
    """Sum what is left to pack of `orders` by product, by title; two queries however many.

    `asked` is looked for in titles and codes, without marks.
    """
    rows = list(left_lines(orders))
    records = get_model("partner", "StockRecord").objects.select_related(
        "product", "variant__picture"
    )
    known = records.in_bulk({row[1] for row in rows if row[1]})
    found: dict[tuple, Pick] = {}
    for number, record_id, title, sku, left in rows:
        record = known.get(record_id)
        key = (record_id,) if record else (title, sku)
        pick = found.get(key) or pick_of(record, title, sku)
        pick.orders.append((number, left))
        found[key] = pick._replace(units=pick.units + left)
    wanted = fold(" ".join(asked.split()))
    picks = [pick for pick in found.values() if wanted in fold(f"{pick.title} {pick.code}")]
    return sorted(picks, key=lambda pick: (alphabet_key(pick.title), pick.code))


def pick_of(record: Any, title: str, sku: str) -> Pick:
    """Begin to sum: goods as they are called now; as the order calls them once they are gone."""
    if record is None:
        return Pick(title, sku, "", 0, [])
    product = record.product
    code = record.partner_sku if hasattr(record, "variant") else product.code
    return Pick(
        named(str(product.title), record), code or sku, picture_name(product, record), 0, []
    )


def left_lines(orders: QuerySet) -> QuerySet:
    """Give (order number, stock record id, title, SKU, how many) of lines that are left to pack."""
    sent = ParcelLine.objects.filter(line=OuterRef("pk"))
    fallen = ReversalLine.objects.filter(
        line=OuterRef("pk"), reversal__cause=Reversal.Cause.CANCELLED
    )
    packed = orders.filter(status=Status.CONFIRMED).exclude(shipping_code=Order.VISIT)
    return (
        get_model("order", "Line")
        .objects.filter(order__in=packed.order_by().values("pk"))
        .annotate(left=F("quantity") - summed(sent) - summed(fallen))
        .filter(left__gt=0)
        .order_by("order__date_placed", "order_id", "pk")
        .values_list("order__number", "stockrecord_id", "title", "partner_sku", "left")
    )


def summed(rows: QuerySet) -> Coalesce:
    """The sum of quantities of a line's rows."""
    sums = rows.order_by().values("line").annotate(sum=Sum("quantity")).values("sum")
    return Coalesce(Subquery(sums, output_field=IntegerField()), 0)
