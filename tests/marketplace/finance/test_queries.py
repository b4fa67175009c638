"""Figures of the desk: what was taken and is owed, days and months at their edges, open work."""

import datetime

import pytest
from django.utils import timezone, translation

from marketplace.finance.queries import (
    LATE_AFTER,
    commission_by_month,
    figures,
    journal,
    last_check,
    months_back,
    open_work,
    producers_owed,
    sums_by_account,
    taken_by_day,
)
from marketplace.ledger import services
from marketplace.ledger.models import LedgerCheck, Transaction
from marketplace.ledger.payouts import approve_batch, propose_batch
from marketplace.ledger.terms import midnight
from tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def today() -> datetime.date:
    return timezone.localdate()


def figures_in(language: str = "en") -> dict[str, int]:
    with translation.override(language):
        return {str(one.label): one.amount for one in figures(today()) if one.amount}


def test_figures_of_a_month_without_anything_are_nothing():
    assert figures_in() == {}
    assert sums_by_account() == []


def test_figures_say_what_was_taken_and_what_is_owed_to_whom(producer):
    factories.make_sale(producer, "A", days_ago=0, withheld_vat=1_000, withheld_income=500)
    assert figures_in() == {
        "Taken this month": 120_000,
        "Owed to producers": 113_500,
        "Tax withheld and not paid over": 1_500,
        "Commission in all": 5_000,
    }


def test_a_payout_is_on_its_way_until_it_is_noted(producer):
    factories.make_sale(producer)
    factories.make_bank_account(producer)
    one, two = factories.make_accountant(), factories.make_accountant()
    approve_batch(batch=propose_batch(by=one), by=two)
    told = figures_in()
    assert told["On its way to producers"] == 115_000
    assert "Owed to producers" not in told


def post_at(moment: datetime.datetime, number: str, amount: int) -> None:
    services.post_payment(
        purchase_number=number, gateway="vietqr", reference=number, amount=amount, at=moment
    )


def test_days_begin_at_midnight_in_vietnam_and_days_without_money_stand_too():
    start = midnight(today())
    second = datetime.timedelta(seconds=1)
    post_at(start - 2 * DAY - second, "P0", 1)  # before the three days
    post_at(start - 2 * DAY, "P1", 10)
    post_at(start - second, "P2", 100)
    post_at(start, "P3", 1_000)
    assert taken_by_day(3, today()) == [
        (today() - 2 * DAY, 10),
        (today() - DAY, 100),
        (today(), 1_000),
    ]


def test_commission_is_summed_by_months_the_oldest_first(producer):
    first = today().replace(day=1)
    before = (first - DAY).replace(day=1)
    days = (today() - before).days
    factories.make_sale(producer, "A", price=200_000, days_ago=days)
    factories.make_sale(producer, "B", price=100_000, days_ago=0)
    assert commission_by_month(3, today())[-2:] == [(before, 10_000), (first, 5_000)]
    assert commission_by_month(3, today())[0] == ((before - DAY).replace(day=1), 0)


@pytest.mark.parametrize("count", [1, 12, 24])
def test_months_go_back_over_the_end_of_a_year(count):
    found = months_back(datetime.date(2026, 1, 31), count)
    assert len(found) == count
    assert found[:2] == [datetime.date(2026, 1, 1), datetime.date(2025, 12, 1)][:count]
    assert len(set(found)) == count and all(month.day == 1 for month in found)


def test_open_work_is_counted_and_empty_lists_are_left_out(producer):
    assert open_work() == []
    factories.make_sale(producer)
    factories.make_bank_account(producer)
    factories.make_bank_account(factories.make_producer(), verified=False)
    propose_batch(by=factories.make_accountant())
    with translation.override("en"):
        assert [(str(one.label), one.count, one.url) for one in open_work()] == [
            ("Payout batches to approve", 1, "/en/finance/payouts/"),
            ("Bank accounts to check", 1, "/en/finance/accounts/"),
        ]


@pytest.mark.parametrize(("seconds", "is_late"), [(0, False), (1, True)])
def test_a_check_is_late_when_a_night_went_by(seconds, is_late):
    assert last_check() is None
    now = timezone.now()
    check = LedgerCheck.objects.create(
        day=today(), entries=7, findings=[{"code": "snapshot", "values": {"number": 3}}]
    )
    at = now - LATE_AFTER - datetime.timedelta(seconds=seconds)
    LedgerCheck.objects.filter(pk=check.pk).update(checked_at=at)
    found = last_check(now)
    assert (found.at, found.entries, found.is_late) == (at, 7, is_late)
    assert [fault.code for fault in found.faults] == ["snapshot"]
    assert datetime.timedelta(hours=26) == LATE_AFTER


def test_producers_are_listed_by_what_they_are_owed(producer):
    richer = factories.make_producer()
    factories.make_sale(producer, "A")
    factories.make_sale(richer, "B", price=300_000)
    assert [(one.producer, one.owed) for one in producers_owed()] == [
        (richer, 305_000),
        (producer, 115_000),
    ]


def test_a_journal_has_the_entries_of_its_month(producer, django_assert_num_queries):
    first = today().replace(day=1)
    days = (today() - (first - DAY)).days  # the last day of the month before
    factories.make_sale(producer, "A", days_ago=days)
    factories.make_sale(producer, "B", days_ago=0)
    with django_assert_num_queries(1):
        this = [(row.transaction.purchase_number, row.account.key) for row in journal(today())]
    assert {number for number, _key in this} == {"B"}
    assert {row.transaction.purchase_number for row in journal(first - DAY)} == {"A"}
    assert Transaction.objects.count() == 4
