"""A producer is told once when few of a product are left, and again after there were more.

The clock looks: orders, counts, recalls and returns all change what is left, and none of them
has to think of it.
"""

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from oscar.core.loading import get_model

from catalogue.models import Product, Publication
from catalogue.products.variants import named
from marketplace.listings.models import StockWatch
from marketplace.notices.services import News, Reader
from marketplace.producers.readers import link_to
from marketplace.purchases.told import Values, tell

MOST_TOLD = 200  # in one round of the clock


def fewest_left(column: str) -> Subquery:
    """Of the product around: how many are left, or the key of the record of which they are.

    Of variants it is the one of which fewest are left; one that is offered no more does not count.
    """
    left = Coalesce(F("num_in_stock"), 0) - Coalesce(F("num_allocated"), 0)
    records = get_model("partner", "StockRecord").objects.filter(
        product=OuterRef("product"), variant__retired_at=None
    )
    ordered = records.annotate(left=left).order_by("left", "pk")
    return Subquery(ordered.values(column)[:1])


@transaction.atomic
def watch(product: Product, fewest: int | None) -> None:
    """Tell the producer when so many are left, or no more with None; what was told counts anew."""
    if fewest is None:
        StockWatch.objects.filter(product=product).delete()
        return
    StockWatch.objects.update_or_create(
        product=product, defaults={"fewest": fewest, "told_at": None}
    )


@transaction.atomic
def tell_low_stock() -> int:
    """Tell of all that has come down to its number since the last time; give how many."""
    watched = StockWatch.objects.filter(product__made_to_order=False).alias(
        left=Coalesce(fewest_left("left"), 0)
    )
    watched.filter(left__gt=F("fewest"), told_at__isnull=False).update(told_at=None)
    is_low = Q(left__lte=F("fewest"), told_at=None, product__publication=Publication.PUBLISHED)
    low = watched.filter(is_low).annotate(
        there=Coalesce(fewest_left("left"), 0), of=fewest_left("pk")
    )
    low = low.select_for_update(of=("self",)).select_related("product__producer").order_by("pk")
    rows = list(low[:MOST_TOLD])
    now = timezone.now()
    left = {str(row.product_id): row.there for row in rows}
    records = get_model("partner", "StockRecord").objects.select_related("variant")
    of = records.in_bulk([row.of for row in rows if row.of])

    names = {str(row.product_id): named(row.product.title, of.get(row.of)) for row in rows}

    def values_for(news: News, reader: Reader) -> Values:
        link = link_to("sell:offer", reader.language, news.number)
        return {"title": names[news.number], "left": max(left[news.number], 0), "link": link}

    tell(
        [
            News(
                row.product.producer,
                "stock_low",
                f"stock-low-{row.product_id}-{now:%Y%m%d%H%M%S}",
                str(row.product_id),
                names[str(row.product_id)],
            )
            for row in rows
        ],
        values_for,
        template="stock_low",
    )
    StockWatch.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=now)
    return len(rows)
