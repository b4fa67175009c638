"""The ledger at a million rows on PostgreSQL: python -m tests.bench.ledger_bench

100 000 sales of ten entries each, over two years and 200 producers, the busiest with a tenth of
them. Written by SQL with the balance trigger put off and the books checked after. Times are
medians of 20 in this process, the database's caches warm; the first (cold for this connection)
stands beside them.
"""

import datetime
import json
import os
import statistics
import time
from collections.abc import Callable

from tests.bench.bench import POSTGRES

NAME = "bench_ledger"
SALES, PRODUCERS, DAYS = 100_000, 200, 730
os.environ["DATABASE_URL"] = f"{POSTGRES}/{NAME}"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")

# One producer in ten draws takes the sale: the busiest; the rest share.
FILL = """
ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_balanced;
INSERT INTO ledger_transaction (kind, source_kind, source_reference, amount, producer_id,
    order_number, purchase_number, note, booked_at)
SELECT 'sale', 'order', 'B' || n || '-1', 100000 + n % 50000,
    (SELECT min(id) FROM producers_producer)
        + CASE WHEN n % 10 = 0 THEN 0 ELSE n % {producers} END,
    'B' || n || '-1', 'B' || n, '', now() - interval '{days} days' * (1 - n / {sales}.0)
FROM generate_series(1, {sales}) n;
INSERT INTO ledger_entry (transaction_id, account_id, code, amount, booked_at)
SELECT t.id, a.id, part.code, part.sign * (CASE WHEN part.of_total THEN t.amount ELSE part.fix END),
    t.booked_at
FROM ledger_transaction t
CROSS JOIN (VALUES
    ('buyer:bench', 'owed', -1, true, 0), ('producer', 'sale', 1, true, 0),
    ('producer', 'commission', -1, false, 5000), ('platform:commission', 'commission', 1, false, 5000),
    ('producer', 'commission_vat', -1, false, 400), ('tax:commission_vat', 'commission_vat', 1, false, 400),
    ('producer', 'withheld_vat', -1, false, 1000), ('tax:withheld_vat', 'withheld_vat', 1, false, 1000),
    ('producer', 'withheld_income', -1, false, 500), ('tax:withheld_income', 'withheld_income', 1, false, 500)
) AS part(account, code, sign, of_total, fix)
JOIN ledger_account a ON a.key = CASE WHEN part.account = 'producer'
    THEN 'producer:' || t.producer_id ELSE part.account END
ORDER BY t.id;
INSERT INTO ledger_fulfilment (order_number, producer_id, delivered_at)
SELECT order_number, producer_id, booked_at + interval '3 days' FROM ledger_transaction;
ALTER TABLE ledger_entry ENABLE TRIGGER ledger_entry_balanced;
"""


def prepare() -> float:
    """Make and fill the database if it is not there; give the seconds that took."""
    import psycopg

    with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as admin:
        if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone() is None:
            admin.execute(f"CREATE DATABASE {NAME}")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from marketplace.ledger.models import Entry
    from marketplace.ledger.services import accounts_for, producer_key
    from tests import factories

    call_command("migrate", verbosity=0)
    start = time.monotonic()
    if Entry.objects.exists():
        return 0.0
    makers = [factories.make_producer(kind="household") for _ in range(PRODUCERS)]
    accounts_for(
        [producer_key(maker) for maker in makers]
        + ["buyer:bench", "platform:commission", "tax:commission_vat", "tax:withheld_vat"]
        + ["tax:withheld_income"]
    )
    with connection.cursor() as cursor:
        for statement in FILL.format(sales=SALES, producers=PRODUCERS, days=DAYS).split(";\n"):
            if statement.strip():
                cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE ledger_entry")
        cursor.execute("VACUUM ANALYZE ledger_transaction")
        cursor.execute("VACUUM ANALYZE ledger_fulfilment")
    return time.monotonic() - start


def times(call: Callable[[], object], rounds: int = 20) -> dict[str, float]:
    """Give the first and the median milliseconds of a call."""
    seconds = []
    for _round in range(rounds):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return {
        "first_ms": round(seconds[0] * 1000, 1),
        "median_ms": round(statistics.median(seconds) * 1000, 1),
    }


def main() -> dict:
    made = prepare()
    from django.utils import timezone

    from marketplace.finance import queries as desk
    from marketplace.ledger import checks, payout_terms, statements
    from marketplace.ledger.models import Account, Entry, Snapshot
    from marketplace.ledger.queries import balance, payable, statement, tax_return
    from marketplace.producers.models import Producer

    busiest = Producer.objects.order_by("pk").first()
    own = Account.objects.get(key=f"producer:{busiest.pk}")
    commission = Account.objects.get(key="platform:commission")
    today = timezone.localdate()
    month = (today.replace(day=1) - datetime.timedelta(days=1)).replace(day=1)
    cutoff = payout_terms.cutoffs_at(timezone.now())
    Snapshot.objects.all().delete()
    figures: dict[str, object] = {
        "entries": Entry.objects.count(),
        "entries of the busiest producer": Entry.objects.filter(account=own).count(),
        "entries of the commission account": Entry.objects.filter(account=commission).count(),
        "movements in its month": len(statement(busiest, month).movements),
        "filled in seconds": round(made, 1),
        "balance of the busiest producer": times(lambda: balance(own)),
        "balance of the commission account": times(lambda: balance(commission)),
        "statement of a month": times(lambda: statement(busiest, month)),
        "statement as PDF": times(lambda: statements.statement_pdf(statement(busiest, month)), 3),
        "statement as XLSX": times(lambda: statements.statement_xlsx(statement(busiest, month)), 3),
        "due to one producer": times(lambda: payable(cutoff, [busiest.pk])),
        "due to all producers": times(lambda: payable(cutoff), 5),
        "tax return of a month": times(lambda: tax_return(month), 5),
        "dashboard's figures": times(lambda: desk.figures(today), 5),
        "nightly check": times(lambda: checks.find_faults(), 1),
        "faults": [fault.in_english() for fault in checks.find_faults()],
    }
    checks.take_snapshots()
    figures["with monthly snapshots"] = {
        "balance of the busiest producer": times(lambda: balance(own)),
        "balance of the commission account": times(lambda: balance(commission)),
        "statement of this month": times(lambda: statement(busiest, today)),
    }
    return figures


if __name__ == "__main__":
    print(json.dumps(main(), indent=1, ensure_ascii=False))
