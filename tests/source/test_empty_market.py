"""An empty market is kept as a file; it is what the migrations make."""

import lzma
import os
import sqlite3
from contextlib import closing

import pytest
from django.db.backends.sqlite3.base import DatabaseWrapper

from marketplace.demo import empty_market as kept
from tests.databases import fingerprint
from tests.source.empty_market import OWN, contents_of, differences, digest_of, migrate, stated


@pytest.fixture
def connection_to(tmp_path):
    """Give a function that connects to a SQLite database in a folder of the test's own."""
    made = []

    def connect(name: str) -> DatabaseWrapper:
        from django.db import connections

        settings = connections.settings["default"] | {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(tmp_path / name),
            "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL;"},
        }
        made.append(DatabaseWrapper(settings, alias="kept"))
        return made[-1]

    yield connect
    for connection in made:
        connection.close()


def test_the_file_is_the_one_that_was_made():
    assert digest_of(kept.FILE) == stated()["file"]


def test_no_installation_gets_a_key_of_another(tmp_path):
    """Keys in the file would be everybody's: it has none, each market makes its own."""
    place = tmp_path / "kept.sqlite3"
    place.write_bytes(lzma.decompress(kept.FILE.read_bytes()))
    with closing(sqlite3.connect(place)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master")]
        rows = connection.execute(f"SELECT * FROM {OWN}").fetchall() if OWN in tables else []
    assert rows == []


def test_an_empty_database_begins_with_it(connection_to, django_db_blocker):
    connection = connection_to("empty.sqlite3")
    with django_db_blocker.unblock():
        assert kept.begin(connection)
        cursor = connection.cursor()
        cursor.execute("SELECT app FROM django_migrations WHERE name = '0001_initial'")
        assert {"ledger", "wagtailcore"} <= {app for (app,) in cursor.fetchall()}


def test_what_has_a_table_is_left_alone(connection_to, tmp_path, django_db_blocker):
    connection = connection_to("used.sqlite3")
    with django_db_blocker.unblock():
        connection.cursor().execute("CREATE TABLE mine (id INTEGER)")
        assert not kept.begin(connection)
        assert connection.introspection.table_names() == ["mine"]
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith("begun")] == []


def test_other_engines_migrate_by_themselves():
    class Elsewhere:
        vendor = "postgresql"
        settings_dict = {"NAME": "market"}

    assert not kept.begin(Elsewhere())


def test_a_difference_is_named_by_its_table(tmp_path):
    one, other = tmp_path / "one.sqlite3", tmp_path / "other.sqlite3"
    for place in (one, other):
        place.write_bytes(lzma.decompress(kept.FILE.read_bytes()))
    with closing(sqlite3.connect(other)) as connection, connection:
        connection.execute("UPDATE address_country SET printable_name = ''")
        connection.execute("DELETE FROM auth_group_permissions WHERE id = 1")
        connection.execute("CREATE INDEX mine ON order_order (number)")
        connection.execute(
            "UPDATE django_migrations SET applied = '2030-01-01'"
        )  # is no difference
    assert differences(contents_of(one), contents_of(other)) == [
        "index mine",
        "rows of address_country",
        "rows of auth_group_permissions",
    ]


@pytest.mark.skipif(
    stated()["made by"] == fingerprint() and "EMPTY_MARKET" not in os.environ,
    reason="the same migrations, data and libraries made the kept file (EMPTY_MARKET=1 compares)",
)
def test_migrations_make_what_it_holds(tmp_path):
    """All migrations on an empty database, and those that came since on the kept one."""
    (tmp_path / "anew").mkdir()
    (tmp_path / "kept").mkdir()
    anew, brought_up = tmp_path / "anew" / "a.sqlite3", tmp_path / "kept" / "a.sqlite3"
    brought_up.write_bytes(lzma.decompress(kept.FILE.read_bytes()))
    for database in (anew, brought_up):
        migrate(f"sqlite:///{database}", database.parent)
    assert differences(contents_of(anew), contents_of(brought_up)) == []
