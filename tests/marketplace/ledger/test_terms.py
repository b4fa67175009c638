"""Commission and tax by the rules of the day: which rule wins, and when it was in force."""

import datetime

import pytest
from django.db import DatabaseError, transaction

from catalogue.models import OcopGroup
from marketplace.ledger.models import CommissionRule, TaxRate
from marketplace.ledger.terms import TermBook, part_of
from tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 11, 25)
LONG_AGO = datetime.date(2026, 1, 1)


@pytest.fixture
def group():
    return OcopGroup.objects.get(number=4)


def rate(producer, group=None, day=DAY) -> int:
    return TermBook([producer], day).commission_rate(producer.pk, group.pk if group else None)


def test_the_narrowest_rule_wins(producer, group):
    other = factories.make_producer()
    assert rate(producer) == 500  # the first rule, for all
    CommissionRule.objects.create(group=group, rate=400, valid_from=LONG_AGO)
    CommissionRule.objects.create(producer=producer, rate=300, valid_from=LONG_AGO)
    assert (rate(producer, group), rate(other, group), rate(other)) == (300, 400, 500)
    CommissionRule.objects.create(producer=producer, group=group, rate=200, valid_from=LONG_AGO)
    assert (rate(producer, group), rate(producer)) == (200, 300)


def test_a_rule_holds_from_its_first_day_to_its_last(producer):
    CommissionRule.objects.create(
        producer=producer, rate=100, valid_from=DAY, valid_to=DAY + datetime.timedelta(days=1)
    )
    days = [DAY + datetime.timedelta(days=n) for n in (-1, 0, 1, 2)]
    assert [rate(producer, day=day) for day in days] == [500, 100, 100, 500]


def test_turnover_of_the_month_before_lowers_the_rate(producer):
    CommissionRule.objects.create(turnover_from=1_000_000, rate=350, valid_from=LONG_AGO)
    today = datetime.date.today()
    first = today.replace(day=1)
    days_ago = (today - first).days + 5  # a day of the month before
    factories.make_sale(producer, price=999_999, days_ago=days_ago)
    assert rate(producer, day=today) == 500
    factories.make_sale(producer, price=1, days_ago=days_ago)
    factories.make_sale(factories.make_producer(), price=5_000_000, days_ago=days_ago)
    assert rate(producer, day=today) == 350


@pytest.mark.parametrize(
    ("kind", "activity", "taxes"),
    [
        ("household", "goods", (1_000, 500)),
        ("household", "service", (5_000, 2_000)),
        ("household", "delivery", (1_000, 500)),
        ("farm", "goods", (1_000, 500)),
        ("cooperative", "service", (0, 0)),
        ("enterprise", "goods", (0, 0)),
    ],
)
def test_tax_is_withheld_from_households_by_activity(kind, activity, taxes):
    maker = factories.make_producer(kind=kind)
    terms = TermBook([maker], DAY).terms(producer=maker, activity=activity, base=100_000)
    assert (terms.withheld_vat, terms.withheld_income) == taxes
    assert terms.commission == (0 if activity == "delivery" else 5_000)


def test_a_new_rate_holds_for_sales_from_its_day_on():
    maker = factories.make_producer(kind="household")
    TaxRate.objects.create(
        tax="withheld_vat",
        activity="goods",
        rate=200,
        producer_kinds=["household"],
        valid_from=DAY,
        source="A decree to come",
    )
    before = TermBook([maker], DAY - datetime.timedelta(days=1))
    after = TermBook([maker], DAY)
    sums = [
        book.terms(producer=maker, activity="goods", base=100_000).withheld_vat
        for book in (before, after)
    ]
    assert sums == [1_000, 2_000]


def test_vat_on_the_commission_follows_its_law():
    maker = factories.make_producer()
    sums = {
        day.year: TermBook([maker], day)
        .terms(producer=maker, activity="goods", base=1_000_000)
        .commission_vat
        for day in (datetime.date(2026, 12, 31), datetime.date(2027, 1, 1))
    }
    assert sums == {2026: 4_000, 2027: 5_000}


def test_parts_are_rounded_to_the_nearest_dong_halves_up():
    assert [part_of(amount, 100) for amount in (49, 50, 149, 150)] == [0, 1, 1, 2]


def test_a_share_above_all_is_refused(producer):
    with pytest.raises(DatabaseError), transaction.atomic():
        CommissionRule.objects.create(producer=producer, rate=10_001, valid_from=DAY)


@pytest.mark.parametrize(("rate", "percent"), [(500, "5"), (50, "0.5"), (75, "0.75"), (0, "0")])
@pytest.mark.parametrize("rule", [CommissionRule, TaxRate])
def test_rates_are_told_in_percent(rule, rate, percent):
    assert rule(rate=rate).percent == percent
