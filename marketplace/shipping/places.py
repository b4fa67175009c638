"""Where a visitor has things sent: chosen once, kept in a cookie, asked wherever delivery is told.

"VN-01" is a province by its code, "AU" a country. Who has not chosen sees the charges to CAPITAL,
named as such. The cookie names a place and nobody; it decides nothing that is bought: the charge of
an order follows its address.
"""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from babel import Locale
from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from catalogue.listing.shelf import Shelf, current
from catalogue.models import DeliveryReach
from catalogue.places.models import Province
from marketplace.shipping.charges import NoDelivery, Quote, RateBook, zone_of
from marketplace.shipping.models import DeliveryRate

HOME = "VN"
CAPITAL = "01"
KEPT = datetime.timedelta(days=365)
WRITTEN = re.compile(r"VN-\d\d|[A-Z]{2}")
# How far a product must travel to be delivered in a zone.
REACH_OF_ZONE: dict[str, DeliveryReach] = {
    DeliveryRate.Zone.CITY: DeliveryReach.PROVINCE,
    DeliveryRate.Zone.COUNTRY: DeliveryReach.COUNTRY,
    DeliveryRate.Zone.ABROAD: DeliveryReach.ABROAD,
}


@dataclass(frozen=True)
class Place:
    """A province of Vietnam or another country."""

    country: str = HOME
    province_code: str = CAPITAL

    @property
    def value(self) -> str:
        """The place as a form and the cookie write it."""
        return f"{HOME}-{self.province_code}" if self.country == HOME else self.country

    @property
    def name(self) -> str:
        """The place's name in the reader's language."""
        if self.country == HOME:
            return provinces(current()).get(self.province_code, "")
        return named_countries(current()).get(self.country, "")


@dataclass(frozen=True)
class Told:
    """What delivery of a product to a place costs in dong, and how many days it takes.

    `is_least`: of variants another one costs more.
    """

    place: Place
    quote: Quote | None  # None: it is not sent there
    days: tuple[int, int] = (0, 0)
    is_least: bool = False


def provinces(shelf: Shelf) -> dict[str, str]:
    """Today's provinces by code, in the order of their names; kept with the shelf."""
    found = Province.objects.filter(valid_to__isnull=True)
    return shelf.remember("provinces", lambda: dict(found.values_list("code", "name")))


def named_countries(shelf: Shelf) -> dict[str, str]:
    """The countries that the market sends to, but for HOME, in the reader's language."""
    language = get_language() or "vi"

    def named() -> dict[str, str]:
        rows = get_model("address", "Country").objects.filter(is_shipping_country=True)
        known = Locale.parse(language).territories
        pairs = [
            (code, known.get(code, name))
            for code, name in rows.values_list("iso_3166_1_a2", "printable_name")
            if code != HOME
        ]
        return dict(sorted(pairs, key=lambda pair: pair[1]))

    return shelf.remember(("countries", language), named)


def place_named(value: str) -> Place | None:
    """Read a place as it is written; None where the market sends nothing to or nobody knows it."""
    if not WRITTEN.fullmatch(value):
        return None
    country, _dash, code = value.partition("-")
    if country == HOME:
        return Place(HOME, code) if code in provinces(current()) else None
    return Place(country, "") if country in named_countries(current()) else None


def chosen_place(request: HttpRequest | None) -> Place | None:
    """Where this visitor has things sent; None while nothing, or nonsense, is chosen."""
    value = request.COOKIES.get(settings.PLACE_COOKIE, "") if request else ""
    return place_named(value) if value else None


def place_of(request: HttpRequest) -> Place:
    """Where delivery is told for: what this visitor has chosen, else the capital."""
    return chosen_place(request) or Place()


def offered_places() -> list[tuple[str, list[tuple[str, str]]]]:
    """What can be chosen, as a form groups it: provinces, then countries."""
    shelf = current()
    return [
        (_("Vietnam"), [(f"{HOME}-{code}", name) for code, name in provinces(shelf).items()]),
        (_("Abroad"), list(named_countries(shelf).items())),
    ]


def rates_of_today(shelf: Shelf) -> RateBook:
    """Everybody's rates, read once for a state of the market; a change of rates is one of it."""
    today = timezone.localdate()
    return shelf.remember(("rates", today), lambda: RateBook(None, today))


def home_of(producer_id: int, shelf: Shelf) -> str:
    """The code of the province that a producer sends from."""
    rows = apps.get_model("producers", "Producer").objects.values_list(
        "pk", "commune__province__code"
    )
    return shelf.remember("homes of producers", lambda: dict(rows)).get(producer_id, "")


def delivery_told(request: HttpRequest, product: Any, choices: Iterable[Any]) -> Told:
    """What one piece of a product costs to deliver to where this visitor has things sent.

    `product` has producer_id, weight_g, delivery_reach, made_to_order and lead_days; each of
    `choices`, what can be had of it, a price in dong and a weight_g of its own, or None. Reads
    nothing while the market stays as it is.
    """
    shelf, place = current(), place_of(request)
    zone = zone_of(
        country=place.country,
        province_code=place.province_code,
        producer_province_code=home_of(product.producer_id, shelf),
    )
    if product.delivery_reach < REACH_OF_ZONE[zone]:
        return Told(place, None)
    rates = rates_of_today(shelf)
    try:
        quotes = [
            rates.quote(
                producer_id=product.producer_id,
                zone=zone,
                goods=each.price,
                weight_g=(product.weight_g if each.weight_g is None else each.weight_g) or 0,
            )
            for each in choices
        ]
    except NoDelivery:
        return Told(place, None)
    least = min(quotes, key=lambda quote: quote.charge)
    lead = product.lead_days if product.made_to_order else 0
    days = (lead + least.days_min, lead + least.days_max)
    return Told(place, least, days, is_least=any(each.charge > least.charge for each in quotes))
