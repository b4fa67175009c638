"""Read what the shelf holds of products: their columns, and the words of their facts."""

from collections.abc import Iterable, Iterator

from django.db.models import Case, F, OuterRef, When
from oscar.core.loading import get_model

from catalogue.facts.kinds import FACETS
from catalogue.facts.models import ProductFact
from catalogue.listing.columns import COLUMNS
from catalogue.models import Product
from marketplace.frame.prepared import JsonRows


def read_rows(pks: Iterable[int] | None = None) -> Iterator[tuple]:
    """Give a row of COLUMNS, words and prices for each listed product; one query, however many.

    Prices are those of its variants; a product without any has its one price in the columns.
    """
    products = Product.objects.rewrite(False).published().filter(price__isnull=False)
    if pks is not None:
        products = products.filter(pk__in=list(pks))
    told = ProductFact.objects.rewrite(False).filter(product=OuterRef("pk"), fact__in=FACETS)
    words = JsonRows(told.filter(word__isnull=False).order_by(), "fact", "word__code")
    records = get_model("partner", "StockRecord").objects.filter(
        product=OuterRef("pk"), price__gte=OuterRef("price"), price__lte=OuterRef("highest_price")
    )
    prices = Case(
        When(highest_price__gt=F("price"), then=JsonRows(records.order_by("price"), "price")),
        default=None,
    )
    # By village and producer: so the runs of slots are.
    products = products.order_by("village_id", "producer_id", "pk")
    return products.values_list(*COLUMNS, words, prices).iterator(5000)
