"""What two must not do at once one does, while the other waits."""

import os
import subprocess
import sys
import time
from typing import TextIO

import pytest
from django.conf import settings
from django.db import connection, connections

from marketplace.frame.alone import alone, number_of
from tests.databases import own_database  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
LATEST = ("operations", "0001_initial")
TABLES = ("operations_beat", "operations_finding")


@pytest.fixture
def not_yet_migrated(own_database, django_db_blocker):  # noqa: F811
    """A database in which one app has yet to be migrated; give its address."""
    import environ

    other = connections["default"].copy()
    other.settings_dict = {**other.settings_dict, **environ.Env.db_url_config(own_database)}
    with other.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"DROP TABLE {table}")
        cursor.execute("DELETE FROM django_migrations WHERE app = %s", [LATEST[0]])
    yield own_database, other
    other.close()


# Two that start at once, made of one that has read the code: each reads the database by itself.
STARTS = """
import os, sys
import django; django.setup()
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
MigrationLoader(None)  # reads the files of all migrations
for out in map(int, sys.argv[1:]):
    if os.fork() == 0:
        os.dup2(out, 1)
        os.closerange(3, 100)
        try:
            call_command("migrate", interactive=False)
            sys.stdout.flush()
            os._exit(0)
        finally:
            os._exit(1)
os.closerange(3, 100)
sys.exit(max(os.waitstatus_to_exitcode(os.wait()[1]) for _ in sys.argv[1:]))
"""


def start_two(address: str) -> tuple[subprocess.Popen, list[TextIO]]:
    """Migrate a database in two processes; give who waits for both, and what each says."""
    ends = [os.pipe() for _ in range(2)]
    outs = [write for _read, write in ends]
    process = subprocess.Popen(
        [sys.executable, "-c", STARTS, *map(str, outs)],
        cwd=settings.BASE_DIR,
        env=os.environ
        | {
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "marketplace.settings",
            "PYTHONUNBUFFERED": "1",
        },
        pass_fds=outs,
    )
    for out in outs:
        os.close(out)
    return process, [os.fdopen(read) for read, _write in ends]


def test_two_starts_at_once_migrate_once(not_yet_migrated, monkeypatch):
    """Both wait for a third; then one makes the tables and the other finds nothing to do."""
    address, other = not_yet_migrated
    monkeypatch.setitem(connections["default"].settings_dict, "NAME", other.settings_dict["NAME"])
    with alone("migrate", wait=pytest.fail):
        both, spoken = start_two(address)
        for words in spoken:
            assert "waiting for it" in words.readline()
    said = [words.read() for words in spoken]
    assert both.wait(timeout=300) == 0, said
    assert sorted(text.count("Applying operations.0001_initial... OK") for text in said) == [0, 1]


def test_names_are_locks_of_their_own():
    assert number_of("migrate") != number_of("demo")
    assert 0 <= number_of("migrate") < 2**63
    with alone("one", wait=pytest.fail), alone("another", wait=pytest.fail):
        pass


def test_a_lock_ends_with_an_error_of_who_holds_it():
    with pytest.raises(KeyError), alone("migrate", wait=pytest.fail):
        raise KeyError
    with alone("migrate", wait=pytest.fail):
        pass


@pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite's file")
def test_a_database_in_memory_is_nobody_elses(monkeypatch):
    monkeypatch.setitem(connections["default"].settings_dict, "NAME", ":memory:")
    before = time.monotonic()
    with alone("migrate", wait=pytest.fail), alone("migrate", wait=pytest.fail):
        pass
    assert time.monotonic() - before < 5
