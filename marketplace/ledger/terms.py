"""What the market takes and withholds from a sale, by the rules of its day.

The narrowest commission rule wins: one for the producer and the group before one for the
producer, before one for the group, before one for all; among equals the highest turnover
that the producer reached in the calendar month before, then the latest. None: 0 %.

Commission is taken of what the producer sells for: the price less the part of a discount
that the producer pays itself. Delivery bears none. Taxes are withheld of the same sum,
and of the delivery charge where a rate names it; rounded to the nearest dong, halves up.
A scarf for 480 000 ₫, 24 000 ₫ off paid by its maker, a household; commission 5 %:

    base                480 000 - 24 000      = 456 000
    commission          456 000 x 5 %         =  22 800
    VAT on it, 8 %       22 800 x 8 %         =   1 824
    VAT withheld, 1 %   456 000 x 1 %         =   4 560
    income tax, 0.5 %   456 000 x 0.5 %       =   2 280
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, Sum
from django.utils import timezone

from marketplace.ledger.models import CommissionRule, Entry, TaxRate
from marketplace.ledger.models.rules import BASIS_POINTS
from marketplace.producers.models import Producer

Tax = TaxRate.Tax


@dataclass(frozen=True)
class Terms:
    """What falls due on one line, dong; `commission_rate` in basis points."""

    commission_rate: int = 0
    commission: int = 0
    commission_vat: int = 0
    withheld_vat: int = 0
    withheld_income: int = 0


def part_of(amount: int, rate: int) -> int:
    """Give `rate` basis points of an amount, to the nearest dong, halves up."""
    return (amount * rate + BASIS_POINTS // 2) // BASIS_POINTS


def in_force(day: datetime.date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


class TermBook:
    """The rules of one day for some producers; two queries, three with rules by turnover."""

    def __init__(self, producers: Iterable[Producer], day: datetime.date | None = None) -> None:
        self.day = day or timezone.localdate()
        self.producers = {producer.pk: producer for producer in producers}
        for_them = Q(producer__isnull=True) | Q(producer__in=self.producers)
        self.rules = list(CommissionRule.objects.filter(in_force(self.day), for_them))
        self.rates = list(TaxRate.objects.filter(in_force(self.day)).order_by("valid_from", "id"))
        self.turnovers: dict[int, int] = {}
        if any(rule.turnover_from for rule in self.rules):
            self.turnovers = turnovers_before(self.producers, self.day)

    def commission_rate(self, producer_id: int, group_id: int | None) -> int:
        reached = self.turnovers.get(producer_id, 0)
        fitting = [
            rule
            for rule in self.rules
            if rule.producer_id in (None, producer_id)
            and rule.group_id in (None, group_id)
            and rule.turnover_from <= reached
        ]
        if not fitting:
            return 0
        best = max(
            fitting,
            key=lambda rule: (
                rule.producer_id is not None,
                rule.group_id is not None,
                rule.turnover_from,
                rule.valid_from,
                rule.pk,
            ),
        )
        return best.rate

    def tax_rate(self, tax: str, activity: str, kind: str) -> int:
        """Give the latest rate of a tax for an activity; one for any activity comes second."""
        found = 0
        for wanted in (TaxRate.Activity.ANY, activity):
            for rate in self.rates:
                if rate.tax == tax and rate.activity == wanted:
                    applies = not rate.producer_kinds or kind in rate.producer_kinds
                    found = rate.rate if applies else found
        return found

    def terms(
        self, *, producer: Producer, activity: str, base: int, group_id: int | None = None
    ) -> Terms:
        """Give what falls due on `base` dong; an activity "delivery" bears no commission."""
        takes = activity != TaxRate.Activity.DELIVERY
        rate = self.commission_rate(producer.pk, group_id) if takes else 0
        commission = part_of(base, rate)
        vat_rate = self.tax_rate(Tax.COMMISSION_VAT, TaxRate.Activity.ANY, producer.kind)
        return Terms(
            commission_rate=rate,
            commission=commission,
            commission_vat=part_of(commission, vat_rate),
            withheld_vat=part_of(base, self.tax_rate(Tax.WITHHELD_VAT, activity, producer.kind)),
            withheld_income=part_of(
                base, self.tax_rate(Tax.WITHHELD_INCOME, activity, producer.kind)
            ),
        )


def turnovers_before(producer_ids: Iterable[int], day: datetime.date) -> dict[int, int]:
    """Sum what each producer sold, less what came back, in the calendar month before."""
    end = day.replace(day=1)
    start = (end - datetime.timedelta(days=1)).replace(day=1)
    sums = (
        Entry.objects.filter(
            account__kind="producer",
            account__producer__in=list(producer_ids),
            code__in=[Entry.Code.SALE, Entry.Code.DISCOUNT_PRODUCER],
            booked_at__gte=midnight(start),
            booked_at__lt=midnight(end),
        )
        .values("account__producer")
        .annotate(total=Sum("amount"))
    )
    return {row["account__producer"]: row["total"] for row in sums}


def midnight(day: datetime.date) -> datetime.datetime:
    """Give the first moment of a day in Hanoi."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
