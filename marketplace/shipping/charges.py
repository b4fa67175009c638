"""What a parcel of one producer costs to deliver.

2 300 g from Hanoi to Hanoi at "first 2 000 g 22 000 ₫, each further started kg 4 000 ₫":
22 000 + 1 x 4 000 = 26 000 ₫; goods of 800 000 ₫ or more travel free there.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q
from django.utils import timezone

from marketplace.shipping.models import DeliveryRate

GRAMS_PER_KG = 1000


class NoDelivery(Exception):
    """No rate covers the zone on that day."""


@dataclass(frozen=True)
class Quote:
    """A charge in whole dong and how many days the parcel takes."""

    charge: int
    days_min: int
    days_max: int
    free_from: int | None = None


def zone_of(*, country: str, province_code: str, producer_province_code: str) -> str:
    """Tell which zone an address is in, seen from a producer."""
    if country != "VN":
        return DeliveryRate.Zone.ABROAD
    if province_code == producer_province_code:
        return DeliveryRate.Zone.CITY
    return DeliveryRate.Zone.COUNTRY


class RateBook:
    """The rates of one day for some producers, or for all (None), read with one query."""

    def __init__(
        self, producer_ids: Iterable[int] | None, day: datetime.date | None = None
    ) -> None:
        day = day or timezone.localdate()
        self._rates: dict[tuple[int | None, str], DeliveryRate] = {}
        rates = DeliveryRate.objects.filter(valid_from__lte=day)
        if producer_ids is not None:
            rates = rates.filter(Q(producer__in=list(producer_ids)) | Q(producer__isnull=True))
        for rate in rates.order_by(F("valid_from").asc()):
            self._rates[rate.producer_id, rate.zone] = rate

    def quote(self, *, producer_id: int, zone: str, goods: int, weight_g: int) -> Quote:
        """Price a parcel; goods in dong, weight in grams. Raises NoDelivery."""
        rate = self._rates.get((producer_id, zone)) or self._rates.get((None, zone))
        if rate is None:
            raise NoDelivery(zone)
        charge = 0
        if rate.free_from is None or goods < rate.free_from:
            over = max(0, weight_g - rate.first_grams)
            further = -(-over // GRAMS_PER_KG)
            charge = rate.first_charge + further * rate.next_kg_charge
        return Quote(charge, rate.days_min, rate.days_max, rate.free_from)
