"""A table of 4,000 certificates: read, handed over, entered by a second officer.

    .venv/bin/python -m tests.bench.decisions_bench [--rows 4000]

The file is an XLSX of 40 decisions, each row a new rated product of one of 126 communes. The
database is SQLite, made anew beside the kept ones; the bar is 30 seconds for read and entered.
"""

import argparse
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

BAR_SECONDS = 30


def content_of(count: int, communes: list[str]) -> bytes:
    from catalogue.certificates.tables.columns import COLUMNS
    from marketplace.frame.tables_out import xlsx_bytes

    keys = [column.key for column in COLUMNS]
    facts = {
        "holder_kind": "household",
        "ocop_set": "11",
        "decision_date": "31/12/2025",
        "authority": "UBND thành phố Hà Nội",
        "level": "province",
        "stars": "3",
        "score": "62,5",
    }
    rows = [
        facts
        | {
            "name": f"Chè sen số {n}",
            "holder_name": f"Hộ số {n % 700}",
            "commune": communes[n % len(communes)],
            "decision_number": f"{n // 100 + 1}/QĐ-UBND",
        }
        for n in range(count)
    ]
    return xlsx_bytes("1", keys, [[row.get(key, "") for key in keys] for row in rows])


def measure(count: int) -> tuple[float, float]:
    from django.contrib.auth.models import Group
    from django.core.management import call_command

    from catalogue.certificates.confirming import decide_proposal
    from catalogue.certificates.models import Certificate
    from catalogue.certificates.tables.services import hand_over, read_decisions
    from catalogue.places.models import Commune
    from marketplace.accounts.models import User
    from marketplace.accounts.officers import OFFICERS

    call_command("migrate", verbosity=0)
    officers, _ = Group.objects.get_or_create(name=OFFICERS)
    first, second = (User.objects.create_user(f"{n}@example.vn", None) for n in (1, 2))
    officers.user_set.add(first, second)
    hanoi = Commune.objects.of_today().filter(province__code="01").order_by("code")
    content = content_of(count, list(hanoi.values_list("code", flat=True)))
    start = time.perf_counter()
    table = read_decisions(name="qd.xlsx", content=content, by=first)
    read = time.perf_counter() - start
    hand_over(proposal=table, by=first)
    start = time.perf_counter()
    decide_proposal(proposal=table, agrees=True, by=second)
    assert Certificate.objects.count() == count, table.facts
    return read, time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=4_000)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        os.environ |= {
            "DATABASE_URL": f"sqlite:///{Path(folder) / 'bench.sqlite3'}",
            "DJANGO_SETTINGS_MODULE": "marketplace.settings",
            "VAR_DIR": folder,
        }
        import django

        django.setup()
        read, entered = measure(options.rows)
    print(f"{options.rows} rows: read {read:.1f} s, entered {entered:.1f} s")
    sys.exit(0 if read + entered < BAR_SECONDS else 1)


if __name__ == "__main__":
    main()
