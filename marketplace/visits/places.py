"""What the shop says of a visit as of any product: from what price, and whether there are places.

The stock record of a visit is a copy: its price that of an adult, its stock the places that are
left in the sessions that can be booked. Placement never goes by it (seats.py does), so it may lag
a moment behind; it follows after the commit and with the clock.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F, Min, Sum
from django.utils import timezone
from oscar.core.loading import get_model

from catalogue.models import Product
from catalogue.search.services import touch
from marketplace.visits.models import Fare, Session

MOST_TOLD = 9_999


def bookable():
    """The sessions that take bookings now, full ones, too."""
    return Session.objects.filter(state=Session.State.OPEN, closes_at__gt=timezone.now())


def sync_places(product_ids: Iterable[int]) -> int:
    """Copy price and places of visits onto their stock records; give how many were changed."""
    ids = sorted(set(product_ids))
    if not ids:
        return 0
    places = dict(
        bookable()
        .filter(visit__product__in=ids)
        .order_by()
        .values_list("visit__product")
        .annotate(left=Sum(F("capacity") - F("taken")))
    )
    fares = Fare.objects.filter(visit__product__in=ids).order_by()
    lowest = dict(fares.values_list("visit__product").annotate(price=Min("price")))
    adults = dict(fares.filter(guest=Fare.Guest.ADULT).values_list("visit__product", "price"))
    changed = 0
    records = get_model("partner", "StockRecord").objects.filter(product__in=ids)
    kept = {record.product_id: record for record in records.order_by("-pk")}
    for pk in ids:
        price = adults.get(pk, lowest.get(pk))
        record = kept.get(pk) or new_record(Product.objects.get(pk=pk))
        changed += copy_places(record, price, min(places.get(pk, 0), MOST_TOLD))
    return changed


def new_record(product: Product) -> Any:
    """Make what the shop reads price and places from, for a visit that never had one."""
    return get_model("partner", "StockRecord")(
        product=product,
        partner=get_model("partner", "Partner").objects.get(producer__products=product),
        partner_sku=product.code,
        price_currency="VND",
    )


def copy_places(record: Any, price: int | None, left: int) -> bool:
    """Write the copy of one visit; True when it said otherwise before."""
    known = (record.price, record.num_in_stock, record.num_allocated)
    if record.pk and known == (price, left, 0):
        return False
    record.price, record.num_in_stock, record.num_allocated = price, left, 0
    record.save()  # and the copies follow
    return True


def tell_places(product_ids: Iterable[int]) -> None:
    """Have the shop say anew how many places are left, once what is being done stands."""
    ids = sorted(set(product_ids))
    if not ids:
        return
    touch("product", ids)
    transaction.on_commit(partial(sync_places, ids), robust=True)


def follow_places() -> int:
    """Let visits whose sessions have closed meanwhile say so; a job of the clock."""
    sold = Product.objects.filter(visit__isnull=False).order_by("pk")
    return sync_places(sold.values_list("pk", flat=True))
