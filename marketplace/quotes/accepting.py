"""An offer is accepted: it becomes a purchase of exactly its sums, by the door of every purchase.

    30 bowls at 80 000 ₫ (250 000 in the shop), delivery 60 000 ₫ whatever the rate says
    a basket of 30 bowls, priced as agreed    goods 2 400 000   delivery 60 000   to pay 2 460 000

Stock, commission, tax, documents and payment are those of any purchase (purchases/placement.py).
The offer's own token is the purchase's, so that accepted twice is one purchase.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from oscar.core.loading import get_model

from marketplace.frame.money import CURRENCY
from marketplace.frame.states import move
from marketplace.purchases.agreed import Agreed
from marketplace.purchases.gifts import Gift
from marketplace.purchases.models import Purchase
from marketplace.purchases.packages import Destination, PackageLine
from marketplace.purchases.placement import (
    NO_INVOICE,
    Buyer,
    Delivery,
    EmptyBasket,
    Invoice,
    OutOfStock,
    PaymentChoice,
    PriceChanged,
    place_purchase,
)
from marketplace.quotes.asking import lock_quote
from marketplace.quotes.mail import tell_maker
from marketplace.quotes.models import Quote, QuoteLine
from marketplace.quotes.refusals import (
    HasChanged,
    HasLapsed,
    NotInCash,
    NotQuoted,
    NotThere,
    OtherPlace,
)

State = Quote.State


def accept_quote(
    *,
    quote: Quote,
    revision: int,
    total: int,
    buyer: Buyer,
    delivery: Delivery,
    payment: PaymentChoice,
    note: str = "",
    invoice: Invoice = NO_INVOICE,
    gift: Gift | None = None,
) -> Purchase:
    """Place the purchase that was offered, once; `revision` and `total` are what was seen.

    Raises NotQuoted, HasLapsed, HasChanged, NotInCash, OtherPlace, and NotThere, of which the
    maker is told; nothing is kept then, and the offer stands.
    """
    try:
        with transaction.atomic():
            found = lock_quote(quote)
            if found.is_accepted and found.purchase:
                return found.purchase
            refuse_acceptance(found, revision, delivery.destination, payment)
            purchase = place_purchase(
                basket=fill_basket(found),
                token=found.token,
                buyer=buyer,
                delivery=delivery,
                payment=payment,
                confirmed_total=total,
                note=note,
                invoice=invoice,
                gift=gift,
                agreed=agreed_of(found),
            )
            move(found, State.ACCEPTED, purchase=purchase, last_at=timezone.now())
            tell_maker(found, "quote_accepted")
            return purchase
    except PriceChanged as refusal:
        raise HasChanged from refusal
    except EmptyBasket as refusal:  # its goods are not in the catalogue any more
        raise NotQuoted from refusal
    except OutOfStock as refusal:
        tell_short(quote, refusal.lines)
        raise NotThere(refusal.lines) from refusal


def refuse_acceptance(
    found: Quote, revision: int, destination: Destination, payment: PaymentChoice
) -> None:
    """Refuse what is not offered, not any more, not so, or not for that place or way to pay."""
    if found.is_lapsed or (found.is_quoted and found.is_over()):
        day = found.valid_until and date_format(found.valid_until, "SHORT_DATE_FORMAT")
        raise HasLapsed(day=day or "–")
    if not found.is_quoted:
        raise NotQuoted
    if revision != found.revision:
        raise HasChanged
    if payment.within is None:
        raise NotInCash
    if destination != destination_of(found):
        raise OtherPlace(place=found.place.name)


def destination_of(quote: Quote) -> Destination:
    """Where an offer's delivery goes, as packages know places."""
    place = quote.place
    return Destination(place.country, place.province_code or Destination().province_code)


def agreed_of(quote: Quote) -> Agreed:
    """What was offered, as the placement takes it."""
    prices = {str(line.stockrecord_id): line.price or 0 for line in quote.lines.all()}
    return Agreed(prices=prices, delivery=quote.delivery or 0)


def fill_basket(quote: Quote):
    """Make a basket of nobody's that holds what is asked for; the placement takes it at once."""
    basket = get_model("basket", "Basket").objects.create(owner=None)
    get_model("basket", "Line").objects.bulk_create(
        line_of(basket, line) for line in quote.lines.order_by("pk")
    )
    return basket


def line_of(basket, line: QuoteLine):
    return get_model("basket", "Line")(
        basket=basket,
        line_reference=f"quote_{line.pk}",
        product_id=line.product_id,
        stockrecord_id=line.stockrecord_id,
        quantity=line.quantity,
        price_currency=CURRENCY,
        price_excl_tax=line.price,
        price_incl_tax=line.price,
    )


@transaction.atomic
def tell_short(quote: Quote, lines: list[PackageLine]) -> None:
    """Tell the maker, once an offer and day, that somebody would buy what is not there."""
    tell_maker(quote, "quote_short", short=[line for line in lines if line.is_short])
