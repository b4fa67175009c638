"""What the books say, to the dong and to the minute."""

import datetime

import pytest
from django.utils import timezone

from marketplace.ledger import services
from marketplace.ledger.models import (
    Account,
    Entry,
    Snapshot,
)
from marketplace.ledger.payout_terms import Cutoffs
from marketplace.ledger.queries import (
    balance,
    balance_of,
    balances,
    find,
    held_back,
    months_of,
    next_month,
    payable,
    statement,
    tax_return,
)
from marketplace.ledger.services import RefundPart, SaleLine, producer_key
from marketplace.ledger.terms import midnight
from tests import factories

sold = factories.make_sale

pytestmark = pytest.mark.django_db
JUNE = datetime.date(2026, 6, 1)
NET = 115_000  # of a sale of 100,000 and 20,000 of delivery, 5 % commission


def at(day: int, hour: int = 12, month: int = 6) -> datetime.datetime:
    zone = timezone.get_default_timezone()
    return datetime.datetime(2026, month, day, hour, tzinfo=zone)


def sell(producer, number: str, when: datetime.datetime, **line) -> None:
    draft = services.sale_draft(
        producer=producer,
        order_number=f"{number}-1",
        purchase_number=number,
        lines=[SaleLine("1", 100_000, commission=5_000, **line)],
    )
    services.post_sales([draft], at=when)


def account_of(producer) -> Account:
    return Account.objects.get(key=producer_key(producer))


def test_a_balance_is_the_snapshot_and_what_came_since(producer):
    sell(producer, "A", at(1))
    sell(producer, "B", at(20))
    account = account_of(producer)
    # Not what the entries say, so that it shows which part comes from where.
    Snapshot.objects.create(account=account, before=at(10), balance=7)
    assert balance(account) == 7 + 95_000
    assert balance(account, before=at(20)) == 7
    assert balance(account, before=at(20) + datetime.timedelta(seconds=1)) == 7 + 95_000
    assert balance(account, before=at(10)) == 7
    assert balance(account, before=at(9)) == 95_000
    later = Snapshot.objects.create(account=account, before=at(21), balance=3)
    assert balance(account) == 3
    assert balance(account, before=at(20, 13)) == 7 + 95_000
    later.delete()


def test_an_entry_at_the_moment_of_the_snapshot_comes_after_it(producer):
    sell(producer, "A", at(10))
    Snapshot.objects.create(account=account_of(producer), before=at(10), balance=0)
    assert balance(account_of(producer)) == 95_000


def test_who_never_sold_is_owed_nothing_and_has_an_empty_month(producer):
    assert balance_of(producer) == 0
    assert months_of(producer, JUNE) == []
    empty = statement(producer, datetime.date(2026, 6, 17))
    assert (empty.month, empty.opening, empty.closing, empty.movements) == (JUNE, 0, 0, [])


def test_balances_leave_out_what_is_even_and_keep_to_the_kind(producer):
    factories.make_sale(producer, "A")
    assert balances("producer") == {producer_key(producer): NET}
    assert "buyer:A" not in balances()
    assert balances()[producer_key(producer)] == NET


def test_a_month_begins_and_ends_at_midnight_in_hanoi(producer):
    last_of_may = midnight(JUNE) - datetime.timedelta(seconds=1)
    last_of_june = midnight(datetime.date(2026, 7, 1)) - datetime.timedelta(seconds=1)
    sell(producer, "A", last_of_may)
    sell(producer, "B", midnight(JUNE))
    sell(producer, "C", last_of_june)
    sell(producer, "D", midnight(datetime.date(2026, 7, 1)))
    month = statement(producer, JUNE)
    assert month.opening == 95_000
    assert [m.posted.order_number for m in month.movements] == ["B-1", "C-1"]
    assert [m.amount for m in month.movements] == [95_000, 95_000]
    assert [m.owed for m in month.movements] == [190_000, 285_000]
    assert month.closing == 285_000
    assert month.totals["goods"] == 200_000
    assert month.totals["commission"] == -10_000
    assert sum(month.totals.values()) == 190_000


def test_months_go_back_to_the_first_entry(producer):
    sell(producer, "A", at(30, month=4))
    assert months_of(producer, datetime.date(2026, 6, 30)) == [
        JUNE,
        datetime.date(2026, 5, 1),
        datetime.date(2026, 4, 1),
    ]
    assert months_of(producer, datetime.date(2026, 4, 30)) == [datetime.date(2026, 4, 1)]


@pytest.mark.parametrize(
    ("month", "after"),
    [
        (datetime.date(2026, 1, 31), datetime.date(2026, 2, 1)),
        (datetime.date(2026, 12, 1), datetime.date(2027, 1, 1)),
        (datetime.date(2028, 2, 29), datetime.date(2028, 3, 1)),
    ],
)
def test_the_next_month_begins_on_its_first(month, after):
    assert next_month(month) == after


def test_the_smallest_sum_that_a_carrier_holds_keeps_an_order_back(producer):
    sell(producer, "K", at(1))
    services.post_cash_collected(
        producer=producer,
        order_number="K-1",
        purchase_number="K",
        reference="K-1/1",
        amount=100_000,
        carrier="Bưu điện",
    )
    services.record_fulfilment(order_number="K-1", producer=producer, at=at(2))
    services.post_cash_remitted(
        carrier="Bưu điện", reference="N", amount=99_999, order_number="K-1"
    )
    now = Cutoffs(at(30))
    assert held_back(now) == {producer.pk: 95_000}
    assert payable(now) == {producer.pk: 0}
    services.post_cash_remitted(carrier="Bưu điện", reference="N2", amount=1, order_number="K-1")
    assert held_back(now) == {}
    assert payable(now) == {producer.pk: 95_000}


def test_an_order_that_arrived_at_the_cutoff_is_held_back_for_one_more_moment(producer):
    sell(producer, "A", at(1))
    services.record_fulfilment(order_number="A-1", producer=producer, at=at(5))
    assert held_back(Cutoffs(at(5))) == {producer.pk: 95_000}
    assert held_back(Cutoffs(at(5) + datetime.timedelta(seconds=1))) == {}


def test_a_producers_own_cutoff_comes_before_the_markets(producer):
    other = factories.make_producer()
    for number, who in (("A", producer), ("B", other)):
        sell(who, number, at(1))
        services.record_fulfilment(order_number=f"{number}-1", producer=who, at=at(5))
    cutoffs = Cutoffs(at(4), {other.pk: at(6)})
    assert held_back(cutoffs) == {producer.pk: 95_000}
    assert payable(cutoffs) == {producer.pk: 0, other.pk: 95_000}
    assert payable(cutoffs, [other.pk]) == {other.pk: 95_000}
    assert held_back(cutoffs, [other.pk]) == {}


def test_an_order_that_leaves_its_producer_owing_is_not_held_back(producer):
    sell(producer, "K", at(1))
    services.post_cash_collected(
        producer=producer,
        order_number="K-1",
        purchase_number="K",
        reference="K-1/1",
        amount=100_000,
        carrier="",
    )
    assert held_back(Cutoffs(at(2))) == {}
    assert payable(Cutoffs(at(2))) == {producer.pk: -5_000}


def test_the_tax_return_sums_a_month_and_takes_returns_off():
    first = factories.make_producer("A Hợp tác xã")
    second = factories.make_producer("B Hộ kinh doanh")
    for number, who, when in (
        ("A", first, midnight(JUNE)),
        ("B", second, at(15)),
        ("C", second, at(16)),
        ("D", second, midnight(JUNE) - datetime.timedelta(seconds=1)),
        ("E", second, midnight(datetime.date(2026, 7, 1))),
    ):
        sell(who, number, when, withheld_vat=1_000, withheld_income=500)
    rows = tax_return(datetime.date(2026, 6, 20))
    assert [row.producer for row in rows] == [first, second]
    assert [(row.revenue, row.vat, row.income) for row in rows] == [
        (100_000, 1_000, 500),
        (200_000, 2_000, 1_000),
    ]
    assert [row.total for row in rows] == [1_500, 3_000]
    parts = [RefundPart("1", 50_000)]
    services.post_refund(order_number="B-1", reference="R", parts=parts)
    this_month = tax_return(timezone.localdate())
    assert [(row.revenue, row.vat, row.income) for row in this_month] == [(-50_000, -500, -250)]


def test_a_transaction_is_found_by_each_of_its_references_alone(producer):
    factories.make_sale(producer, "AB12")
    factories.make_sale(producer, "AB13")
    assert {row.purchase_number for row in find("AB12")} == {"AB12"}
    assert [row.order_number for row in find(" AB12-1 ")] == ["AB12-1"]
    assert [row.source_reference for row in find("FTAB12")] == ["FTAB12"]
    assert list(find("AB1")) == []


def test_entries_of_a_sale_stand_in_one_column_each(producer):
    sell(
        producer,
        "A",
        at(3),
        discount_producer=10_000,
        commission_vat=500,
        withheld_vat=900,
        withheld_income=450,
    )
    (movement,) = statement(producer, JUNE).movements
    assert movement.columns == {
        "goods": 100_000,
        "delivery": 0,
        "discount": -10_000,
        "commission": -5_500,
        "tax": -1_350,
        "moved": 0,
        "other": 0,
    }
    assert movement.amount == 83_150
    assert Entry.objects.filter(account=account_of(producer)).count() == 6


def test_tax_return_nets_what_came_back(producer):
    sold(producer, "A", price=1_000_000, days_ago=None, withheld_vat=10_000, withheld_income=5_000)
    sold(factories.make_producer("Công ty"), "B", days_ago=None)
    services.post_refund(order_number="A-1", reference="R", parts=[RefundPart("1", 400_000)])
    (row,) = tax_return(timezone.localdate())
    assert (row.producer, row.revenue, row.vat, row.income, row.total) == (
        producer,
        620_000,
        6_000,
        3_000,
        9_000,
    )
