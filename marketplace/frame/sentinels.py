"""Redis where sentinels watch it: they say which of its servers takes values now.

    redis+sentinel://:password@10.0.0.1:26379,10.0.0.2:26379,10.0.0.3:26379/market/0

Sentinels, one or more, the name that they know the servers by, the number of the database. The
password is that of the servers. Any other address is one server's, as Redis' library reads it.
"""

from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from redis.connection import ConnectionPool
from redis.sentinel import Sentinel, SentinelConnectionPool

SCHEME = "redis+sentinel"
PORT = 26379
OF_ANY_SERVER = ("socket_timeout", "socket_connect_timeout", "retry")


class Watched(NamedTuple):
    """What an address of sentinels says."""

    sentinels: list[tuple[str, int]]
    name: str
    database: int
    password: str | None


def read(address: str) -> Watched:
    """Take an address of sentinels apart. Raises ValueError for one that names no servers.

    >>> read("redis+sentinel://a:1,b/market/2")
    Watched(sentinels=[('a', 1), ('b', 26379)], name='market', database=2, password=None)
    """
    parts = urlsplit(address)
    secret, _at, hosts = parts.netloc.rpartition("@")
    name, _slash, database = parts.path.strip("/").partition("/")
    if not hosts or not name:
        raise ValueError(f"{SCHEME}://host:{PORT},…/name/0 is how an address of sentinels looks.")
    sentinels = [
        each.rpartition(":")[::2] if ":" in each else (each, PORT) for each in hosts.split(",")
    ]
    password = unquote(secret.partition(":")[2]) or None
    return Watched(
        [(host, int(port)) for host, port in sentinels], name, int(database or 0), password
    )


class Pool(ConnectionPool):
    """Connections to an address of either kind."""

    @classmethod
    def from_url(cls, url: str, **options: Any) -> Any:
        if not url.startswith(f"{SCHEME}:"):
            return ConnectionPool.from_url(url, **options)
        watched = read(url)
        how_asked = {name: options[name] for name in OF_ANY_SERVER if name in options}
        manager = Sentinel(watched.sentinels, sentinel_kwargs=how_asked)
        return SentinelConnectionPool(
            watched.name, manager, db=watched.database, password=watched.password, **options
        )
