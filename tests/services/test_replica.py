"""A streaming replica: strangers read from it, nobody misses what they wrote, its loss hurts none."""

import re
import time

import pytest

from tests.bench.scale import Browser
from tests.services import clusters
from tests.services.clusters import Server
from tests.services.markets import Market, market, traffic
from tests.services.programs import wait_until

LIST = "/vi/products/"


@pytest.fixture(scope="module")
def replica(primary: Server):
    settings = ("hot_standby_feedback=on", "log_statement=all")  # what it was asked is counted
    with clusters.replica_of(primary, *settings) as server:
        yield server


@pytest.fixture(scope="module")
def shop(primary: Server, replica: Server):
    """Two threads a process, no kept pages: every page asks a database."""
    env = {"DATABASE_URL": primary.address(), "PAGE_CACHE": "0"}
    with market(env | {"REPLICA_URL": replica.address()}, threads=2, beside=("clock",)) as shop:
        wait_until(lambda: reads(shop, replica), 30, "pages read from the replica")
        yield shop


def reads(shop: Market, server: Server) -> bool:
    """Ask for a list; tell whether a server was asked for its goods, by its log.

    Its figures would come late: a connection tells them when it is used again.
    """
    before = asked_for_goods(server)
    for turn in range(3):
        assert shop.ask(f"{LIST}?price_max={int(time.time() * 1000) + turn}")[0] == 200
    assert shop.ask(shop.goods[0][1])[0] == 200
    return asked_for_goods(server) > before


def asked_for_goods(server: Server) -> int:
    return server.log.read_text(errors="replace").count(' FROM "catalogue_')


def caught_up(primary: Server, replica: Server) -> bool:
    place = primary.sql("SELECT pg_current_wal_lsn()")[0][0]
    return bool(replica.sql(f"SELECT pg_last_wal_replay_lsn() >= '{place}'")[0][0])


def in_basket(page: str) -> str:
    found = re.search(r"data-basket-count[^>]*>(\d+)<", page)
    return found[1] if found else "0"


def test_a_buyer_sees_their_purchase_at_once_while_the_replica_stands_still(shop, primary, replica):
    wait_until(lambda: caught_up(primary, replica), 20, "the replica")
    replica.sql("SELECT pg_wal_replay_pause()")
    try:
        browser = Browser(shop.site)
        pk, address = shop.goods[0]
        browser.open(f"/en/basket/add/{pk}/", {"quantity": "1"})
        assert in_basket(browser.open(LIST)[1]) == "1"
        number = Browser(shop.site).buy(str(pk))
        assert number
        assert primary.sql(
            f"SELECT COUNT(*) FROM purchases_purchase WHERE number = '{number}'"
        ) == [(1,)]
        assert replica.sql(
            f"SELECT COUNT(*) FROM purchases_purchase WHERE number = '{number}'"
        ) == [(0,)]
        assert shop.ask(address)[0] == 200
        assert browser.failed == []
    finally:
        replica.sql("SELECT pg_wal_replay_resume()")


def test_a_price_is_never_an_old_one(shop, primary, replica):
    """Strangers stop reading from a replica that has not what the primary had a moment ago."""
    pk, address = shop.goods[1]
    replica.sql("SELECT pg_wal_replay_pause()")
    try:
        primary.sql(f"UPDATE catalogue_product SET price = 333000 WHERE id = {pk}")
        primary.sql(f"UPDATE partner_stockrecord SET price = 333000 WHERE product_id = {pk}")

        def shows_the_new_price() -> bool:
            return "333.000" in shop.ask(address)[1]

        assert wait_until(shows_the_new_price, 10, "the new price") < 10
    finally:
        replica.sql("SELECT pg_wal_replay_resume()")
    wait_until(lambda: caught_up(primary, replica) and reads(shop, replica), 40, "the replica")


def test_a_lagging_replica_is_told_and_pages_go_on(shop, primary, replica):
    assert shop.ready()["replica"] is True
    replica.sql("SELECT pg_wal_replay_pause()")
    try:
        primary.sql("CREATE TABLE filler AS SELECT repeat('x', 900) FROM generate_series(1, 30000)")
        wait_until(lambda: shop.ready()["replica"] is False, 15, "readyz")
        told = shop.ready()
        assert (told["status"], told["database"]) == ("degraded", True)
        time.sleep(6)  # what it had when a page was last asked for is no moment ago any more
        assert not reads(shop, replica)
    finally:
        replica.sql("SELECT pg_wal_replay_resume()")
        primary.sql("DROP TABLE filler")
    wait_until(lambda: shop.ready()["replica"] is True, 60, "readyz is well again")


def test_a_replica_killed_under_traffic_costs_nobody_a_page(shop, primary, replica):
    with traffic(shop, buyers=1, readers=3) as seen:
        wait_until(lambda: seen.answers[200] > 20, 60, "pages before")
        replica.kill()
        at = seen.answers[200]
        wait_until(lambda: seen.answers[200] > at + 40, 60, "pages without it")
        assert shop.ready()["replica"] is False
        replica.start()
        at = seen.answers[200]
        wait_until(lambda: seen.answers[200] > at + 20, 60, "pages after")
    assert (seen.errors(), seen.failed) == (0, [])
    wait_until(lambda: shop.ready()["replica"] is True, 60, "readyz is well again")
    wait_until(lambda: reads(shop, replica), 60, "pages read from the replica again")


def test_the_primary_away_strangers_still_read_from_the_replica(shop, primary, replica):
    wait_until(lambda: reads(shop, replica), 60, "pages read from the replica")
    primary.kill()
    try:
        assert [shop.ask(address)[0] for _pk, address in shop.goods] == [200] * 3
        assert shop.ask("/readyz")[0] == 503
    finally:
        primary.start()
    wait_until(lambda: shop.ask("/readyz")[0] == 200, 60, "the primary")
    assert shop.buy()
