"""Redis refused, silent or full: a process helps itself, nobody waits, and it comes back."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from marketplace.frame import health, middleware, shared_cache
from marketplace.frame.shared_cache import SharedCache, line_to
from marketplace.operations import checks
from marketplace.operations.services import beat
from tests import factories
from tests.silence import closed_port, silent_server


@contextmanager
def away(how: str) -> Iterator[int]:
    if how == "refused":
        yield closed_port()
        return
    with silent_server() as port:
        yield port


def cache_at(port: int, entries: int = 50) -> SharedCache:
    return SharedCache(f"redis://127.0.0.1:{port}/0", {"OPTIONS": {"ENTRIES_BESIDE": entries}})


class SmallRedis:
    """As much of a server as a SET and a GET need (RESP, redis.io/docs/reference/protocol-spec)."""

    def __init__(self, port: int, refusal: bytes = b"") -> None:
        import socketserver

        kept: dict[bytes, bytes] = {}
        self.kept = kept

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                while line := self.rfile.readline():
                    words = []
                    for _ in range(int(line[1:])):
                        size = int(self.rfile.readline()[1:])
                        words.append(self.rfile.read(size + 2)[:-2])
                    self.wfile.write(self.answer(words))

            def answer(self, words: list[bytes]) -> bytes:
                name = words[0].upper()
                if name == b"SET":
                    if refusal:
                        return b"-" + refusal + b"\r\n"
                    kept[words[1]] = words[2]
                    return b"+OK\r\n"
                if name == b"GET":
                    value = kept.get(words[1])
                    return b"$-1\r\n" if value is None else b"$%d\r\n%s\r\n" % (len(value), value)
                if name == b"HELLO":
                    return b"%1\r\n+proto\r\n:3\r\n"
                return b"+OK\r\n"

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = daemon_threads = True

        self.server = Server(("127.0.0.1", port), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def end(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.mark.parametrize("how", ["refused", "silent"])
def test_a_process_helps_itself_and_only_the_first_call_waits(how):
    with away(how) as port:
        cache = cache_at(port)
        start = time.monotonic()
        cache.set("a", 1)
        first = time.monotonic() - start
        assert first < 2 * shared_cache.TIMEOUT_SECONDS
        start = time.monotonic()
        assert [cache.get("a"), cache.add("a", 2), cache.add("b", 5), cache.incr("b")] == [
            1,
            False,
            True,
            6,
        ]
        assert cache.get_many(["a", "b"]) == {"a": 1, "b": 6}
        assert cache.set_many({"c": 1}) == []
        assert cache.touch("c") and cache.has_key("c") and cache.delete("c")
        cache.delete_many(["b"])
        assert cache.get_or_set("b", 7) == 7
        with pytest.raises(ValueError, match="not found"):
            cache.incr("nothing")
        assert time.monotonic() - start < 0.1
        assert cache.answers() is False


def test_threads_share_what_is_known_of_the_server():
    with silent_server() as port:
        cache_at(port).set("a", 1)
        waits = []

        def ask() -> None:
            start = time.monotonic()
            assert cache_at(port).get("a") == 1
            waits.append(time.monotonic() - start)

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(waits) == 4
        assert max(waits) < 0.1


def test_memory_beside_is_bounded():
    cache = cache_at(closed_port(), entries=50)
    for number in range(500):
        cache.set(f"key-{number}", number)
    assert len(cache.beside._cache) <= 50


def test_it_comes_back_and_nothing_old_is_read(monkeypatch):
    monkeypatch.setattr(shared_cache, "WATCH_SECONDS", 0.05)
    port = closed_port()
    cache = cache_at(port)
    cache.set("a", "of the outage")
    server = SmallRedis(port)
    try:
        for _ in range(100):
            if cache.line.is_up:
                break
            time.sleep(0.05)
        assert cache.line.is_up
        assert cache.get("a") is None
        cache.set("a", "shared")
        assert cache_at(port).get("a") == "shared"
        assert cache.answers() is True
    finally:
        server.end()
    cache.line.lose(OSError())
    assert cache.get("a") is None  # neither the outage before nor the server


def test_a_server_that_takes_nothing_is_away():
    port = closed_port()
    server = SmallRedis(port, refusal=b"OOM command not allowed when used memory > 'maxmemory'")
    try:
        cache = cache_at(port)
        cache.set("a", 1)
        assert cache.get("a") == 1
        assert not cache.line.is_up
        assert line_to(cache.line.address).answers() is False
    finally:
        server.end()


@pytest.fixture(params=["refused", "silent"])
def without_redis(request, settings):
    """The market as it is set up with Redis, and Redis is away."""
    with away(request.param) as port:
        shared = {
            "BACKEND": "marketplace.frame.shared_cache.SharedCache",
            "LOCATION": f"redis://127.0.0.1:{port}/0",
        }
        settings.CACHES = {
            "default": shared,
            "pages": {**shared, "OPTIONS": {"ENTRIES_BESIDE": 150}},
        }
        yield


def test_pages_codes_and_limits_go_on(db, client, without_redis, monkeypatch):
    product = factories.make_product()
    code = f"/P/{product.code}"
    paths = ["/vi/products/", product.get_absolute_url(), "/vi/search/suggest/?q=lo", "/vi/basket/"]
    for path in paths:
        assert client.get(path).status_code == 200
    assert client.get(code).status_code == 307
    start = time.monotonic()
    for path in paths:
        assert client.get(path).status_code == 200
    assert client.get(code).status_code == 307
    assert time.monotonic() - start < 5
    told = client.get("/readyz")
    assert (told.status_code, told.json()["status"], told.json()["cache"]) == (
        200,
        "degraded",
        False,
    )
    rates = [(n, m, p, 3) for n, m, p, _most in middleware.RATES_PER_MINUTE]
    monkeypatch.setattr(middleware, "RATES_PER_MINUTE", rates)
    answers = [client.post(f"/vi/basket/add/{product.pk}/", {"quantity": 1}) for _ in range(5)]
    assert [a.status_code for a in answers] == [302, 302, 302, 429, 429]


PARTS = {
    "database",
    "cache",
    "worker",
    "search_index",
    "clock",
    "mail",
    "tasks",
    "webhooks",
    "nightly",
    "stripe",
    "files",
    "scanner",
    "backups",
    "disk",
    "replica",
    "clocks",
}


@pytest.fixture
def well(db, monkeypatch):
    """A market whose clock goes, on a disk with room."""
    beat()
    monkeypatch.setattr(checks, "is_full", lambda folder: False)


def test_ready_says_ok_with_what_this_process_has(client, well):
    told = client.get("/readyz")
    assert (told.status_code, told.json()) == (200, {"status": "ok", **dict.fromkeys(PARTS, True)})


def test_ready_is_down_only_without_the_database(client, well, monkeypatch):
    monkeypatch.setattr(health, "database_answers", lambda: False)
    told = client.get("/readyz")
    parts = dict.fromkeys(PARTS, False) | {"cache": True}
    assert (told.status_code, told.json()) == (503, {"status": "down", **parts})
