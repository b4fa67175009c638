"""Redis restarted, killed and handed over by a sentinel while people read and buy."""

import urllib.error
import urllib.request

import pytest

from tests.services.clusters import Server
from tests.services.markets import Market, market, stock, traffic
from tests.services.programs import Program, wait_until
from tests.services.redis_servers import (
    NAME,
    client_of,
    one_redis,
    pages_in,
    role_of,
    watched_redis,
)


@pytest.fixture(scope="module")
def server():
    with one_redis() as server:
        yield server


@pytest.fixture(scope="module")
def goods(primary: Server) -> list[tuple[int, str]]:
    """What several markets on one database sell."""
    return stock({"DATABASE_URL": primary.address()})


@pytest.fixture(scope="module")
def shop(primary: Server, server: Program, goods):
    env = {"DATABASE_URL": primary.address(), "REDIS_URL": f"redis://127.0.0.1:{server.port}/3"}
    with market(env, goods=goods, workers=2, beside=("worker", "clock")) as shop:
        warm(shop)
        yield shop


def warm(shop: Market) -> None:
    for _pk, address in shop.goods * 2:
        assert shop.ask(address)[0] == 200


def cache_is_well(shop: Market) -> bool:
    """Several processes serve: it has to be told by all that answer."""
    return all(shop.ready()["cache"] for _ in range(6))


def pages_kept(shop: Market, server: Program) -> bool:
    warm(shop)
    return sum(1 for _ in client_of(server, 3).scan_iter("*page-*", count=1000)) >= len(shop.goods)


def test_a_restart_under_traffic_costs_nobody_a_page(shop, server, primary):
    wait_until(lambda: pages_kept(shop, server), 30, "kept pages")
    with traffic(shop, buyers=1, readers=3) as seen:
        wait_until(lambda: seen.answers[200] > 20, 60, "pages before")
        server.end()
        server.start()
        at = seen.answers[200]
        wait_until(lambda: seen.answers[200] > at + 30, 90, "pages after")
    assert (seen.errors(), seen.failed) == (0, [])
    wait_until(lambda: cache_is_well(shop), 30, "readyz")
    wait_until(lambda: pages_kept(shop, server), 30, "kept pages")


def test_killed_and_away_the_market_goes_on_and_comes_back_by_itself(shop, server, primary):
    with traffic(shop, buyers=1, readers=3) as seen:
        wait_until(lambda: seen.answers[200] > 20, 60, "pages before")
        server.kill()
        at = seen.answers[200]
        wait_until(lambda: seen.answers[200] > at + 40, 90, "pages without it")
        told = shop.ready()
        assert (told["status"], told["cache"], told["database"]) == ("degraded", False, True)
        server.start()
        wait_until(lambda: cache_is_well(shop), 30, "readyz")
    assert (seen.errors(), seen.failed) == (0, [])
    wait_until(lambda: pages_kept(shop, server), 30, "kept pages")
    bought = {row[0] for row in primary.sql("SELECT number FROM purchases_purchase")}
    assert set(seen.bought) <= bought
    waiting = "SELECT COUNT(*) FROM purchases_mailmessage WHERE sent_at IS NULL"
    wait_until(lambda: primary.sql(waiting) == [(0,)], 60, "mails that wait")


def test_it_hangs_and_pages_do_not(shop, server):
    server.freeze()
    try:
        with traffic(shop, buyers=1, readers=2) as seen:
            wait_until(lambda: seen.answers[200] > 30, 90, "pages while it hangs")
        assert (seen.errors(), seen.failed) == (0, [])
    finally:
        server.thaw()
    wait_until(lambda: cache_is_well(shop), 30, "readyz")


def test_limits_hold_again_after_their_counts_were_lost(primary, server):
    env = {"DATABASE_URL": primary.address(), "REDIS_URL": f"redis://127.0.0.1:{server.port}/4"}
    with market(env | {"RATE_LIMITS": "on"}, goods=[], threads=2) as shop:
        assert wait_until(lambda: post(shop) == 429, 60, "the limit") < 60
        server.end()
        server.start()
        wait_until(lambda: cache_is_well(shop), 30, "readyz")
        statuses = {post(shop)}
        wait_until(lambda: statuses.add(post(shop)) or 429 in statuses, 60, "the limit again")
        assert not {status for status in statuses if status >= 500}


def post(shop: Market) -> int:
    """Ask for something that has a limit: what people type while they search."""
    request = urllib.request.Request(
        f"{shop.site}/en/basket/add/1/", b"quantity=1", {"Origin": shop.site}
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_a_sentinel_hands_over_to_the_replica_and_pages_follow(primary, goods):
    with watched_redis() as (servers, sentinel):
        master, replica = servers
        wait_until(
            lambda: client_of(replica).info("replication").get("master_link_status") == "up",
            30,
            "the replica",
        )
        address = f"redis+sentinel://127.0.0.1:{sentinel.port}/{NAME}/0"
        env = {"DATABASE_URL": primary.address(), "REDIS_URL": address}
        wait_until(
            lambda: client_of(sentinel).execute_command("SENTINEL REPLICAS", NAME), 30, "sentinel"
        )
        with market(env, goods=goods, workers=2) as shop:
            wait_until(lambda: warm(shop) or pages_in(master) >= 3, 30, "pages at the master")
            with traffic(shop, buyers=1, readers=3) as seen:
                wait_until(lambda: seen.answers[200] > 20, 60, "pages before")
                master.kill()
                took = wait_until(lambda: role_of(replica) == "master", 30, "the hand-over")
                wait_until(lambda: cache_is_well(shop), 30, "readyz")
                at = seen.answers[200]
                wait_until(lambda: seen.answers[200] > at + 20, 60, "pages after")
            print(f"handed over after {took:.1f} s; {sum(seen.answers.values())} pages")
            assert (seen.errors(), seen.failed) == (0, [])
            client_of(replica).flushall()
            wait_until(lambda: warm(shop) or pages_in(replica) >= 3, 30, "pages at the new master")
