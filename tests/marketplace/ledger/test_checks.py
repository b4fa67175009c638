"""The nightly look through the books: once a day, after its hour."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.utils import timezone

from marketplace.ledger import guards
from marketplace.ledger.checks import (
    CHECK_HOUR,
    check_nightly,
    find_faults,
    new_faults,
    take_snapshots,
)
from marketplace.ledger.faults import Fault
from marketplace.ledger.models import (
    Account,
    Entry,
    LedgerCheck,
    Snapshot,
    Transaction,
)
from marketplace.ledger.queries import balance
from tests import factories

sold = factories.make_sale

pytestmark = pytest.mark.django_db


def at(hour: int, minute: int = 0) -> datetime.datetime:
    zone = timezone.get_default_timezone()
    return datetime.datetime(2026, 6, 10, hour, minute, tzinfo=zone)


@pytest.mark.parametrize(
    ("moment", "is_done"),
    [
        (at(CHECK_HOUR - 1, 59), False),
        (at(0), False),
        (at(CHECK_HOUR), True),
        (at(CHECK_HOUR + 1), True),
        (at(23, 59), True),
    ],
)
def test_the_books_are_checked_after_the_hour(moment, is_done):
    with time_machine.travel(moment, tick=False):
        assert check_nightly() is is_done
    assert LedgerCheck.objects.count() == is_done


def test_they_are_checked_once_a_day():
    with time_machine.travel(at(CHECK_HOUR), tick=False):
        assert check_nightly() is True
        assert check_nightly() is False
    with time_machine.travel(at(CHECK_HOUR) + datetime.timedelta(days=1), tick=False):
        assert check_nightly() is True
    assert [check.day.day for check in LedgerCheck.objects.order_by("day")] == [10, 11]


def fault(of: str) -> Fault:
    return Fault("missing_guards", {"names": of})


def test_only_what_the_check_before_had_not_found_is_told():
    told: list[list[Fault]] = []
    look = [[fault("a")], [fault("a"), fault("b")], [fault("b")]]
    for days, faults in enumerate(look):
        with time_machine.travel(at(CHECK_HOUR) + datetime.timedelta(days=days), tick=False):
            check_nightly(lambda check, fresh: told.append(fresh), [lambda found=faults: found])
    assert told == [[fault("a")], [fault("b")]]
    first, second, _third = LedgerCheck.objects.order_by("day")
    assert new_faults(second, [fault("a"), fault("b")]) == [fault("b")]
    assert new_faults(first, [fault("a")]) == [fault("a")]


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_a_trigger_that_is_gone_is_named():
    assert guards.missing() == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        name = next(
            row[0]
            for row in cursor.fetchall()
            if any(row[0] in s for s in guards.statements("sqlite"))
        )
        cursor.execute(f'DROP TRIGGER "{name}"')
    assert guards.missing() == [name]


def test_snapshots_change_no_balance_and_a_wrong_one_is_found(producer):
    sold(producer, "A", days_ago=60)
    sold(producer, "B", days_ago=0)
    account = Account.objects.get(key=f"producer:{producer.pk}")
    assert take_snapshots(timezone.now() + datetime.timedelta(days=31)) > 0
    assert take_snapshots(timezone.now() + datetime.timedelta(days=31)) == 0
    assert balance(account) == 230_000
    assert find_faults() == []
    call_command("check_ledger")
    Snapshot.objects.filter(account=account).update(balance=1)
    assert len(find_faults()) == 1


def test_check_finds_a_transaction_that_does_not_sum_to_zero(producer):
    sold(producer, "A")
    posted = Transaction.objects.first()
    with transaction.atomic():
        entry = Entry(
            transaction=posted,
            account=Account.objects.first(),
            code="sale",
            amount=5,
            booked_at=posted.booked_at,
        )
        entry.save()
        with pytest.raises(CommandError):
            call_command("check_ledger")
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert find_faults() == []
