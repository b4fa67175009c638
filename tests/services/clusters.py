"""PostgreSQL of our own: a primary with the market's tables, a streaming replica, PgBouncer.

The migrated cluster is kept in .cache under the fingerprint of what migrates it: to migrate
takes most of a minute.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.databases import fingerprint
from tests.services.programs import (
    ROOT,
    Program,
    as_user,
    folder_of,
    free_port,
    give,
    running,
    wait_until,
)

USER = "postgres"
DATABASE = "services"
POOL_SIZE = 3
POOLER = """
[databases]
* = host=127.0.0.1 port={server} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
admin_users = postgres
pool_mode = transaction
default_pool_size = {size}
max_client_conn = 200
server_reset_query_always = 0
query_wait_timeout = 20
ignore_startup_parameters = extra_float_digits
"""


def programs() -> Path:
    """Where Debian keeps the newest server's programs."""
    return sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]


def run(*command: str | Path) -> str:
    """Run one of the server's programs as its user."""
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, cwd="/", **as_user(USER)
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


class Server(Program):
    """A PostgreSQL in its folder; ended at once, as a power cut would."""

    def __init__(self, folder: Path, *settings: str) -> None:
        port = free_port()
        options = [part for setting in settings for part in ("-c", setting)]
        super().__init__(
            programs() / "postgres",
            "-D",
            folder,
            *("-p", str(port), "-k", folder, "-c", "listen_addresses=127.0.0.1"),
            *("-c", "max_connections=80", "-c", "shared_buffers=64MB"),
            *options,
            port=port,
            folder=folder,
            user=USER,
        )

    def end(self, how: signal.Signals = signal.SIGQUIT) -> None:
        super().end(how)

    def start(self) -> None:
        super().start()
        wait_until(self.takes_queries, 30, self.said())

    def takes_queries(self) -> bool:
        try:
            return self.sql("SELECT 1", database="postgres") == [(1,)]
        except psycopg.OperationalError:
            return False

    def address(self, database: str = DATABASE) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/{database}"

    def sql(self, statement: str, database: str = DATABASE) -> list[tuple]:
        with psycopg.connect(self.address(database), autocommit=True) as asked:
            answer = asked.execute(statement)
            return answer.fetchall() if answer.description else []


@contextmanager
def primary(*settings: str) -> Iterator[Server]:
    """Start a primary with an empty market in DATABASE."""
    with folder_of(USER) as folder:
        data = folder / "primary"
        shutil.copytree(kept_cluster(folder), data, dirs_exist_ok=True)
        data.chmod(0o700)
        with running(Server(give(data, USER), "wal_level=replica", *settings)) as server:
            yield server


def kept_cluster(folder: Path) -> Path:
    """Give the data of a migrated cluster; make them where what migrates has changed."""
    kept = ROOT / ".cache" / f"services-cluster-{programs().parent.name}-{fingerprint()[:16]}"
    if kept.exists():
        return kept
    for old in kept.parent.glob("services-cluster-*"):
        shutil.rmtree(old)
    data = folder / "new"
    run(programs() / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "-N")
    server = Server(data, "fsync=off")
    with running(server):
        server.sql(f"CREATE DATABASE {DATABASE}", database="postgres")
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "-v0"],
            env=os.environ | {"DATABASE_URL": server.address()},
            cwd=ROOT,
            check=True,
        )
        server.end(signal.SIGINT)
    shutil.copytree(data, kept, ignore=shutil.ignore_patterns("*.log", "postmaster.*", ".s.*"))
    return kept


@contextmanager
def replica_of(server: Server, *settings: str) -> Iterator[Server]:
    """Start a streaming replica of a server."""
    with folder_of(USER) as folder:
        data = folder / "replica"
        run(
            *(programs() / "pg_basebackup", "-h", "127.0.0.1", "-p", str(server.port)),
            *("-U", "postgres", "-R", "-X", "stream", "-c", "fast", "-D", data),
        )
        with running(Server(data, *settings)) as copy:
            yield copy


@contextmanager
def pooler_of(server: Server, size: int = POOL_SIZE) -> Iterator[Program]:
    """Start PgBouncer before a server: each transaction gets another connection."""
    with folder_of(USER) as folder:
        port = free_port()
        settings = folder / "pgbouncer.ini"
        settings.write_text(POOLER.format(server=server.port, port=port, size=size))
        give(folder, USER)
        program = Program("/usr/sbin/pgbouncer", settings, port=port, folder=folder, user=USER)
        with running(program):
            yield program
