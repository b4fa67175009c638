"""The triggers that keep documents: which there are on each engine, and that they are seen."""

import pytest
from django.db import connection

from marketplace.aftersale import guards


def test_sqlite_refuses_change_and_removal_of_each_table():
    made = guards.triggers("sqlite")
    tables = ("aftersale_document", "aftersale_documentfile", "aftersale_documentseries")
    assert set(made) == {f"{table}_no_{verb}" for table in tables for verb in ("update", "delete")}
    for name, (table, rest) in made.items():
        verb = name.rsplit("_", 1)[1].upper()
        assert rest.startswith(f"BEFORE {verb} ON {table} ")
        assert rest.endswith(
            "BEGIN SELECT RAISE(ABORT, 'documents stay as they were issued: "
            f"{verb} of {table} is refused'); END"
        )
        counts = name == "aftersale_documentseries_no_update"
        assert (f"WHEN NOT ({guards.COUNTS_ON})" in rest) is counts


def test_postgresql_refuses_change_removal_and_emptying():
    made = guards.triggers("postgresql")
    run = "EXECUTE FUNCTION documents_refuse()"
    expected = {
        "aftersale_documentseries_stays": "BEFORE DELETE ON aftersale_documentseries "
        f"FOR EACH ROW {run}",
        "aftersale_documentseries_counts_on": "BEFORE UPDATE ON aftersale_documentseries "
        f"FOR EACH ROW WHEN (NOT ({guards.COUNTS_ON})) {run}",
    }
    for table in guards.KEPT:
        expected[f"{table}_stays"] = f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {run}"
    for table in (*guards.KEPT, guards.SERIES):
        expected[f"{table}_is_not_emptied"] = f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {run}"
    assert {name: rest for name, (_table, rest) in made.items()} == expected
    assert all(f" ON {table} " in rest for table, rest in made.values())


@pytest.mark.django_db
def test_guards_that_are_taken_away_are_missed_and_come_back():
    vendor = connection.vendor
    assert guards.missing() == []
    guards.remove()
    assert guards.missing() == sorted(guards.triggers(vendor))
    guards.remove()  # again: nothing to take
    guards.install()
    guards.install()
    assert guards.missing() == []
