"""The cache that processes share, and one of this process for the time that it is away.

Redis that is refused, silent, full or read-only costs one call TIMEOUT_SECONDS; from then on
this process uses memory of its own and no page waits again: a thread beside the pages tries
every WATCH_SECONDS whether a value can be written. What is kept meanwhile is small and
forgotten when Redis is back, so counts of limits hold for each process alone, and pages and
answers are computed more often. Their keys name the state that they show: nothing old is read.
"""

import logging
import threading
import time
from typing import Any

import redis
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.retry import Retry

from marketplace.frame.sentinels import Pool

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 0.25
WATCH_SECONDS = 1.0
ENTRIES_BESIDE = 5000
PATIENCE: dict[str, Any] = {
    "socket_timeout": TIMEOUT_SECONDS,
    "socket_connect_timeout": TIMEOUT_SECONDS,
    "retry": Retry(NoBackoff(), 0),  # the library's own tries three times
}


class Line:
    """Whether the server of an address answers, as this process knows."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.is_up = True
        self.lock = threading.Lock()
        self.watcher: threading.Thread | None = None
        self.beside: dict[int, LocMemCache] = {}  # by the number of entries that it may hold

    def is_usable(self) -> bool:
        """Tell whether to ask the server; touches no network."""
        if not self.is_up and not (self.watcher and self.watcher.is_alive()):
            self.watch()  # a process that was forked off has no thread of its parent's
        return self.is_up

    def lose(self, error: Exception) -> None:
        """Note that a call failed: nobody asks until a value can be written again."""
        with self.lock:
            if not self.is_up:
                return
            self.is_up = False
        logger.warning("the shared cache is away: %s", type(error).__name__)
        for memory in self.beside.values():
            memory.clear()  # what an outage before left there is old
        self.watch()

    def watch(self) -> None:
        with self.lock:
            if self.is_up or (self.watcher and self.watcher.is_alive()):
                return
            self.watcher = threading.Thread(target=self.wait, daemon=True, name="cache-watch")
            self.watcher.start()

    def wait(self) -> None:
        while not self.answers():
            time.sleep(WATCH_SECONDS)
        self.is_up = True
        logger.warning("the shared cache is back")

    def answers(self) -> bool:
        """Tell whether the server takes a value now; waits at most for its timeouts."""
        client = redis.Redis(connection_pool=Pool.from_url(self.address, **PATIENCE))
        try:
            return bool(client.set("cache-watch", "1", ex=60))
        except redis.RedisError:
            return False
        finally:
            client.connection_pool.disconnect()


_lines: dict[str, Line] = {}
_lines_lock = threading.Lock()


def line_to(address: str) -> Line:
    """Give the one line of this process to an address: each thread has a cache of its own."""
    with _lines_lock:
        return _lines.setdefault(address, Line(address))


class SharedCache(RedisCache):
    """Django's Redis cache; while the server is away, memory of this process.

    OPTIONS: ENTRIES_BESIDE bounds that memory; what else stands there is for the client.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = dict(params.get("OPTIONS", {}))
        entries = options.pop("ENTRIES_BESIDE", ENTRIES_BESIDE)
        how = {"pool_class": Pool, **PATIENCE, **options}
        super().__init__(server, {**params, "OPTIONS": how})
        self._servers = [server]  # Django would take sentinels for servers, a comma between them
        self.line = line_to(server)
        memory = LocMemCache(
            f"beside-{server}-{entries}", {**params, "OPTIONS": {"MAX_ENTRIES": entries}}
        )
        self.beside = self.line.beside.setdefault(entries, memory)

    def _ask(self, name: str, *args: Any, **kwargs: Any) -> Any:
        if self.line.is_usable():
            try:
                return getattr(super(), name)(*args, **kwargs)
            except redis.RedisError as error:
                self.line.lose(error)
        return getattr(self.beside, name)(*args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return self._ask("add", *args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._ask("set", *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return self._ask("touch", *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return self._ask("delete", *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> dict:
        return self._ask("get_many", *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return self._ask("has_key", *args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> int:
        return self._ask("incr", *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> list:
        return self._ask("set_many", *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._ask("delete_many", *args, **kwargs)

    def clear(self) -> None:
        self.beside.clear()
        return self._ask("clear")

    def answers(self) -> bool:
        """Tell whether the shared server takes a value: for /readyz."""
        return self.line.is_usable() and self.line.answers()
