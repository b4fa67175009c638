"""An address says whether one server is meant or sentinels are to be asked.

tests/services/test_redis.py shows it with real ones.
"""

import pytest
from redis.connection import ConnectionPool, DefaultParser
from redis.sentinel import SentinelConnectionPool

from marketplace.frame.sentinels import Pool, Watched, read


@pytest.mark.parametrize(
    ("address", "watched"),
    [
        ("redis+sentinel://a:1,b/market/2", Watched([("a", 1), ("b", 26379)], "market", 2, None)),
        ("redis+sentinel://a/m", Watched([("a", 26379)], "m", 0, None)),
        ("redis+sentinel://:p%40ss@a:5/m/0", Watched([("a", 5)], "m", 0, "p@ss")),
    ],
)
def test_sentinels_their_name_and_the_password_are_read(address, watched):
    assert read(address) == watched


@pytest.mark.parametrize("address", ["redis+sentinel://a:1", "redis+sentinel:///market/0"])
def test_an_address_without_servers_or_name_is_refused(address):
    with pytest.raises(ValueError, match="how an address of sentinels looks"):
        read(address)


def test_each_address_has_its_kind_of_pool():
    plain = Pool.from_url("redis://h:1/3", socket_timeout=1)
    assert type(plain) is ConnectionPool
    assert plain.connection_kwargs["db"] == 3
    parser = DefaultParser  # as Django's cache hands it on
    watched = Pool.from_url("redis+sentinel://:p@h:1/m/4", socket_timeout=1, parser_class=parser)
    assert type(watched) is SentinelConnectionPool
    how = watched.connection_kwargs
    assert (how["db"], how["password"], how["socket_timeout"]) == (4, "p", 1)
    asked = watched.sentinel_manager.sentinels[0].connection_pool.connection_kwargs
    assert (asked["host"], asked["port"], asked["socket_timeout"]) == ("h", 1, 1)
    assert asked["password"] is None
