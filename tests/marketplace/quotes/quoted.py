"""A quote brought to a state by the shop's own services, for tests of what comes after."""

from datetime import timedelta

from django.utils import timezone
from oscar.core.loading import get_model

from marketplace.purchases.placement import Buyer, Delivery, PaymentChoice
from marketplace.quotes.accepting import accept_quote, destination_of
from marketplace.quotes.asking import Asker, Wishes, ask
from marketplace.quotes.models import Quote
from marketplace.quotes.offering import offer_quote
from marketplace.shipping.places import Place
from tests import factories
from tests.flows.sale import ADDRESS

HANOI = Place()
FIRM = Asker(
    kind="firm",
    name="Cô Hoa",
    email="hoa@example.com",
    phone="+84912345678",
    company="Công ty Ánh Dương",
    tax_code="0300588569",
    company_address="5 Tràng Thi",
)
TEXT = "In logo dưới đáy."


def record_of(product):
    return get_model("partner", "StockRecord").objects.get(product=product)


def asked(producer, *wanted, user=None, asker=FIRM, wishes=None, language="vi") -> Quote:
    """Ask for (product, quantity) pairs; without any for 30 of a new product."""
    wanted = wanted or ((factories.make_product(producer, price=250_000, stock=100), 30),)
    made = ask(
        producer=producer,
        lines=[(record_of(product), quantity) for product, quantity in wanted],
        asker=asker,
        wishes=wishes or Wishes(place=HANOI, text=TEXT),
        language=language,
        user=user,
    )
    assert made is not None
    return made


def offered(quote: Quote, by, price: int = 80_000, **changes) -> Quote:
    """Offer each piece for a price, 60 000 for the delivery, valid for two weeks."""
    today = timezone.localdate()
    terms = {
        "prices": {line.pk: price for line in quote.lines.all()},
        "delivery": 60_000,
        "ready_on": today + timedelta(days=20),
        "valid_until": today + timedelta(days=14),
        "words": "Gồm hộp giấy.",
    } | changes
    return offer_quote(quote=quote, by=by, **terms)


def accepted(quote: Quote, **changes):
    """Accept what is offered, by transfer, to an address in Hanoi."""
    found = Quote.objects.get(pk=quote.pk)
    country = factories.migrated(get_model("address", "Country"), pk="VN")
    terms = {
        "revision": found.revision,
        "total": found.total,
        "buyer": Buyer(email=found.email, phone=found.phone, name=found.name, user=found.asked_by),
        "delivery": Delivery(
            address=ADDRESS | {"country": country}, destination=destination_of(found)
        ),
        "payment": PaymentChoice(method="vietqr", within=timedelta(hours=24)),
    } | changes
    return accept_quote(quote=found, **terms)


def lapsed_days(quote: Quote, days: int) -> None:
    """Let the last day of an offer be so many days ago."""
    day = timezone.localdate() - timedelta(days=days)
    Quote.objects.filter(pk=quote.pk).update(valid_until=day)
