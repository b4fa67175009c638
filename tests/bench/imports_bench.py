"""A table of 10,000 products: read, applied, published, undone, on PostgreSQL.

    python -m tests.bench.imports_bench [--rows 10000] [--write]

The producer has six tenths of the rows already; half of the table changes price, stock and name of
those, four tenths are new products, the rest is as it is or refused. Files are XLSX with texts in
two languages and stories of 600 letters. Each step is what the task queue runs, in one process of
its own; the peak is its whole resident memory. `--write` appends the line to imports.md. The
database `ocop_imports` is made anew each time.
"""

import argparse
import datetime
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.bench import POSTGRES, VAR, empty_database

RESULTS = Path(__file__).parent / "imports.md"
FILE = VAR / "imports.xlsx"
BAR_SECONDS, BAR_MB = 60, 300
DATABASE = "ocop_imports"
STORY = "Men rạn nung ở 1.280 độ, vẽ tay từng chiếc trong xưởng của nhà bên sông Hồng. " * 8


def new_row(n: int) -> dict[str, object]:
    return {
        "title_vi": f"Bình gốm men lam vẽ tay số {n}",
        "title_en": f"Blue glazed vase number {n}",
        "summary_vi": "Vẽ tay, nung củi, mỗi chiếc một khác.",
        "summary_en": "Painted by hand, fired with wood.",
        "story_vi": STORY,
        "unit_vi": "chiếc",
        "ocop_set": "21",
        "price": f"{100 + n % 900}.000",
        "stock": str(n % 40),
        "weight_g": "1,2 kg",
    }


def changed_row(n: int, product) -> dict[str, object]:
    return {
        "code": product.code,
        "title_vi": f"{product.title_vi} mới",
        "price": str(product.price + 5000),
        "stock": str(n % 50 + 1),
    }


def xlsx(rows: list[dict[str, object]]) -> bytes:
    from marketplace.frame.tables_out import xlsx_bytes
    from marketplace.listings.imports.columns import IN_TEMPLATE

    names = [column.key for column in IN_TEMPLATE]
    return xlsx_bytes("1", names, [[row.get(name, "") for name in names] for row in rows])


def prepare(count: int) -> None:
    """Make a producer that has six tenths of the rows, and the table's file."""
    from catalogue.models import Product
    from tests import factories

    maker = factories.make_producer("Hợp tác xã lớn")
    by = factories.make_member(maker, "owner@example.vn")
    have = count * 6 // 10
    run(maker, by, xlsx([new_row(n) for n in range(have)]))
    own = list(Product.objects.filter(producer=maker).order_by("pk"))
    rows = [changed_row(n, product) for n, product in enumerate(own[: count // 2])]
    rows += [{"code": product.code, "price": str(product.price)} for product in own[count // 2 :]]
    rows = rows[: count - count * 4 // 10 - count // 20]
    rows += [{"code": f"X{n}", "price": "9"} for n in range(count // 20)]
    rows += [new_row(have + n) for n in range(count * 4 // 10)]
    FILE.write_bytes(xlsx(rows))


def run(maker, by, content: bytes) -> dict[str, float]:
    """Take a table through its life; seconds of each step."""
    from marketplace.listings.imports import batches, services

    took: dict[str, float] = {}

    def timed(name: str, step) -> None:
        start = time.perf_counter()
        step()
        took[name] = time.perf_counter() - start

    made = services.upload(producer=maker, name="a.xlsx", content=content, by=by, again=True)
    timed("read", lambda: services.read_import.func(made.pk))
    services.confirm(table=made, by=by, leaves_out=True, is_sure=True)
    timed("apply", lambda: services.apply_import.func(made.pk))
    batch = made.batch
    batches.publish(batch=batch, by=by)
    timed("publish", lambda: batches.publish_batch.func(batch.pk))
    made.refresh_from_db()
    batch.refresh_from_db()
    assert made.is_applied and batch.is_decided, (made, batch)
    print(made.counts, file=sys.stderr)
    return took


def measure() -> dict[str, float]:
    from catalogue.search.services import catch_up
    from marketplace.accounts.models import User
    from marketplace.producers.models import Producer

    catch_up()
    by = User.objects.get(email="owner@example.vn")
    processor = time.process_time()
    took = run(Producer.objects.get(), by, FILE.read_bytes())
    took["processor"] = time.process_time() - processor
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.perf_counter()
    catch_up()
    return took | {"found": time.perf_counter() - start, "peak_mb": peak}


def in_a_process(part: str, count: int) -> str:
    command = [sys.executable, "-m", __spec__.name, "--rows", str(count), "--part", part]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--part", choices=["prepare", "measure"])
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if options.part:
        import django

        django.setup()
        if options.part == "prepare":
            prepare(options.rows)
        else:
            print(json.dumps(measure()))
        return
    VAR.mkdir(parents=True, exist_ok=True)
    drop = f"DROP DATABASE IF EXISTS {DATABASE}"
    subprocess.run(["psql", "-qd", f"{POSTGRES}/postgres", "-c", drop], check=True)
    empty_database("postgres", DATABASE)
    os.environ |= {
        "DATABASE_URL": f"{POSTGRES}/{DATABASE}",
        "DJANGO_SETTINGS_MODULE": "marketplace.settings",
        "VAR_DIR": str(VAR),
    }
    in_a_process("prepare", options.rows)
    told = json.loads(in_a_process("measure", options.rows))
    whole = told["read"] + told["apply"] + told["publish"]
    held = whole < BAR_SECONDS and told["peak_mb"] < BAR_MB
    line = (
        f"| {datetime.date.today():%Y-%m-%d} | {options.rows} | {told['read']:.1f} | "
        f"{told['apply']:.1f} | {told['publish']:.1f} | {whole:.1f} | "
        f"{told['processor']:.1f} | {told['found']:.1f} | "
        f"{told['peak_mb']:.0f} | {'yes' if held else 'no'} |"
    )
    print(line)
    if options.write:
        with RESULTS.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
