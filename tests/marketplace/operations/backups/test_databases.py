"""The database is copied as it is at one moment, and a copy takes its place."""

import contextlib
import sqlite3
import threading

import psycopg
import pytest
from django.db import connection

from marketplace.operations.backups import BackupRefused, databases

on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite's file")
on_postgres = pytest.mark.skipif(connection.vendor != "postgresql", reason="of PostgreSQL")


def quiet(share: float) -> None:
    pass


@pytest.fixture
def database(tmp_path, settings):
    """A database of its own with a table of notes; give a way to change it."""
    if connection.vendor == "sqlite":
        settings.BACKUP_DATABASE_URL = f"sqlite:///{tmp_path / 'market.sqlite3'}"

        @contextlib.contextmanager
        def reached():
            with contextlib.closing(sqlite3.connect(tmp_path / "market.sqlite3")) as one, one:
                one.execute("PRAGMA journal_mode = WAL")
                yield one

        with reached() as one:
            one.execute("CREATE TABLE note (text)")
        yield reached
        return
    parts = connection.settings_dict
    server = (
        f"postgres://{parts['USER']}:{parts['PASSWORD']}@{parts['HOST']}:{parts['PORT'] or 5432}"
    )
    own = f"{parts['NAME']}_backup"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{own}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{own}"')
        settings.BACKUP_DATABASE_URL = f"{server}/{own}"
        with psycopg.connect(f"{server}/{own}") as one:
            one.execute("CREATE TABLE note (text text)")
        yield lambda: psycopg.connect(f"{server}/{own}")
        admin.execute(f'DROP DATABASE "{own}" WITH (FORCE)')


def notes(database) -> list[str]:
    with database() as one:
        return [text for (text,) in one.execute("SELECT text FROM note ORDER BY text")]


def write(database, text: str) -> None:
    with database() as one:
        one.execute(f"INSERT INTO note VALUES ('{text}')")


def test_a_copy_takes_the_place_of_what_came_after_it(database, tmp_path):
    write(database, "before")
    with databases.copied(tmp_path, quiet) as copy:
        write(database, "meanwhile")  # who works goes on
        assert copy.ask("SELECT text FROM note") == [("before",)]
    with database() as one:
        one.execute("CREATE TABLE newer (text text)")
    assert databases.tables() == {"note", "newer"}
    databases.put(copy.path)
    assert notes(database) == ["before"]
    assert databases.tables() == {"note"}


def test_what_is_written_while_a_copy_is_made_does_not_harm_it(database, tmp_path):
    write(database, "x" * 1000)
    with database() as one:
        for _ in range(12):
            one.execute("INSERT INTO note SELECT text FROM note")
    done = threading.Event()

    def keep_writing():
        while not done.is_set():
            write(database, "late")

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        with databases.copied(tmp_path, quiet) as copy:
            [(late,)] = copy.ask("SELECT count(*) FROM note WHERE text = 'late'")
    finally:
        done.set()
        writer.join()
    databases.put(copy.path)
    assert (notes(database).count("late"), len(notes(database))) == (late, late + 4096)


def test_what_is_no_copy_leaves_the_database_as_it_is(database, tmp_path):
    write(database, "before")
    with databases.copied(tmp_path, quiet) as copy:
        pass
    copy.path.write_bytes(copy.path.read_bytes()[:-200])
    with pytest.raises((BackupRefused, EOFError)):
        databases.put(copy.path)
    assert notes(database) == ["before"]


@on_sqlite
def test_the_file_before_stays_beside_the_restored_one(database, tmp_path):
    write(database, "before")
    with databases.copied(tmp_path, quiet) as copy:
        write(database, "after")
    databases.put(copy.path)
    with contextlib.closing(sqlite3.connect(tmp_path / "market.sqlite3.before-restore")) as old:
        assert old.execute("SELECT count(*) FROM note").fetchone() == (2,)


@on_sqlite
def test_a_database_in_use_is_not_replaced(database, tmp_path):
    with databases.copied(tmp_path, quiet) as copy:
        pass
    with database() as busy:
        busy.execute("INSERT INTO note VALUES ('half')")
        with pytest.raises(BackupRefused, match="The database is in use: stop the market before"):
            databases.put(copy.path)
    assert notes(database) == ["half"]


@on_sqlite
def test_a_damaged_database_is_not_backed_up(database, tmp_path):
    write(database, "x" * 50_000)
    path = tmp_path / "market.sqlite3"
    with database() as one:
        one.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(path.read_bytes())
    content[4096:8192] = b"\xff" * 4096
    path.write_bytes(content)
    with (
        pytest.raises(BackupRefused, match="The database is damaged"),
        databases.copied(tmp_path, quiet),
    ):
        pass


@on_sqlite
def test_where_there_is_no_database_none_is_made(tmp_path, settings):
    settings.BACKUP_DATABASE_URL = f"sqlite:///{tmp_path / 'none.sqlite3'}"
    assert databases.tables() == set()
    with (
        pytest.raises(BackupRefused, match="There is no database"),
        databases.copied(tmp_path, quiet),
    ):
        pass
    assert not (tmp_path / "none.sqlite3").exists()


def test_a_server_that_is_away_or_a_program_that_is_missing_is_told(settings, monkeypatch):
    settings.BACKUP_DATABASE_URL = "postgres://nobody:secret@127.0.0.1:1/none"
    with pytest.raises(BackupRefused, match="PostgreSQL does not let us in") as refusal:
        databases.tables()
    assert "secret" not in str(refusal.value)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(BackupRefused, match="pg_dump is not installed"):
        databases.run(["pg_dump"])


@on_postgres
def test_what_a_program_of_postgresql_says_is_told(database, tmp_path):
    (tmp_path / "database").write_bytes(b"no dump")
    with pytest.raises(BackupRefused, match="pg_restore failed: pg_restore: error: input file"):
        databases.put(tmp_path / "database")


def test_no_secret_stands_in_a_command_line(settings):
    settings.BACKUP_DATABASE_URL = "postgres://u:p%40ss@db:5433/market?sslmode=require"
    assert databases.place() == {
        "PGHOST": "db",
        "PGPORT": "5433",
        "PGUSER": "u",
        "PGPASSWORD": "p@ss",
        "PGDATABASE": "market",
        "PGSSLMODE": "require",
    }
