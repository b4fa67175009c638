"""What the database itself holds of the books: terms and payouts stay, what is uneven never commits."""

import datetime
import sqlite3
from functools import partial

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from marketplace.ledger import guards, payouts
from marketplace.ledger.checks import find_faults
from marketplace.ledger.models import (
    Account,
    CommissionRule,
    Entry,
    PayoutBatch,
    PayoutLine,
    PayoutTerm,
    TaxRate,
)
from marketplace.ledger.models import Transaction as Posting
from tests import factories
from tests.databases import own_database  # noqa: F401

DAY = datetime.date(2026, 1, 1)


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def terms(producer):
    """Terms of each kind, in force and to come."""
    later = timezone.localdate() + datetime.timedelta(days=60)
    CommissionRule.objects.create(producer=producer, rate=400, valid_from=DAY)
    for producer_of, day in ((producer, DAY), (producer, later), (None, later)):
        PayoutTerm.objects.create(producer=producer_of, valid_from=day, holding_days=5)
    return {model: list(model.objects.order_by("pk").values()) for model in MODELS}


MODELS = {
    CommissionRule: {"rate": 0},
    TaxRate: {"rate": 0},
    PayoutTerm: {"holding_days": 0},
}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_database_refuses_to_change_or_delete_terms(terms, model):
    table, changed = model._meta.db_table, MODELS[model]
    column = next(iter(changed))
    row = model.objects.order_by("pk").last()
    setattr(row, column, 1)
    attempts = [
        lambda: run(f"UPDATE {table} SET {column} = 0"),
        lambda: run(f"UPDATE {table} SET valid_from = '2020-01-01' WHERE id = {row.pk}"),
        lambda: run(f"DELETE FROM {table}"),
        lambda: run(f"DELETE FROM {table} WHERE id = {row.pk}"),
        lambda: model.objects.update(**changed),
        lambda: model.objects.bulk_update([row], [column]),
        lambda: model.objects.all().delete(),
        row.save,
        row.delete,
    ]
    for attempt in attempts:
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            attempt()
    assert list(model.objects.order_by("pk").values()) == terms[model]


@pytest.mark.skipif("connection.vendor != 'postgresql'")
@pytest.mark.parametrize("table", [*guards.TERMS, *guards.MOVES])
def test_postgresql_does_not_empty_these_tables(terms, table):
    run("SET CONSTRAINTS ALL IMMEDIATE")  # else what is pending refuses it first
    with pytest.raises(DatabaseError, match="only grows"):
        run(f"TRUNCATE {table} CASCADE")


def test_terms_are_still_added_under_the_guards(terms):
    count = PayoutTerm.objects.count()
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    PayoutTerm.objects.create(valid_from=tomorrow, holding_days=3)
    CommissionRule.objects.create(rate=300, valid_from=tomorrow)
    assert PayoutTerm.objects.count() == count + 1


def test_a_missing_guard_of_terms_is_seen_and_can_be_put_back(terms):
    guards.remove(tables=guards.TERMS)
    gone = guards.missing()
    assert "ledger_entry_balanced" in gone
    assert {name for name in gone if "payoutterm" in name}
    assert [fault.values["name"] for fault in find_faults() if fault.code == "trigger"] == gone
    for _twice in range(2):
        guards.install()
    assert guards.missing() == []
    with pytest.raises(DatabaseError, match="only grows"):
        run("DELETE FROM ledger_payoutterm")


@pytest.fixture
def batch(producer):
    """A batch of one payout, approved; the payout has a cutoff of its own."""
    PayoutTerm.objects.create(producer=producer, valid_from=DAY, holding_days=5)
    factories.make_sale(producer)
    factories.make_bank_account(producer)
    made = payouts.propose_batch(by=factories.make_user())
    assert made.lines.get().cutoff
    return payouts.approve_batch(batch=made, by=factories.make_user())


def test_what_was_proposed_stays_and_a_payout_only_moves_on(batch):
    line = batch.lines.get()
    now = timezone.now()
    changes = [
        {"amount": 1},
        {"cutoff": None},
        {"cutoff": now},
        {"reference": "OCOPCT00000000"},
        {"account": factories.make_bank_account(factories.make_producer())},
        {"producer": factories.make_producer()},
        {"state": "proposed"},
        {"state": "dropped"},
        {"state": "approved"},
        {"state": "paid", "amount": line.amount + 1},
        {"reason": "otherwise"},
    ]
    attempts = [partial(PayoutLine.objects.update, **change) for change in changes]
    attempts += [
        partial(PayoutBatch.objects.update, **change)
        for change in (
            {"cutoff": now},
            {"number": "P1"},
            {"provider": "stripe"},
            {"proposed_by": factories.make_user()},
            {"state": "proposed"},
            {"state": "rejected"},
        )
    ]
    for verb in ("UPDATE {} SET state = 'proposed'", "DELETE FROM {}"):
        attempts += [partial(run, verb.format(table)) for table in guards.MOVES]
    for attempt in attempts:
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            attempt()
    payouts.confirm_line(line=line, by=batch.decided_by, outside_reference="FT1")
    for state in ("approved", "failed", "paid"):
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            PayoutLine.objects.update(state=state)
    for state in ("approved", "done"):
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            PayoutBatch.objects.update(state=state)
    assert PayoutLine.objects.filter(amount=line.amount, cutoff=line.cutoff, state="paid").exists()


@pytest.mark.parametrize("model", [PayoutBatch, PayoutLine], ids=lambda model: model.__name__)
def test_the_database_allows_the_moves_of_the_model(model):
    _stays, moves = guards.MOVES[model._meta.db_table]
    allowed = {
        state.value: {after.value for after in others} for state, others in model.MOVES.items()
    }
    assert {state: set(others) for state, others in moves.items()} == {
        state: others for state, others in allowed.items() if others
    }


def add_entry(posting: Posting, amount: int) -> None:
    Entry.objects.create(
        transaction=posting,
        account=Account.objects.first(),
        code="sale",
        amount=amount,
        booked_at=posting.booked_at,
    )


def commit_check() -> None:
    """Look at what a commit would look at."""
    if connection.vendor == "sqlite":
        connection.check_constraints()
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_entries_that_do_not_sum_to_zero_are_not_committed(producer):
    factories.make_sale(producer)
    posting = Posting.objects.first()
    commit_check()
    with pytest.raises(IntegrityError, match=r"sum to zero|ledger_uneven"), transaction.atomic():
        add_entry(posting, 1)
        commit_check()
    commit_check()  # what was rolled back leaves nothing behind
    with transaction.atomic():
        add_entry(posting, 1)
        add_entry(posting, -1)
    commit_check()


def test_two_postings_that_even_each_other_out_are_not_committed(producer):
    factories.make_sale(producer)
    first, second = Posting.objects.order_by("pk")[:2]
    with pytest.raises(IntegrityError), transaction.atomic():
        add_entry(first, 1)
        add_entry(second, -1)
        commit_check()


class Shell:
    """A connection of the database's own driver, as a person at a shell has it."""

    def __init__(self, address: str) -> None:
        self.is_sqlite = address.startswith("sqlite")
        if self.is_sqlite:
            self.link = sqlite3.connect(address.removeprefix("sqlite:///"), isolation_level=None)
            self.run("PRAGMA foreign_keys = ON")
        else:
            self.link = psycopg.connect(address, autocommit=True)
        self.number = 0

    def run(self, statement: str, *values):
        if not self.is_sqlite:
            statement = statement.replace("?", "%s")
        return self.link.execute(statement, values or None if not self.is_sqlite else values)

    def post(self, *amounts: int) -> None:
        """Add a posting with entries of these amounts."""
        self.number += 1
        now = "2026-11-25 10:00:00+00:00"
        (posting,) = self.run(
            "INSERT INTO ledger_transaction (kind, source_kind, source_reference, amount, "
            "order_number, purchase_number, note, booked_at) "
            "VALUES ('fee', 'shell', ?, 1, '', '', '', ?) RETURNING id",
            f"S{self.number}",
            now,
        ).fetchone()
        for amount in amounts:
            self.run(
                "INSERT INTO ledger_entry (transaction_id, account_id, code, amount, booked_at) "
                "SELECT ?, min(id), 'fee', ?, ? FROM ledger_account",
                posting,
                amount,
                now,
            )

    def count(self) -> int:
        return self.run("SELECT count(*) FROM ledger_entry").fetchone()[0]


@pytest.mark.django_db
def test_a_commit_of_any_client_is_refused_while_a_posting_is_uneven(own_database):  # noqa: F811
    shell = Shell(own_database)
    refused = (sqlite3.IntegrityError, psycopg.IntegrityError)
    shell.run(
        "INSERT INTO ledger_account (key, kind, reference) VALUES ('platform:x', 'platform', 'x')"
    )
    for uneven in ([100], [100, -99], [5, -5, 1]):
        shell.run("BEGIN")
        shell.post(*uneven)
        with pytest.raises(refused):
            shell.run("COMMIT")
        if shell.is_sqlite:  # the transaction is still open: it may be evened out or given up
            shell.run("ROLLBACK")
    assert shell.count() == 0
    shell.run("BEGIN")
    shell.post(100, -40, -60)
    shell.run("SAVEPOINT s")
    shell.post(7)
    shell.run("ROLLBACK TO SAVEPOINT s")
    shell.post(-1, 1)
    shell.run("RELEASE SAVEPOINT s")
    shell.run("COMMIT")
    assert shell.count() == 5
    with pytest.raises(refused):  # in a transaction of its own
        shell.run(
            "INSERT INTO ledger_entry (transaction_id, account_id, code, amount, booked_at) "
            "SELECT transaction_id, account_id, code, 1, booked_at FROM ledger_entry LIMIT 1"
        )
    assert shell.count() == 5
    if shell.is_sqlite:
        assert shell.run("SELECT count(*) FROM ledger_uneven").fetchone() == (0,)
    shell.link.close()
