"""What origin costs: serials, redirects, the origin page, and its growth; ratios in one run.

    python -m tests.bench.origin_bench [--labels 1000000 --scans 10000000]

One PostgreSQL database of its own (BENCH_POSTGRES), gunicorn with two workers, wrk with four
connections as in tests.bench.bench. The page is of one unit with 50 events in its chain;
the bare view returns as many bytes, with no middleware and no database. Figures are
appended to tests/bench/origin.md.
"""

import argparse
import datetime
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.bench import POSTGRES, fetch, manage
from tests.bench.servers import ROOT, VAR, Load, gunicorn, wrk

RESULTS = Path(__file__).with_name("origin.md")
DATABASE = "bench_origin"
EVENTS = 50
FILL_LABELS = """
INSERT INTO origin_label (serial, lot_id, batch_id, state, state_note, prints, hidden_hash,
                          hidden_tries, scan_count)
SELECT 'Z' || lpad(upper(to_hex(n)), 15, '0'), %(lot)s, %(batch)s, 'activated', '', 1, '', 0, 10
FROM generate_series(1, %(count)s) AS n
"""
FILL_SCANS = """
INSERT INTO origin_scan (product_id, lot_id, label_id, hour, reader, verdict)
SELECT %(product)s, %(lot)s, %(first)s + (n %% %(labels)s),
       date_trunc('hour', now()) - (n %% 2000) * interval '1 hour', md5(n::text), 'seen'
FROM generate_series(1, %(count)s) AS n
"""


def psql(database: str, statement: str) -> None:
    command = ["psql", "-q", "-v", "ON_ERROR_STOP=1", f"{POSTGRES}/{database}", "-c", statement]
    subprocess.run(command, check=True)


def prepare(env: dict[str, str]) -> dict[str, object]:
    """Make the database and one unit with its chain; says its path, bytes and queries."""
    psql("postgres", f"DROP DATABASE IF EXISTS {DATABASE}")
    psql("postgres", f"CREATE DATABASE {DATABASE}")
    manage(env, "migrate")
    return told(env, "make")


def told(env: dict[str, str], step: str, *arguments: str) -> dict[str, object]:
    """Run a step of this module with Django set up for the database of the measurement."""
    command = [sys.executable, "-m", "tests.bench.origin_bench", "--step", step, *arguments]
    answer = subprocess.run(
        command, cwd=ROOT, env=os.environ | env, check=True, capture_output=True, text=True
    )
    return json.loads(answer.stdout.splitlines()[-1])


def make() -> dict[str, object]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from catalogue.origin.labels import services as label_services
    from catalogue.origin.lots import services
    from catalogue.origin.models import LotMaterial
    from tests import factories

    product = factories.make_product(
        factories.make_producer("Gốm", village=factories.make_village())
    )
    factories.make_certificate(product)
    day = timezone.localdate() - datetime.timedelta(days=3)
    lot = services.open_lot(product=product, quantity=1_100_000, by=None, made_on=day)
    LotMaterial.objects.create(lot=lot, name="Cao lanh", where_from="Trúc Thôn", quantity=40)
    services.release_lot(lot=lot, by=None)
    for number in range(EVENTS - 2):
        services.record_step(lot=lot, step=f"Bước {number}", note="Làm bằng tay", by=None)
    batch = label_services.mint_labels(lot=lot, count=20, by=None)  # its event is the fiftieth
    label_services.activate_labels(lot=lot)
    labels = list(batch.labels.values_list("serial", flat=True))
    code = f"/P/{product.code}/L/{lot.number}/S/"
    client = Client(HTTP_USER_AGENT="Mozilla/5.0 Mobile")
    client.get(f"/vi/origin{code}{labels[1]}")
    with CaptureQueriesContext(connection) as page:
        answer = client.get(f"/vi/origin{code}{labels[0]}")
    with CaptureQueriesContext(connection) as redirect:
        client.get(f"{code}{labels[0]}")
    forged = code + ("0" * 16)
    with CaptureQueriesContext(connection) as lie:
        client.get(forged)
        client.get(f"/vi/origin{forged}")
    assert lot.events.count() == EVENTS
    return {
        "code": f"{code}{labels[0]}",
        "bytes": len(answer.content),
        "page_queries": len(page),
        "redirect_queries": len(redirect),
        "forged_queries": len(lie),
        "product": product.pk,
        "lot": lot.pk,
        "batch": batch.pk,
    }


def mint() -> dict[str, object]:
    """Serials a second, the median of five runs of 50,000."""
    from catalogue.origin.codes import serials

    rates: dict[str, list[float]] = {"mint": [], "verify": []}
    for number in range(5):
        start = time.perf_counter()
        made = serials.mint("P/R000012", f"L-{number}", 50_000)
        middle = time.perf_counter()
        assert all(serials.is_ours("P/R000012", f"L-{number}", one) for one in made)
        rates["mint"].append(50_000 / (middle - start))
        rates["verify"].append(50_000 / (time.perf_counter() - middle))
    return {name: sorted(found)[2] for name, found in rates.items()}


def fill(arguments: list[str]) -> dict[str, object]:
    """Fill labels and scans in bulk."""
    from django.db import connection

    facts = dict(
        zip(("product", "lot", "batch", "labels", "scans"), map(int, arguments), strict=True)
    )
    with connection.cursor() as cursor:
        cursor.execute(FILL_LABELS, facts | {"count": facts["labels"]})
        cursor.execute("SELECT min(id) FROM origin_label WHERE serial LIKE 'Z%%'")
        facts["first"] = cursor.fetchone()[0]
        for _ in range(10):
            cursor.execute(FILL_SCANS, facts | {"count": facts["scans"] // 10})
        # The measured label has its share of scans, too.
        cursor.execute(
            "UPDATE origin_label SET scan_count = 10 WHERE batch_id = %s", [facts["batch"]]
        )
        cursor.execute("ANALYZE origin_label, origin_scan")
        cursor.execute("SELECT count(*) FROM origin_label")
        labels = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM origin_scan")
        return {"labels": labels, "scans": cursor.fetchone()[0]}


def measure(env: dict[str, str], facts: dict[str, object], seconds: float) -> dict[str, Load]:
    """The page, the redirect and the bare view, in turn; of each the best of three rounds."""
    found: dict[str, Load] = {}
    with gunicorn("marketplace.wsgi", env) as site, gunicorn("tests.bench.peers.bare", {}) as bare:
        for _ in range(8):  # both workers have come up and have read their templates
            fetch(f"{site}/vi/origin{facts['code']}")
        for _ in range(3):
            for name, server, path in (
                ("page", site, f"/vi/origin{facts['code']}"),
                ("redirect", site, str(facts["code"])),
                ("bare", bare, f"/{facts['bytes']}/"),
            ):
                load = wrk(server, [path], seconds)
                if name not in found or load.median_ms < found[name].median_ms:
                    found[name] = load
    return found


def row(bar: str, value: object, wanted: str, holds: bool) -> str:
    return f"| {bar} | {value} | {wanted} | {'held' if holds else 'MISSED'} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--labels", type=int, default=1_000_000)
    parser.add_argument("--scans", type=int, default=10_000_000)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--step", nargs="*")
    chosen, rest = parser.parse_known_args()
    if chosen.step:
        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
        django.setup()
        name, *arguments = [*chosen.step, *rest]
        steps = {"make": make, "mint": mint, "fill": lambda: fill(arguments)}
        print(json.dumps(steps[name]()))
        return
    VAR.mkdir(parents=True, exist_ok=True)
    env = {"DATABASE_URL": f"{POSTGRES}/{DATABASE}", "RATE_LIMITS": "off"}
    facts = prepare(env)
    rates = told(env, "mint")
    small = measure(env, facts, chosen.seconds)
    arguments = [str(facts[name]) for name in ("product", "lot", "batch")]
    sizes = told(env, "fill", *arguments, str(chosen.labels), str(chosen.scans))
    large = measure(env, facts, chosen.seconds)
    bare = min(small["bare"].median_ms, large["bare"].median_ms)
    growth = large["page"].median_ms / small["page"].median_ms
    ratio = small["page"].median_ms / bare
    assert not any(load.bad for load in (*small.values(), *large.values()))
    lines = [
        f"\n## {datetime.date.today():%Y-%m-%d}: {chosen.labels:,} labels, {chosen.scans:,} scans\n",
        f"`python -m tests.bench.origin_bench`; {os.cpu_count()} cores, two workers, four "
        f"connections, best of three rounds of {chosen.seconds:g} s in turn. Page of {facts['bytes']:,} bytes with "
        f"{EVENTS} events.\n",
        "| bar | value | wanted | |",
        "| --- | ---: | --- | --- |",
        row("serials minted a second", f"{rates['mint']:,.0f}", "≥ 50,000", rates["mint"] >= 5e4),
        row(
            "serials verified a second",
            f"{rates['verify']:,.0f}",
            "≥ 50,000",
            rates["verify"] >= 5e4,
        ),
        row(
            "queries of a forged serial", facts["forged_queries"], "0", not facts["forged_queries"]
        ),
        row(
            "queries of a redirect",
            facts["redirect_queries"],
            "≤ 2",
            facts["redirect_queries"] <= 2,
        ),
        row("queries of the page", facts["page_queries"], "≤ 10", facts["page_queries"] <= 10),
        row("page / bare view, median", f"{ratio:.1f}", "< 12", ratio < 12),
        row(
            f"page with {sizes['labels']:,} labels and {sizes['scans']:,} scans / without",
            f"{growth:.2f}",
            "< 1.2",
            growth < 1.2,
        ),
        "",
        f"Medians in ms: page {small['page'].median_ms:.2f}, then {large['page'].median_ms:.2f}; "
        f"redirect {small['redirect'].median_ms:.2f}, then {large['redirect'].median_ms:.2f}; "
        f"bare {bare:.2f}.",
    ]
    if not RESULTS.exists():
        RESULTS.write_text("# What origin costs\n")
    with RESULTS.open("a") as file:
        file.write("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
