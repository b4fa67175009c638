"""Record every page of a market, and compare two records: before and after a refactoring.

    VAR_DIR=DIR manage.py migrate && VAR_DIR=DIR manage.py demo    once: a market to look at
    python -m tests.audit.pages settle --market DIR                once: its pictures in all sizes
    python -m tests.audit.pages record FILE --market DIR           crawl it; some minutes
    python -m tests.audit.pages record FILE --market DIR --like BEFORE    ask for the same again
    python -m tests.audit.pages compare BEFORE AFTER
    python -m tests.audit.pages check BEFORE --market DIR --only basket,checkout,/origin/

The market is copied, its clock and its dice stand still, and every request is rolled back:
two records of the same code are equal. Recorded are, for each role and language: status,
redirect, headers, words, links, forms, fields, and the queries; forms are sent empty and as
they stand; purchases are made; the mails of the outbox are written out.

`compare` fails on any difference in these; more queries fail, fewer are told, static files
and the white space between inline elements are told. `--only` takes beginnings of names of
views, of addresses (with a slash), "mail:" and "flow".
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

from tests.audit import comparing, frozen


def repeat(like: list[dict], visitors, is_wanted, say) -> list[dict]:
    """Ask again for what another record has asked for."""
    from tests.audit.addresses import post
    from tests.audit.asking import ask

    entries = []
    for number, entry in enumerate(like, 1):
        if entry["role"] not in visitors or not is_wanted(SimpleNamespace(**entry)):
            continue
        visitor = visitors[entry["role"]]
        if entry["method"] == "GET":
            entries.append(ask(visitor, "GET", entry["address"])[1])
        else:
            entries += post(visitor, entry["address"], entry.get("data") or {})
        if number % 500 == 0:
            say(f"{number} of {len(like)}")
    return entries


def record(market: Path, like: list[dict] | None, only: str) -> list[dict]:
    """Look at the whole market, or again at what `like` has of it."""
    start = time.perf_counter()

    def say(text: str) -> None:
        print(f"[{time.perf_counter() - start:6.1f} s] {text}", file=sys.stderr, flush=True)

    folder = frozen.freeze(market)
    from tests.audit import addresses, flows, mails, visitors

    try:
        visitors.make_missing_people()
        people = {role: visitors.visitor_of(role) for role in visitors.ROLES}
        is_wanted = comparing.wanted(only)
        say("The market stands")
        if like is None:
            entries = addresses.crawl_all(people, say)
        else:
            entries = repeat(like, people, is_wanted, say)
        walked = {e["role"] for e in like or [] if e["role"].startswith("flow") and chosen(e, only)}
        if like is None or walked:
            entries += flows.walk_all(people, folder, walked or None)
        entries += mails.write_all(is_wanted)
        say(f"{len(entries)} answers")
        return [entry for entry in entries if chosen(entry, only)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def settle(market: Path) -> None:
    """Let every page of Wagtail make its pictures' sizes, and keep them in the market."""
    folder = frozen.freeze(market)
    from wagtail.models import Page

    from tests.audit.visitors import STRANGER, visitor_of

    client = visitor_of(STRANGER).client
    for page in Page.objects.live().order_by("pk"):
        if page.url:
            print(client.get(page.url).status_code, page.url)
    from django.db import connection

    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    database = market / "market.sqlite3"
    database.unlink()
    frozen.copy_database(folder / "market.sqlite3", database)
    frozen.link_tree(folder / "media", market / "media")
    shutil.rmtree(folder, ignore_errors=True)


def chosen(entry: dict, only: str) -> bool:
    """Tell whether an entry is asked for by `--only`; a flow also by its name."""
    is_named = any(word and entry["role"].startswith(word) for word in only.split(","))
    thing = SimpleNamespace(view=entry["view"], address=entry["address"].split(" ")[-1])
    return is_named or comparing.wanted(only)(thing)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.audit.pages")
    commands = parser.add_subparsers(dest="command", required=True)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--only", default="", help="views, /addresses/, mail:, flow")
    common.add_argument("--examples", type=int, default=2, help="of each kind of difference")
    common.add_argument("--market", type=Path, default=Path(os.environ.get("AUDIT_MARKET", "var")))
    common.add_argument("--mail", action="store_true", help="only the mails of the outbox")
    one = commands.add_parser("record", parents=[common])
    one.add_argument("file", type=Path)
    one.add_argument("--like", type=Path, help="a record whose addresses are asked again")
    two = commands.add_parser("compare", parents=[common])
    two.add_argument("before", type=Path)
    two.add_argument("after", type=Path)
    commands.add_parser("settle", parents=[common])
    both = commands.add_parser("check", parents=[common])
    both.add_argument("before", type=Path)
    asked = parser.parse_args()
    only = "mail:" if asked.mail else asked.only
    if asked.command == "record":
        frozen.same_hashes()
        like = comparing.load(asked.like) if asked.like else None
        comparing.save(asked.file, record(asked.market, like, only))
        return 0
    if asked.command == "settle":
        frozen.same_hashes()
        settle(asked.market)
        return 0
    before = comparing.load(asked.before)
    if asked.command == "check":
        frozen.same_hashes()
        after = record(asked.market, before, only)
        kept = Path(tempfile.gettempdir()) / "audit-last.json"
        comparing.save(kept, after)
    else:
        after = [entry for entry in comparing.load(asked.after) if chosen(entry, only)]
    return comparing.compare([e for e in before if chosen(e, only)], after, asked.examples)


if __name__ == "__main__":
    sys.exit(main())
