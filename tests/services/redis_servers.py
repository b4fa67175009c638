"""Redis servers of our own, and the sentinel that watches two of them."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import redis

from tests.services.programs import Program, folder_of, free_port, give, running

USER = "nobody"
NAME = "market"
SENTINEL = """
port {port}
bind 127.0.0.1
dir {folder}
sentinel monitor {name} 127.0.0.1 {master} 1
sentinel down-after-milliseconds {name} 1000
sentinel failover-timeout {name} 5000
"""


def redis_server(folder: Path, *options: str) -> Program:
    """Prepare a Redis that keeps nothing on disk: what it knew is gone with it."""
    port = free_port()
    return Program(
        *("redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""),
        *("--dir", folder, *options),
        port=port,
        folder=folder,
        user=USER,
    )


@contextmanager
def one_redis() -> Iterator[Program]:
    with folder_of(USER) as folder, running(redis_server(folder)) as server:
        yield server


@contextmanager
def watched_redis() -> Iterator[tuple[list[Program], Program]]:
    """Start a master, its replica and a sentinel: ([both servers], the sentinel)."""
    with folder_of(USER) as folder, ExitStack() as stack:
        master = stack.enter_context(running(redis_server(folder)))
        follows = ("--replicaof", f"127.0.0.1 {master.port}", "--repl-diskless-sync-delay", "0")
        replica = stack.enter_context(running(redis_server(folder, *follows)))
        port = free_port()
        settings = folder / "sentinel.conf"
        settings.write_text(
            SENTINEL.format(port=port, folder=folder, name=NAME, master=master.port)
        )
        give(folder, USER)
        program = ("redis-server", settings, "--sentinel")
        watcher = Program(*program, port=port, folder=folder, user=USER)
        yield [master, replica], stack.enter_context(running(watcher))


def client_of(server: Program, database: int = 0) -> redis.Redis:
    return redis.Redis(port=server.port, db=database, socket_timeout=2)


def role_of(server: Program) -> str:
    try:
        return client_of(server).info("replication")["role"]
    except redis.RedisError:
        return ""


def pages_in(server: Program) -> int:
    """Count the kept pages that a server holds."""
    return sum(1 for _ in client_of(server).scan_iter("*page-*", count=1000))
