"""What a change makes pages cost: two commits, one market, the same requests in turn.

    python -m tests.bench.paired BEFORE            this tree as it stands, against a commit
    python -m tests.bench.paired BEFORE AFTER      two commits; twice the same one is the noise
    python -m tests.bench.paired BEFORE --only "village; home"     these; nothing is written

A process of each tree (tests/bench/trees.py) answers the same addresses, one process at a time
and each first in every second turn. Compared is the CPU time of the processes: where others
work on the machine a run takes longer, but both sides cost the same more.
"""

import argparse
import datetime
import json
import os
import platform
import re
import statistics
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

from tests.bench.bench import PASSWORD, WORDS, listing_paths
from tests.bench.trees import FOLDER, Tree, markets_of, name_of, tree_of

RESULTS = Path(__file__).with_name("paired.md")
SIDE = Path(__file__).with_name("paired_side.py")
STRANGER, BUYER, SELLER = "stranger", "buyer", "seller"
KEPT = ("home", "listing", "listing, three filters", "product", "village", "story", "producer")
BAR = 1.05  # what a change may make a page cost, against before
TURNS = 10  # the two sides of a pair take turns: what slows the machine down slows both


@dataclass(frozen=True)
class Page:
    """A kind of page: who asks for it, and for which addresses."""

    name: str
    visitor: str
    addresses: list[str]


@dataclass(frozen=True)
class Cost:
    """What a page costs: (before, after) of queries and ms a request, the ratio of each pair."""

    page: str
    queries: tuple[float, ...]
    ms: tuple[float, ...]
    ratios: tuple[float, ...]

    @property
    def ratio(self) -> float:
        return statistics.median(self.ratios)

    def row(self) -> str:
        cells = [f"{number:.3g}" for number in self.queries]
        cells += [f"{number:.2f}" for number in self.ms]
        cells += [f"{number:.3f}" for number in (self.ratio, min(self.ratios), max(self.ratios))]
        return f"| {self.page} | {' | '.join(cells)} | {'dearer' if self.ratio > BAR else ''} |"


class Side:
    """A process of one tree on its market; paired_side.py says what it can be told."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def tell(self, order: str, *arguments: object) -> Any:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps([order, *arguments]) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"A process ended at {order} {arguments}; see {FOLDER}/sides.log")
        return json.loads(answer)

    def read(self, visitor: str, address: str) -> str:
        answer = self.tell("ask", visitor, address)
        if answer["status"] != 200:
            raise RuntimeError(f"{address} answers {answer['status']} to the {visitor}")
        return answer["text"]

    def links(self, visitor: str, address: str, pattern: str) -> list[str]:
        """The addresses on a page that match, each once, in their order."""
        found = re.findall(rf'(?:href|action)="({pattern})"', self.read(visitor, address))
        if not found:
            raise RuntimeError(f"{address} has no link like {pattern}")
        return list(dict.fromkeys(found))


@contextmanager
def started(tree: Tree, market: Path, page_cache: str) -> Iterator[Side]:
    """Start a side, sign its seller in and fill its buyer's basket; end it and only it."""
    with (FOLDER / "sides.log").open("a") as log:
        process = subprocess.Popen(
            [tree.python, "-P", SIDE],  # -P: imports come from the tree, not from beside the file
            cwd=tree.folder,
            env=tree.environment(market) | {"PAGE_CACHE": page_cache},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            side = Side(process)
            answers = {"login": "nha-gom@example.vn", "password": PASSWORD}
            side.tell("ask", SELLER, "/vi/account/login/", answers)
            for product in side.links(STRANGER, "/vi/products/?stock=1", r"/vi/[^\"]*_\d+/")[:3]:
                address = side.links(STRANGER, product, r"/vi/basket/add/\d+/")[0]
                side.tell("ask", BUYER, address, {"quantity": "1"})
            yield side
        finally:
            process.communicate(timeout=20)  # it ends when nothing more can be told


def pages_of(side: Side) -> list[Page]:
    """The pages to ask for, found as a visitor finds them."""
    products = side.links(STRANGER, "/vi/products/?sort=newest", r"/vi/products/[^\"?]+_\d+/")
    lot = side.links(SELLER, "/vi/sell/lots/?state=released", r"/vi/sell/lots/\d+/")[0]
    code = re.search(r"/P/\w+/L/[\w-]+", side.read(SELLER, lot))
    if code is None:
        raise RuntimeError(f"{lot} does not show the lot's code")
    orders = side.links(SELLER, "/vi/sell/", r"/vi/sell/orders/[^\"]+/")
    return [
        Page("home", STRANGER, ["/vi/"]),
        Page("listing", STRANGER, ["/vi/products/"]),
        Page("listing, three filters", STRANGER, listing_paths(Random(1), 20)),
        Page("search", STRANGER, [f"/vi/products/?q={quote(word)}" for word in WORDS]),
        Page("product", STRANGER, products[:20]),
        Page("village", STRANGER, ["/vi/villages/bat-trang/"]),
        Page("story", STRANGER, side.links(STRANGER, "/vi/stories/", r"/vi/stories/[\w-]+/")),
        Page("producer", STRANGER, ["/vi/producers/bat-trang-1/"]),
        Page("origin of a lot", STRANGER, [f"/vi/origin{code[0]}"]),
        Page("basket, three rows", BUYER, ["/vi/basket/"]),
        Page("checkout, first step", BUYER, ["/vi/checkout/"]),
        Page("seller's orders", SELLER, ["/vi/sell/"]),
        Page("seller's order", SELLER, orders[:5]),
        Page("sign in", STRANGER, ["/vi/account/login/"]),
    ]


def cost_of(page: Page, sides: list[Side], pairs: int, seconds: float) -> Cost:
    """Ask both sides for a page in turn, until each pair has its seconds of CPU a side."""
    asked = page.visitor, page.addresses
    queries = []
    for side in sides:
        side.tell("spend", *asked, 2)  # afterwards it remembers what it can
        answers = [side.tell("ask", page.visitor, address) for address in page.addresses]
        queries.append(statistics.mean(answer["queries"] for answer in answers))
        side.tell("settle")
    probe = max(2, 40 // len(page.addresses))
    quicker = min(side.tell("spend", *asked, probe) for side in sides)
    rounds = max(1, round(1.1 * seconds / TURNS * probe / quicker))
    spent = [[0.0] * pairs, [0.0] * pairs]
    for pair in range(pairs):
        for turn in range(TURNS):
            for which in (0, 1) if turn % 2 else (1, 0):
                spent[which][pair] += sides[which].tell("spend", *asked, rounds)
    requests = TURNS * rounds * len(page.addresses)
    return Cost(
        page.name,
        tuple(queries),
        tuple(statistics.median(each) * 1000 / requests for each in spent),
        tuple(after / before for before, after in zip(*spent, strict=True)),
    )


def compare(trees: list[Tree], options: argparse.Namespace) -> dict[str, list[Cost]]:
    """The costs with the page cache off, and with it on of the pages that it keeps."""
    markets = markets_of(trees[0], trees[1], options.products)
    only = [name.strip() for name in options.only.split(";") if name.strip()]
    found: dict[str, list[Cost]] = {}
    for page_cache in ("off", "on"):
        print(f"Page cache {page_cache}", flush=True)
        found[page_cache] = []
        with ExitStack() as stack:
            pairs = zip(trees, markets, strict=True)
            sides = [stack.enter_context(started(*pair, page_cache)) for pair in pairs]
            for page in pages_of(sides[0]):
                if (only and page.name not in only) or (
                    page_cache == "on" and page.name not in KEPT
                ):
                    continue
                found[page_cache].append(cost_of(page, sides, options.pairs, options.seconds))
                print(found[page_cache][-1].row(), flush=True)
    return found


def report(found: dict[str, list[Cost]], options: argparse.Namespace) -> str:
    """Write the costs down, with what they were measured on."""
    dearer = [
        f"{cost.page} (page cache {page_cache})"
        for page_cache, costs in found.items()
        for cost in costs
        if cost.ratio > BAR
    ]
    lines = [
        "# What a change makes pages cost",
        "",
        f"`python -m tests.bench.paired` on {datetime.date.today()}: {name_of(options.before)} before,"
        f" {name_of(options.after or 'HEAD')} after, one market of {options.products:,} products on SQLite,"
        f" {options.pairs} pairs of {options.seconds:g} s of CPU time a side and page. {os.cpu_count()} cores"
        f" ({platform.machine()}, Python {platform.python_version()}), at last with a load of"
        f" {os.getloadavg()[2]:.1f}, so read the ratios (after / before, above 1 is dearer), not the"
        " milliseconds. Those and the queries are of one request, the median and the mean.",
        "",
        f"Dearer by more than {BAR - 1:.0%}: {', '.join(dearer) or 'no page'}.",
    ]
    head = "| page | queries before | after | ms before | after | ratio, median | min | max | |"
    for page_cache, costs in found.items():
        lines += ["", f"## Page cache {page_cache}", "", head]
        lines += ["| --- |" + " ---: |" * 7 + " --- |", *(cost.row() for cost in costs)]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.paired")
    parser.add_argument("before", help="a commit")
    parser.add_argument("after", nargs="?", help="another one; this tree as it stands if left out")
    parser.add_argument("--only", default="", help="names of pages, apart by semicolons")
    parser.add_argument("--pairs", type=int, default=15)
    parser.add_argument("--products", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=1, help="of CPU time, a side and a pair")
    options = parser.parse_args()
    found = compare([tree_of(options.before), tree_of(options.after)], options)
    text = report(found, options)
    print(text)
    if not options.only:
        RESULTS.write_text(text)


if __name__ == "__main__":
    main()
