"""Copy the database as it is at one moment, and put such a copy in its place.

SQLite by its online backup, which lets others write on; PostgreSQL by pg_dump in a snapshot, so
that what is counted beside it is counted in the very same state.
"""

import gzip
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import environ
from django.conf import settings

from marketplace.operations.backups import BackupRefused

Rows = list[tuple[Any, ...]]
Ask = Callable[[str], Rows]
PAGES = 2048  # of SQLite's, copied between two reports
WAITS = "20s"  # for others who hold a table, when a database is replaced
TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()",
}


class Copied(NamedTuple):
    """A copy of the database in a file, and a way to ask the state that it holds."""

    path: Path
    ask: Ask


def where() -> dict[str, Any]:
    """Say where the database is; a pooler is passed by through BACKUP_DATABASE_URL."""
    if settings.BACKUP_DATABASE_URL:
        return environ.Env.db_url_config(settings.BACKUP_DATABASE_URL)
    return settings.DATABASES["default"]


def vendor() -> str:
    return "sqlite" if where()["ENGINE"].endswith("sqlite3") else "postgresql"


@contextmanager
def copied(folder: Path, tell: Callable[[float], None]) -> Iterator[Copied]:
    """Copy the database into a folder. Raises BackupRefused."""
    copy = copied_sqlite if vendor() == "sqlite" else copied_postgres
    with copy(folder, tell) as made:
        yield made


def put(dump: Path) -> None:
    """Put a copy in the place of the database. Raises BackupRefused; the old one stands then."""
    if vendor() == "sqlite":
        put_sqlite(dump)
    else:
        put_postgres(dump)


def tables() -> set[str]:
    """Name the tables that are there; none where there is no database yet."""
    return {name for (name,) in asked(TABLES[vendor()])}


def asked(sql: str) -> Rows:
    """Ask the database as it is now; nothing where there is none. Raises BackupRefused."""
    if vendor() == "sqlite":
        path = Path(str(where()["NAME"]))
        if not path.exists():
            return []
        with closing(sqlite3.connect(path)) as database:
            return database.execute(sql).fetchall()
    import psycopg

    with reached() as database:
        try:
            return database.execute(sql).fetchall()
        except psycopg.Error as error:
            raise BackupRefused(f"PostgreSQL refuses: {error}".strip()) from error


# --- SQLite


@contextmanager
def copied_sqlite(folder: Path, tell: Callable[[float], None]) -> Iterator[Copied]:
    path, plain = Path(str(where()["NAME"])), folder / "copy.sqlite3"
    if not path.exists():
        raise BackupRefused(f"There is no database at {path}.")
    with closing(sqlite3.connect(path, timeout=60)) as source:
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from now on one state
        with closing(sqlite3.connect(plain)) as target:
            source.backup(
                target,
                pages=PAGES,
                progress=lambda _state, left, total: tell(1 - left / max(total, 1)),
            )
            target.execute("PRAGMA journal_mode = DELETE")
    with closing(sqlite3.connect(plain)) as copy:
        check_sqlite(copy)
        packed = folder / "database"
        with plain.open("rb") as read, gzip.open(packed, "wb", compresslevel=3) as write:
            shutil.copyfileobj(read, write)
        yield Copied(packed, lambda sql: copy.execute(sql).fetchall())


def check_sqlite(copy: sqlite3.Connection) -> None:
    try:
        [said] = copy.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        said = str(error)
    if said != "ok":
        raise BackupRefused(f"The database is damaged: {said}")


def put_sqlite(dump: Path) -> None:
    """Put a file in the place of the other, which stays beside it until the next time."""
    path = Path(str(where()["NAME"]))
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    with gzip.open(dump, "rb") as read, new.open("wb") as write:
        shutil.copyfileobj(read, write)
        write.flush()
        os.fsync(write.fileno())
    with closing(sqlite3.connect(new)) as copy:
        check_sqlite(copy)
    if path.exists():
        with closing(sqlite3.connect(path, timeout=5)) as old:
            try:  # nothing may be left in the log of the old file, which the new one would read
                [busy, *_] = old.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except sqlite3.DatabaseError:
                busy = 0
        if busy:
            new.unlink()
            raise BackupRefused("The database is in use: stop the market before.")
        path.replace(path.with_name(f"{path.name}.before-restore"))
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    new.replace(path)


# --- PostgreSQL


def place() -> dict[str, str]:
    """Say in libpq's variables where the database is: nothing of it stands in a command line."""
    found = where()
    said = {
        "PGHOST": found.get("HOST") or "",
        "PGPORT": str(found.get("PORT") or ""),
        "PGUSER": found.get("USER") or "",
        "PGPASSWORD": found.get("PASSWORD") or "",
        "PGDATABASE": found["NAME"],
        "PGSSLMODE": (found.get("OPTIONS") or {}).get("sslmode", ""),
    }
    return {name: value for name, value in said.items() if value}


def reached() -> Any:
    """Connect to PostgreSQL. Raises BackupRefused."""
    import psycopg

    names = {"PGDATABASE": "dbname", "PGSSLMODE": "sslmode"}
    given: dict[str, Any] = {
        names.get(name, name.removeprefix("PG").lower()): value for name, value in place().items()
    }
    try:
        return psycopg.connect(**given, connect_timeout=10)
    except psycopg.OperationalError as error:
        raise BackupRefused(f"PostgreSQL does not let us in: {error}".strip()) from error


def run(command: Sequence[str], **more: Any) -> None:
    """Run a program of PostgreSQL's. Raises BackupRefused with its own words."""
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command
            command, env=os.environ | place(), stderr=subprocess.PIPE, check=False, **more
        )
    except FileNotFoundError as error:
        raise BackupRefused(
            f"{command[0]} is not installed (Debian: apt install postgresql-client)."
        ) from error
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip().splitlines()
        said = next((line for line in words if "error" in line.lower()), "it said nothing")
        raise BackupRefused(f"{command[0]} failed: {said}")


@contextmanager
def copied_postgres(folder: Path, tell: Callable[[float], None]) -> Iterator[Copied]:
    import psycopg

    dump = folder / "database"
    with reached() as database:
        database.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        database.read_only = True
        [snapshot] = database.execute("SELECT pg_export_snapshot()").fetchone()
        run(
            [
                "pg_dump",
                "--format=custom",
                "--no-owner",
                "--no-privileges",
                f"--snapshot={snapshot}",
                f"--file={dump}",
            ]
        )
        tell(1)
        yield Copied(dump, lambda sql: database.execute(sql).fetchall())


def put_postgres(dump: Path) -> None:
    """Empty the database and fill it from a dump, in one transaction."""
    script = dump.with_name("database.sql")
    begin = f"SET lock_timeout = '{WAITS}';\nDROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n"
    script.write_text(begin)
    with script.open("ab") as out:
        run(["pg_restore", "--no-owner", "--no-privileges", "--file=-", str(dump)], stdout=out)
    run(
        ["psql", "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f", str(script)],
        stdout=subprocess.DEVNULL,
    )
    script.unlink()
