"""Let one process at a time do what two must not do at once, such as migrate; the others wait.

On PostgreSQL an advisory lock, held by a transaction, so that it works behind a pooler of
transactions, too; it ends with the connection. On SQLite a lock on a file beside the database,
which the kernel lets go of when the process ends. Nothing is left to clean up after a kill.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from django.db import connections

Say = Callable[[str], None]


def number_of(name: str) -> int:
    """Give the lock of a name as PostgreSQL counts locks: 63 bits of a hash."""
    return int.from_bytes(sha256(f"alone: {name}".encode()).digest()[:8], "big") >> 1


@contextmanager
def alone(name: str, *, using: str = "default", wait: Say) -> Iterator[None]:
    """Hold the lock of a name; `wait` is told once when another process holds it."""
    connection = connections[using]
    if connection.vendor == "postgresql":
        yield from held_in_postgres(name, using, wait)
        return
    path = Path(str(connection.settings_dict["NAME"]))
    if not path.parent.is_dir() or path.name.startswith((":memory:", "file:")):
        yield
        return
    with path.with_name(f"{path.name}.{name}-lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            wait(f"Another process is at it ({name}); waiting for it.")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def held_in_postgres(name: str, using: str, wait: Say) -> Iterator[None]:
    """Hold it by a connection of its own, whose transaction lasts as long."""
    holder = connections[using].copy()
    number = number_of(name)
    try:
        holder.set_autocommit(False)
        with holder.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
            if cursor.fetchone() == (False,):
                wait(f"Another process is at it ({name}); waiting for it.")
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
        yield
    finally:
        holder.close()
