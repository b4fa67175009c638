"""Quotes as each side lists them, and the goods of a maker that may be asked for."""

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from catalogue.listing.shelf import current
from catalogue.models import Product
from marketplace.frame.folding import fold
from marketplace.frame.screens import Part
from marketplace.producers.models import Producer
from marketplace.purchases.packages import SERVICE_GROUP
from marketplace.quotes.models import Quote, QuoteLine
from marketplace.shipping.places import HOME, named_countries, provinces

State = Quote.State
LONGEST_WAITING, NEWEST = ("last_at", "pk"), ("-last_at", "-pk")
ENDED = (State.DECLINED, State.WITHDRAWN, State.LAPSED)
PARTS = {  # as a maker works
    "to-quote": Part(_("To quote"), Q(state=State.OPEN), LONGEST_WAITING),
    "given": Part(_("Quoted"), Q(state=State.QUOTED), NEWEST),
    "ordered": Part(_("Quote accepted"), Q(state=State.ACCEPTED), NEWEST),
    "ended": Part(_("Ended"), Q(state__in=ENDED), NEWEST),
    "all": Part(_("All"), Q(), NEWEST),
}
OWN_PARTS = {  # as who asked looks for them
    "all": Part(_("All"), Q(), NEWEST),
    "waiting": Part(_("Waits for a quote"), Q(state=State.OPEN), NEWEST),
    "given": Part(_("Quoted"), Q(state=State.QUOTED), NEWEST),
    "ordered": Part(_("Quote accepted"), Q(state=State.ACCEPTED), NEWEST),
    "ended": Part(_("Ended"), Q(state__in=ENDED), NEWEST),
}


def with_lines(quotes: QuerySet[Quote]) -> QuerySet[Quote]:
    """Read quotes with what their lines tell, in a constant number of queries."""
    lines = QuoteLine.objects.select_related("product", "stockrecord__variant")
    return quotes.select_related("producer", "purchase").prefetch_related(Prefetch("lines", lines))


def place_names() -> dict[str, str]:
    """The names of all places by how quotes write them, for lists: the shelf is asked once."""
    shelf = current()
    at_home = {f"{HOME}-{code}": name for code, name in provinces(shelf).items()}
    return at_home | named_countries(shelf)


def proven() -> QuerySet[Quote]:
    return with_lines(Quote.objects.exclude(state=State.UNPROVEN))


def matching(quotes: QuerySet[Quote], asked: str) -> QuerySet[Quote]:
    """Quotes of this number, of or for somebody called so, or with such goods in them."""
    if not asked:
        return quotes
    goods = QuoteLine.objects.filter(
        quote=OuterRef("pk"), product__search_text__contains=fold(asked)
    )
    named = Q(number__icontains=asked) | Q(name__icontains=asked) | Q(company__icontains=asked)
    return quotes.filter(named | Q(producer__name__icontains=asked) | Q(Exists(goods)))


def sold_records(producer: Producer) -> QuerySet[Any]:
    """The stock records of goods that a maker sells now; visits are booked by their days."""
    return (
        get_model("partner", "StockRecord")
        .objects.filter(
            product__in=Product.objects.published().filter(producer=producer), price__isnull=False
        )
        .exclude(product__ocop_group__number=SERVICE_GROUP)
        .select_related("product__ocop_group", "variant__picture")
        .order_by("product__title", "pk")
    )
