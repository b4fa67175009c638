"""What the database itself holds of the books: terms stay as they were added."""

import datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from marketplace.ledger import guards
from marketplace.ledger.checks import find_faults
from marketplace.ledger.models import CommissionRule, PayoutTerm, TaxRate

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
@pytest.mark.parametrize("table", guards.TERMS)
def test_postgresql_does_not_empty_the_tables_of_terms(terms, table):
    run("SET CONSTRAINTS ALL IMMEDIATE")  # else what is pending refuses it first
    with pytest.raises(DatabaseError, match="only grows"):
        run(f"TRUNCATE {table}")


def test_terms_are_still_added_under_the_guards(terms):
    count = PayoutTerm.objects.count()
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    PayoutTerm.objects.create(valid_from=tomorrow, holding_days=3)
    CommissionRule.objects.create(rate=300, valid_from=tomorrow)
    assert PayoutTerm.objects.count() == count + 1


def test_a_missing_guard_of_terms_is_seen_and_can_be_put_back(terms):
    guards.remove(tables=guards.TERMS)
    gone = guards.missing()
    assert {name for name in gone if "payoutterm" in name}
    assert [fault.values["name"] for fault in find_faults() if fault.code == "trigger"] == gone
    for _twice in range(2):
        guards.install()
    assert guards.missing() == []
    with pytest.raises(DatabaseError, match="only grows"):
        run("DELETE FROM ledger_payoutterm")
