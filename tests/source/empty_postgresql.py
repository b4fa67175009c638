"""What the migrations make of an empty PostgreSQL database, kept for the tests as its SQL.

    python -m tests.source.empty_postgresql    make it anew (`make freeze` does, where a server is)

A market on PostgreSQL is always migrated from the beginning. So are its tests once migrations,
data or libraries are others than those that made the file (by their fingerprint, beside it);
while they are the same the tests begin with what the same migrations made before.
"""

import json
import lzma
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.source.empty_market import OWN, digest_of, migrate

DATA = Path(__file__).parent.parent / "data"
FILE, STATED = DATA / "empty_postgresql.xz", DATA / "empty_postgresql.json"
SERVER = os.environ.get("PG_URL", "postgres://postgres@127.0.0.1:5432/postgres").rpartition("/")[0]
DUMP = ("pg_dump", "--no-owner", "--no-privileges", "--inserts", "--rows-per-insert=500")


def stated() -> dict[str, str]:
    return json.loads(STATED.read_text(encoding="utf-8")) if STATED.exists() else {}


@contextmanager
def own_database(name: str) -> Iterator[str]:
    """Give the address of an empty database, which is gone afterwards."""
    with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{SERVER}/{name}"
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def sql_of(address: str) -> str:
    """Write a database as SQL that any client runs: without psql's own commands and remarks."""
    said = subprocess.run([*DUMP, address], check=True, capture_output=True, text=True).stdout
    return "".join(line for line in said.splitlines(keepends=True) if line[:1] != "\\")


def run(sql: str, **server: Any) -> None:
    """Fill an empty database, on a connection of its own: the SQL sets what it likes there."""
    with psycopg.connect(autocommit=True, **server) as connection:
        connection.execute(sql.encode())


def begin(connection: Any, now: str) -> bool:
    """Fill an empty PostgreSQL database with the file, if it is what `now` makes; tell whether."""
    if connection.vendor != "postgresql" or stated().get("made by") != now:
        return False
    parts = connection.get_connection_params()
    server = {
        name: parts[name]
        for name in ("dbname", "user", "password", "host", "port")
        if name in parts
    }
    run(lzma.decompress(FILE.read_bytes()).decode(), **server)
    return True


def migrated(name: str) -> str:
    """Migrate an empty database from the beginning; give what it is then, without keys."""
    with own_database(name) as address, tempfile.TemporaryDirectory() as folder:
        migrate(address, Path(folder))
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"DELETE FROM {OWN}")
        return sql_of(address)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    from tests.databases import fingerprint

    try:
        psycopg.connect(f"{SERVER}/postgres").close()
    except psycopg.OperationalError:
        print(f"No PostgreSQL at {SERVER}: its tests migrate from the beginning (PG_URL).")
        return
    FILE.write_bytes(
        lzma.compress(migrated("market_frozen").encode(), preset=9 | lzma.PRESET_EXTREME)
    )
    now = {"made by": fingerprint(), "file": digest_of(FILE)}
    STATED.write_text(json.dumps(now, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
