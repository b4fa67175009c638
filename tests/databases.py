"""The kept test database, and a copy of it for processes and threads that commit.

Migrations take more than a minute, on either engine, and change once a week. So the migrated
database is kept between runs under a fingerprint of what migrates it; while that is the same
nothing is migrated at all, and when it changes the database is made anew. On SQLite it begins
with the kept empty market, as the shop's own does; on PostgreSQL with what the same migrations
made when they were frozen, and from the beginning when they are others.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import management
from django.db import connections
from django.db.backends.base.creation import TEST_DATABASE_PREFIX
from django.test.utils import setup_databases

from marketplace.demo import empty_market
from tests.source import empty_postgresql

ROOT = Path(__file__).parent.parent
KEPT = ROOT / ".cache"


def fingerprint() -> str:
    """Name what migrates a database: our migrations and their data, the libraries', the apps."""
    digest = sha256(" ".join(settings.INSTALLED_APPS).encode())
    files = [ROOT / "requirements.txt"]
    for app in ("catalogue", "cms", "marketplace"):
        for folder in sorted((ROOT / app).rglob("migrations")):
            files += sorted(folder.glob("*.py"))
            files += sorted(each for each in folder.parent.glob("data/*") if each.is_file())
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def make_anew(connection: Any) -> None:
    """Put an empty database into the place of the one that a connection leads to."""
    database = str(connection.settings_dict["NAME"])
    connection.close()
    if connection.vendor == "sqlite":
        for ending in ("", "-wal", "-shm"):
            Path(database + ending).unlink(missing_ok=True)
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{database}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{database}"')


def mark_of(connection: Any) -> Path:
    """Where the fingerprint of what migrated a database is written when that is done."""
    database = str(connection.settings_dict["NAME"])
    return KEPT / f"migrated-{sha256(database.encode()).hexdigest()[:12]}"


def bring_up(connection: Any, now: str, migrate: Callable[[], None]) -> None:
    """Migrate a test database, made anew, unless it is what `now` migrates.

    The mark goes first and comes last: what a run that was ended has left is never called whole.
    """
    mark = mark_of(connection)
    has_tables = bool(connection.introspection.table_names())
    if has_tables and mark.exists() and mark.read_text() == now:
        return
    mark.unlink(missing_ok=True)
    if has_tables:
        make_anew(connection)
    empty_market.begin(connection)
    empty_postgresql.begin(connection, now)
    migrate()
    mark.write_text(now)


@pytest.fixture(scope="session")
def migrated_once() -> Iterator[None]:
    """Migrate the test database only when what migrates it has changed."""
    now, run = fingerprint(), management.call_command

    def call(name: str, *args: Any, **options: Any) -> None:
        if name != "migrate":
            run(name, *args, **options)
            return
        connection = connections[options["database"]]
        bring_up(connection, now, lambda: run(name, *args, **options))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(management, "call_command", call)
        yield


def lead_to_test_database(connection: Any) -> None:
    """Set the test database up where no test of the run asked for it.

    pytest-django (4.14) does so only for the databases that marks and fixtures of the chosen tests
    name: a race run alone would otherwise copy the installation's own database.
    """
    name, wanted = str(connection.settings_dict["NAME"]), connection.settings_dict["TEST"]["NAME"]
    if not name.startswith(TEST_DATABASE_PREFIX) and name != wanted:
        setup_databases(
            verbosity=0, interactive=False, aliases=["default"], keepdb=True, serialized_aliases=[]
        )


@pytest.fixture
def own_database(django_db_setup, django_db_blocker, tmp_path):
    """A copy of the migrated test database that other processes may write to."""
    from django.db import connection

    with django_db_blocker.unblock():
        lead_to_test_database(connection)
    name = settings.DATABASES["default"]["NAME"]
    if connection.vendor == "sqlite":
        connection.close()
        target = tmp_path / "race.sqlite3"
        # Not the file alone: what was written last may still stand in the log beside it.
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as source:
            source.execute("VACUUM INTO ?", [str(target)])
        yield f"sqlite:///{target}"
        return
    parts = connection.settings_dict
    address = f"postgres://{parts['USER']}:{parts['PASSWORD']}@{parts['HOST'] or '127.0.0.1'}:{parts['PORT'] or 5432}"
    import psycopg

    connection.close()
    template = name if str(name).startswith("test_") else f"test_{name}"
    own = f"{template}_race"
    with psycopg.connect(f"{address}/postgres", autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{own}" WITH (FORCE)')
        # A pooler keeps connections that nobody uses, and a template may have none.
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [template]
        )
        admin.execute(f'CREATE DATABASE "{own}" TEMPLATE "{template}"')
        yield f"{address}/{own}"
        admin.execute(f'DROP DATABASE "{own}" WITH (FORCE)')
