"""How long money rests before it is paid out: the market's dated terms, and a producer's own.

Of each the latest that has begun is in force; a producer's own come before the market's.
Terms are added, never changed: what was in force on a day can always be told.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Case, DateTimeField, Q, Value, When
from django.db.models.expressions import Combinable
from django.utils import timezone

from marketplace.accounts.models import User
from marketplace.ledger.models import PayoutTerm
from marketplace.producers.models import Producer


class TermTaken(Exception):
    """Other terms begin on that day already."""


@dataclass(frozen=True)
class TermsOfDay:
    """The terms of one day: the market's, and those of producers who have their own."""

    market: PayoutTerm
    own: dict[int, PayoutTerm] = field(default_factory=dict)

    def of(self, producer_id: int) -> PayoutTerm:
        return self.own.get(producer_id, self.market)


@dataclass(frozen=True)
class Cutoffs:
    """Before which moment an order must have arrived for its money to be due, by producer."""

    market: datetime.datetime
    own: dict[int, datetime.datetime] = field(default_factory=dict)

    def of(self, producer_id: int) -> datetime.datetime:
        return self.own.get(producer_id, self.market)

    def expression(self, producer_field: str) -> Combinable:
        """Write it for a query over rows that name their producer."""
        by_moment: dict[datetime.datetime, list[int]] = {}
        for producer_id, moment in self.own.items():
            by_moment.setdefault(moment, []).append(producer_id)
        return Case(
            *(
                When(**{f"{producer_field}__in": ids}, then=Value(moment))
                for moment, ids in by_moment.items()
            ),
            default=Value(self.market),
            output_field=DateTimeField(),
        )


def terms_of_day(day: datetime.date, producers: Iterable[int] | None = None) -> TermsOfDay:
    """Give the terms of a day; without any, money rests for 7 days. One query."""
    whose = Q() if producers is None else Q(producer=None) | Q(producer__in=list(producers))
    market, own = None, {}
    for term in PayoutTerm.objects.filter(whose, valid_from__lte=day).order_by("valid_from"):
        if term.producer_id is None:
            market = term
        else:
            own[term.producer_id] = term
    return TermsOfDay(market or PayoutTerm(valid_from=day, holding_days=7, minimum=0), own)


def terms_of(day: datetime.date, producer: Producer | None = None) -> PayoutTerm:
    """Give the terms of a day for a producer, or the market's."""
    if producer is None:
        return terms_of_day(day, []).market
    return terms_of_day(day, [producer.pk]).of(producer.pk)


def cutoffs_at(now: datetime.datetime, producers: Iterable[int] | None = None) -> Cutoffs:
    """Give the cutoffs of a moment."""
    terms = terms_of_day(timezone.localdate(now), producers)
    return cutoffs_by(terms, now)


def cutoffs_by(terms: TermsOfDay, now: datetime.datetime) -> Cutoffs:
    def before(term: PayoutTerm) -> datetime.datetime:
        return now - datetime.timedelta(days=term.holding_days)

    return Cutoffs(before(terms.market), {pk: before(term) for pk, term in terms.own.items()})


def add_payout_term(
    *,
    producer: Producer | None,
    valid_from: datetime.date,
    holding_days: int,
    minimum: int,
    note: str,
    by: User,
) -> bool:
    """Add terms that begin on a day; the same again changes nothing. True when they are new.

    Raises TermTaken when other terms begin on that day.
    """
    said = {"holding_days": holding_days, "minimum": minimum, "note": note}
    term, created = PayoutTerm.objects.get_or_create(
        producer=producer, valid_from=valid_from, defaults={**said, "created_by": by}
    )
    if not created and any(getattr(term, name) != value for name, value in said.items()):
        raise TermTaken
    return created
