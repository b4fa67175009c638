"""Delivery charges are set from a day on, by a producer for its goods or by staff for the market.

What was agreed with a buyer stands in the order; a basket that is open is told of a new charge
before it is paid. Who takes its own charges away delivers at the market's.
"""

import datetime
from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from catalogue.search.services import touch
from marketplace.accounts.models import User
from marketplace.producers.models import Producer
from marketplace.shipping.charges import NoDelivery, RateBook
from marketplace.shipping.models import DeliveryRate, RateChange

SAMPLES_G = (500, 1000, 2000, 5000, 10_000)


@dataclass(frozen=True)
class Charges:
    """What a zone costs: dong, grams, days; `free_from` None is never."""

    first_grams: int
    first_charge: int
    next_kg_charge: int
    free_from: int | None
    days_min: int
    days_max: int


def charges_of(rate: DeliveryRate) -> Charges:
    return Charges(**{name: getattr(rate, name) for name in Charges.__dataclass_fields__})


def own_rates(producer: Producer | None) -> QuerySet[DeliveryRate]:
    """The rates of a producer, or the market's own for None."""
    return DeliveryRate.objects.filter(producer=producer)


def lock(producer: Producer | None) -> None:
    """Let changes of one owner's rates come one after the other."""
    if producer is None:
        list(own_rates(None).select_for_update().order_by("pk"))
    else:
        list(Producer.objects.select_for_update().filter(pk=producer.pk))


@transaction.atomic
def set_rate(
    *,
    producer: Producer | None,
    zone: str,
    valid_from: datetime.date,
    charges: Charges,
    by: User,
) -> bool:
    """Set what a zone costs from a day on; the same again changes nothing: False."""
    lock(producer)
    found = own_rates(producer).filter(zone=zone, valid_from=valid_from).first()
    before = asdict(charges_of(found)) if found else {}
    after = asdict(charges)
    if before == after:
        return False
    DeliveryRate.objects.update_or_create(
        producer=producer, zone=zone, valid_from=valid_from, defaults=after
    )
    RateChange.objects.create(
        producer=producer, zone=zone, valid_from=valid_from, before=before, after=after, by=by
    )
    tell_pages(producer)
    return True


@transaction.atomic
def drop_rates(*, producer: Producer, zone: str, by: User) -> bool:
    """Deliver to a zone at the market's charges from now on; False where it is so already."""
    lock(producer)
    own = own_rates(producer).filter(zone=zone)
    last = own.order_by("-valid_from").first()
    if last is None:
        return False
    RateChange.objects.create(
        producer=producer, zone=zone, before=asdict(charges_of(last)), by=by, valid_from=None
    )
    own.delete()
    tell_pages(producer)
    return True


def tell_pages(producer: Producer | None) -> None:
    """Let pages that tell a charge be made anew; those of the market's own stand on all of them."""
    meant = [producer.pk] if producer else Producer.objects.values_list("pk", flat=True)[:1]
    touch("producer", meant)


@dataclass(frozen=True)
class ZoneRates:
    """A zone as an owner sees it: what counts today and whose it is, what comes, samples."""

    zone: str
    title: str
    now: DeliveryRate | None
    is_own: bool
    coming: list[DeliveryRate]
    samples: list[tuple[int, int]]  # grams, dong


def zones_of(producer: Producer | None, day: datetime.date | None = None) -> list[ZoneRates]:
    """Every zone with its charges of a day. Two queries."""
    day = day or timezone.localdate()
    owner = producer.pk if producer else None
    rows = list(
        DeliveryRate.objects.filter(producer=producer).order_by("valid_from")
        | DeliveryRate.objects.filter(producer=None).order_by("valid_from")
    )
    book = RateBook([owner] if owner else [], day)
    found = []
    for zone, title in DeliveryRate.Zone.choices:
        of_zone = [row for row in rows if row.zone == zone]
        own = [row for row in of_zone if row.producer_id == owner]
        valid = [row for row in own if row.valid_from <= day]
        common = [row for row in of_zone if row.producer_id is None and row.valid_from <= day]
        so_far = valid or common
        found.append(
            ZoneRates(
                zone=zone,
                title=str(title),
                now=so_far[-1] if so_far else None,
                is_own=bool(valid),
                coming=[row for row in own if row.valid_from > day],
                samples=samples_of(book, owner, zone),
            )
        )
    return found


def samples_of(book: RateBook, owner: int | None, zone: str) -> list[tuple[int, int]]:
    """What parcels of some weights cost whose goods are worth next to nothing."""
    samples = []
    for grams in SAMPLES_G:
        try:
            quote = book.quote(producer_id=owner or 0, zone=zone, goods=0, weight_g=grams)
        except NoDelivery:
            return []
        samples.append((grams, quote.charge))
    return samples
