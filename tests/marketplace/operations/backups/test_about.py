"""A backup says what it is of, and what this version cannot hold is refused."""

import contextlib
import sqlite3

import pytest
from django.db import connection
from django.db.models import Sum

from marketplace.ledger.models import Account, Entry
from marketplace.operations.backups import BackupRefused, about
from tests.factories import make_accountant, make_product, make_sale

pytestmark = pytest.mark.django_db


def ask(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_counts_and_sums_are_those_of_the_database(producer):
    make_product(producer)
    make_sale(producer)
    make_accountant()
    facts = about.about_of(ask)
    assert facts["counts"]["catalogue.Product"] == 1
    assert facts["counts"]["ledger.Entry"] == Entry.objects.count() > 0
    sums = dict(
        Account.objects.values_list("kind").annotate(s=Sum("entries__amount")).order_by("kind")
    )
    assert facts["ledger"] == {kind: amount for kind, amount in sums.items() if amount is not None}
    assert sum(facts["ledger"].values()) == 0
    assert ["operations", "0001_initial"] in facts["migrations"]
    assert facts["version"] == about.version()


def test_tables_that_an_older_market_lacks_are_left_out():
    assert about.counts(ask, {"accounts_user"}).keys() == {"accounts.User"}
    assert about.ledger(ask, {"accounts_user"}) == {}


def of_here(**changes) -> dict:
    return {**about.about_of(ask), **changes}


def test_what_is_of_this_version_or_an_older_one_is_taken():
    about.refuse_foreign(of_here())
    about.refuse_foreign(of_here(migrations=of_here()["migrations"][:-30]))
    about.refuse_foreign(of_here(migrations=[["an_app_that_went", "0001_initial"]]))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"format": 2, "version": "9.1"}, "of a newer form .version 9.1"),
        (
            {"migrations": [["ledger", "0099_later"]]},
            "of a newer market .*1 of its migrations are not known here, ledger.0099_later",
        ),
        ({"vendor": "oracle"}, "holds a database of oracle"),
    ],
)
def test_what_is_newer_or_foreign_is_refused(changes, why):
    with pytest.raises(BackupRefused, match=why):
        about.refuse_foreign(of_here(**changes))


def test_a_revision_is_read_from_what_the_installation_wrote(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    assert about.revision() == ""
    (tmp_path / "REVISION").write_text("abc123\n")
    assert about.revision() == "abc123"


def test_what_waits_is_counted(settings, tmp_path):
    path = tmp_path / "older.sqlite3"
    settings.BACKUP_DATABASE_URL = f"sqlite:///{path}"
    with contextlib.closing(sqlite3.connect(path)) as older, older:
        older.execute("CREATE TABLE django_migrations (id integer, app text, name text)")
        rows = ask(about.APPLIED)
        older.executemany("INSERT INTO django_migrations VALUES (1, ?, ?)", rows)
    assert about.waiting_migrations() == 0
    with contextlib.closing(sqlite3.connect(path)) as older, older:
        older.execute("DELETE FROM django_migrations WHERE app = 'operations'")
    assert about.waiting_migrations() == 1
