"""PgBouncer in transaction mode: the market's own tests through it, and a market that sells."""

import hashlib
import os
import re
import subprocess
import sys
import threading

import psycopg
import pytest

from tests.databases import fingerprint
from tests.services import clusters
from tests.services.clusters import DATABASE, POOL_SIZE
from tests.services.markets import market, traffic
from tests.services.programs import ROOT, wait_until

# What meets the database in ways of its own: locks, races, prepared queries, lists in pieces.
MATTERS = (
    "tests/flows/test_race.py",
    "tests/flows/test_money_race.py",
    "tests/flows/test_refund_race.py",
    "tests/marketplace/purchases/test_placement.py",
    "tests/marketplace/purchases/test_mail_outbox.py",
    "tests/marketplace/frame/test_prepared.py",
    "tests/marketplace/ledger",
    "tests/catalogue/search/test_queries.py",
    "tests/catalogue/listing/test_shelf.py",
    "tests/catalogue/shop/test_product_page.py",
)
OF_SQLITE = "tests/marketplace/ledger/test_checks.py::test_a_trigger_that_is_gone_is_named"


@pytest.fixture(scope="module")
def pooler(primary):
    with clusters.pooler_of(primary) as program:
        yield program


@pytest.fixture(scope="module")
def pooled(pooler) -> dict[str, str]:
    """What a market behind the pooler is told."""
    return {
        "DATABASE_URL": f"postgres://postgres@127.0.0.1:{pooler.port}/{DATABASE}",
        "DATABASE_POOLED": "1",
    }


def test_the_tests_that_matter_hold_behind_a_pooler(primary, pooled):
    test_database = f"test_{DATABASE}"
    primary.sql(f"CREATE DATABASE {test_database} TEMPLATE {DATABASE}", database="postgres")
    mark = f"migrated-{hashlib.sha256(test_database.encode()).hexdigest()[:12]}"
    (ROOT / ".cache" / mark).write_text(fingerprint())
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *MATTERS, "--deselect", OF_SQLITE],
        env=os.environ | pooled,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    told = done.stdout[-6000:]
    assert done.returncode == 0, told
    print(told.splitlines()[-1])
    left_out = [line for line in told.splitlines() if line.startswith("SKIPPED")]
    assert left_out == []
    assert re.search(r"\d+ passed", told)


def test_a_market_behind_a_pooler_sells_and_works_off_its_queue(primary, pooled):
    with market(pooled, workers=2, beside=("worker", "clock")) as shop:
        with traffic(shop, buyers=3, readers=3) as seen:
            wait_until(lambda: len(seen.bought) >= 12, 120, "twelve purchases")
        assert (seen.errors(), seen.failed) == (0, [])
        assert "ERROR" not in shop.log()
        numbers = {row[0] for row in primary.sql("SELECT number FROM purchases_purchase")}
        assert set(seen.bought) <= numbers
        waiting = "SELECT COUNT(*) FROM purchases_mailmessage WHERE sent_at IS NULL"
        wait_until(lambda: primary.sql(waiting) == [(0,)], 60, "mails that wait")
        shop.command("check_ledger")
    connections = primary.sql(
        f"SELECT COUNT(*) FROM pg_stat_activity WHERE datname = '{DATABASE}' "
        "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    assert connections[0][0] <= POOL_SIZE


def test_without_the_setting_prepared_queries_break_behind_a_pooler(pooled):
    """The counter-test: it is DATABASE_POOLED that makes it hold."""
    failures = []

    def ask_prepared() -> None:
        try:
            with psycopg.connect(pooled["DATABASE_URL"], autocommit=True) as asked:
                for _ in range(50):
                    asked.execute("SELECT %s::int + 1", [1], prepare=True)
        except psycopg.Error as error:
            failures.append(error)

    threads = [threading.Thread(target=ask_prepared) for _ in range(2 * POOL_SIZE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures
