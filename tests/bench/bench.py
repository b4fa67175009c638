"""make bench: what pages cost, as ratios to peers in one run on this machine.

    python -m tests.bench.bench --databases postgres sqlite --sizes 1000 10000 100000

Peers on the same server (gunicorn, two workers), database and data: stock Oscar with its own
templates and three filters added the plain way, and a bare view that returns as many bytes.
Databases are made at the first run and kept in var/bench and on the PostgreSQL server.
"""

import argparse
import datetime
import http.cookiejar
import os
import random
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import urllib.parse
import urllib.request
from contextlib import closing
from pathlib import Path

from tests.bench.servers import ROOT, VAR, Load, gunicorn, wrk

RESULTS = Path(__file__).with_name("results.md")
POSTGRES = os.environ.get("BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432")
WORDS = [
    "gom bat trang",
    "lua van phuc",
    "nuoc mamm",
    "non la",
    "conical hat",
    "keranjang rotan",
    "khan lua",
    "den son mai",
    "tra sen",
    "hop qua",
    "lo hoa men ngoc",
    "bat an com",
    "silk scarf",
    "mat ong",
    "banh chung",
    "quat giay",
    "tuong go",
    "khay tre",
    "luoc sung",
    "tranh theu",
    "huong the",
    "chim hac",
    "hoa dao",
    "selendang",
    "mangkuk",
    "spring vase",
]
PASSWORD = "langnghe-2026"
# Pages whose cost may not grow with the market.
GROWING = (
    "listing, three filters",
    "product",
    "search with facets",
    "search with facets, new texts",
    "home",
    "village",
    "page 1",
    "page 500",
)
# Seconds of asking before a figure counts. Texts that were asked before: each was; new texts: they
# are too many to be remembered, but a process holds which products have their words.
WARM = {"search with facets": 3, "search with facets, new texts": 12}
TURNS = 5


def manage(env: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=ROOT, env=os.environ | env, check=True, stdout=subprocess.DEVNULL)


def empty_database(kind: str, target: str) -> None:
    """Put a migrated, empty database where `target` says; migrations run once a kind."""
    if kind == "sqlite":
        empty = VAR / "empty.sqlite3"
        manage({"DATABASE_URL": f"sqlite:///{empty}"}, "migrate")
        with closing(sqlite3.connect(empty)) as source:
            source.execute("VACUUM INTO ?", [target])
        return
    ask = ["psql", "-q", POSTGRES + "/postgres", "-c"]
    subprocess.run([*ask, "CREATE DATABASE bench_empty"], check=False, stderr=subprocess.DEVNULL)
    manage({"DATABASE_URL": f"{POSTGRES}/bench_empty"}, "migrate")
    subprocess.run([*ask, f"CREATE DATABASE {target} TEMPLATE bench_empty"], check=True)


def prepare(kind: str, size: int) -> tuple[dict[str, str], dict[str, str]]:
    """Make both databases of a size if they are not there; give the environments."""
    VAR.mkdir(parents=True, exist_ok=True)
    if kind == "sqlite":
        ours, stock = (f"sqlite:///{VAR / f'{name}_{size}.sqlite3'}" for name in ("ours", "stock"))
        done = (VAR / f"stock_{size}.done").exists()
    else:
        ours, stock = (f"{POSTGRES}/bench_{name}_{size}" for name in ("ours", "stock"))
        done = (VAR / f"postgres_{size}.done").exists()
    env = {"DATABASE_URL": ours, "RATE_LIMITS": "off"}
    stock_env = {
        "DATABASE_URL": ours,
        "PEER_DATABASE_URL": stock,
        "DJANGO_SETTINGS_MODULE": "tests.bench.peers.stock",
    }
    if not done:
        print(f"Making the {kind} databases of {size} products", flush=True)
        if kind == "postgres":
            ask = ["psql", "-q", POSTGRES + "/postgres", "-c"]
            for name in (f"bench_ours_{size}", f"bench_stock_{size}"):
                subprocess.run([*ask, f"DROP DATABASE IF EXISTS {name}"], check=True)
            subprocess.run([*ask, f"CREATE DATABASE bench_stock_{size}"], check=True)
            empty_database(kind, f"bench_ours_{size}")
        else:
            for path in VAR.glob(f"*_{size}.sqlite3*"):
                path.unlink()
            empty_database(kind, str(VAR / f"ours_{size}.sqlite3"))
        manage(env, "demo", "--products", str(size))
        subprocess.run(
            [sys.executable, "-m", "tests.bench.peers.fill"],
            cwd=ROOT,
            env=os.environ | stock_env,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        mark = f"stock_{size}.done" if kind == "sqlite" else f"postgres_{size}.done"
        (VAR / mark).touch()
    manage(env, "migrate")
    return env, stock_env


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=60) as answer:
        return answer.read()


def listing_paths(rng: random.Random, count: int) -> list[str]:
    """Addresses with three filters each, all different."""
    found = []
    for _ in range(count):
        pairs = [("stars", rng.choice([3, 4, 5])), ("group", rng.choice([1, 2, 4, 4, 4]))]
        pairs.append(rng.choice([("stock", 1), ("price_max", rng.randrange(90, 900) * 1000)]))
        pairs.append(("sort", rng.choice(["newest", "price", "stars"])))
        found.append("/vi/products/?" + urllib.parse.urlencode(pairs))
    return found


def stock_paths(paths: list[str]) -> list[str]:
    """The same filters for the peer: the group is its category."""
    found = []
    for path in paths:
        query = dict(urllib.parse.parse_qsl(path.split("?", 1)[1]))
        group = query.pop("group")
        query.pop("sort")
        found.append(f"/category/group-{group}_{group}/?" + urllib.parse.urlencode(query))
    return found


def product_paths(site: str, rng: random.Random, count: int) -> list[str]:
    pages = [fetch(f"{site}/vi/products/?sort=newest&page={n}").decode() for n in range(1, 9)]
    found = sorted(
        {p for page in pages for p in re.findall(r'href="(/vi/products/[^"?]+_\d+/)"', page)}
    )
    return rng.sample(found, min(count, len(found)))


def new_texts(products: list[str]) -> list[str]:
    """Texts of one to three words out of products' names: more than a process remembers."""
    found = set()
    for path in products:
        words = path.rsplit("/", 2)[1].split("_")[0].split("-")
        found |= {" ".join(words[n : n + size]) for size in (1, 2, 3) for n in range(len(words))}
    return sorted(text for text in found if len(text) > 2)


def sign_in(site: str) -> str:
    """Sign the demo buyer in as a browser does; give the session cookie."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = opener.open(f"{site}/vi/account/login/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    answers = {"csrfmiddlewaretoken": token, "login": "mua@example.vn", "password": PASSWORD}
    request = urllib.request.Request(
        f"{site}/vi/account/login/",
        urllib.parse.urlencode(answers).encode(),
        {"Referer": site, "Origin": site},
    )
    opener.open(request).read()
    return "; ".join(f"{c.name}={c.value}" for c in jar if c.name == "sessionid")


def pages_of(site: str, size: int) -> dict[str, list[str]]:
    """The addresses of each kind of page; both workers have read what they hold after it."""
    rng = random.Random(size)
    listings = listing_paths(rng, 400)
    products = product_paths(site, rng, 150)
    searches = ["/vi/products/?q=" + urllib.parse.quote(word) for word in WORDS]
    parts = sorted({word[:n] for word in WORDS for n in range(2, len(word) + 1, 2)})
    texts = new_texts(products)
    rng.shuffle(texts)
    beginnings = sorted({text[:n] for text in texts for n in range(2, len(text) + 1, 2)})
    suggest, last = "/vi/search/suggest/?q=", max(1, size // 24)
    pages = {
        "listing, three filters": listings,
        "product": products,
        "search with facets": searches,
        "search with facets, new texts": [
            "/vi/products/?q=" + urllib.parse.quote(text) for text in texts
        ],
        "suggestion": [suggest + urllib.parse.quote(part) for part in parts],
        "suggestion, new texts": [
            suggest + urllib.parse.quote(text)
            for text in rng.sample(beginnings, min(len(beginnings), 2000))
        ],
        "home": ["/vi/"],
        "village": ["/vi/villages/bat-trang/"],
        "page 1": ["/vi/products/?sort=newest"],
        "page 500": [f"/vi/products/?sort=newest&page={min(500, last)}"],
    }
    for path in (listings[0], searches[0], suggest + "go") * 4:
        fetch(site + path)
    wrk(site, listing_paths(random.Random(0), 400), 1)  # and the system the files
    return pages


def measure(kind: str, size: int, seconds: float) -> dict[str, Load]:
    """Every figure of one database and size."""
    env, stock_env = prepare(kind, size)
    found: dict[str, Load] = {}
    with gunicorn("marketplace.wsgi", env | {"PAGE_CACHE": "off"}) as site:
        pages = pages_of(site, size)
        listings, products = pages["listing, three filters"], pages["product"]
        sizes = {
            "listing": len(fetch(site + listings[0])),
            "product": len(fetch(site + products[0])),
        }
        cookie = sign_in(site)
        for name, paths in pages.items():
            found[name] = wrk(site, paths, seconds, warm=WARM.get(name, 1))
        found["listing, signed in"] = wrk(site, listings, seconds, cookie)
        found["product, signed in"] = wrk(site, products, seconds, cookie)
    with gunicorn("marketplace.wsgi", env) as site:
        for path in (listings[0], products[0]) * 4:
            fetch(site + path)
        found["listing, kept"] = wrk(site, listings[:1], seconds)
        found["product, kept"] = wrk(site, products[:1], seconds)
    stock = [path.replace("/vi/products/", "/catalogue/") for path in products if "_" in path]
    with gunicorn("tests.bench.peers.stock_wsgi", stock_env) as site:
        filtered, plain = (
            stock_paths(listings),
            [f"/category/group-{n}_{n}/" for n in (1, 2, 4)],
        )
        for path in (filtered[0], stock[0], plain[0]) * 2:
            fetch(site + path)
        found["stock: category, three filters"] = wrk(site, filtered, seconds)
        found["stock: category"] = wrk(site, plain, seconds)
        found["stock: product"] = wrk(site, stock, seconds)
    with gunicorn("tests.bench.peers.bare:application", {}) as site:
        for name, length in sizes.items():
            found[f"bare view, bytes of a {name}"] = wrk(site, [f"/{length}/"], seconds)
    bad = {name: load.bad for name, load in found.items() if load.bad}
    if bad:
        raise RuntimeError(f"{kind}, {size}: some answers were errors: {bad}")
    return found


def growth(kind: str, small: int, large: int, seconds: float) -> dict[str, float]:
    """What each page costs at the large size, against the small: the median of TURNS turns.

    Both servers are up, and asked one after the other: so a machine that is quicker at one time
    than at another is no part of the ratio.
    """
    off, found = {"PAGE_CACHE": "off"}, {}
    with (
        gunicorn("marketplace.wsgi", prepare(kind, small)[0] | off) as at_small,
        gunicorn("marketplace.wsgi", prepare(kind, large)[0] | off) as at_large,
    ):
        pages = {site: pages_of(site, n) for site, n in ((at_small, small), (at_large, large))}
        for name in GROWING:
            for site in pages:
                wrk(site, pages[site][name], 1, warm=WARM.get(name, 1))
            turns = []
            for _turn in range(TURNS):
                loads = [wrk(site, pages[site][name], seconds, warm=0) for site in pages]
                if any(load.bad for load in loads):
                    raise RuntimeError(f"{kind}: some answers of {name} were errors")
                turns.append(loads[0].rate / loads[1].rate)
            found[name] = statistics.median(turns)
    return found


def bars(
    every: dict[tuple[str, int], dict[str, Load]], grown: dict[str, dict[str, float]]
) -> list[tuple[str, str, float, str, bool]]:
    """(bar, where, ratio, wanted, held) of each bar that the sizes of this run allow."""
    found = []

    def at_least(name: str, where: str, ratio: float, least: float) -> None:
        found.append((name, where, ratio, f"≥ {least:g}", ratio >= least))

    def at_most(name: str, where: str, ratio: float, most: float) -> None:
        found.append((name, where, ratio, f"≤ {most:g}", ratio <= most))

    for (kind, size), loads in every.items():
        where, rate = f"{kind}, {size:,}", {name: load.rate for name, load in loads.items()}
        stock = rate["stock: category, three filters"]
        if size in (1000, 100_000):
            ratio = rate["listing, three filters"] / stock
            at_least("listing / stock category", where, ratio, 10 if size > 1000 else 4)
        at_least("product / stock product", where, rate["product"] / rate["stock: product"], 4)
        for page in ("listing", "product"):
            bare = rate[f"bare view, bytes of a {page}"]
            at_most(f"bare view / kept {page}", where, bare / rate[f"{page}, kept"], 3)
        at_most("page 500 costs page 1", where, rate["page 1"] / rate["page 500"], 1.2)
        if size == 100_000:
            ratio = rate["search with facets"] / rate["stock: category"]
            at_least("search / stock plain category", where, ratio, 6)
            ratio = rate["search with facets, new texts"] / rate["stock: category"]
            at_least("search, new texts / stock plain category", where, ratio, 6)
            median = loads["suggestion, new texts"].median_ms * 2 / 4  # four wait for two workers
            at_most("suggestion, new texts, ms of server time", where, median, 25)
            for name, ratio in grown.get(kind, {}).items():
                at_most(f"{name}: 100,000 costs 1,000", kind, ratio, 1.5)
    for (kind, size), loads in every.items():
        other = every.get(("postgres", size))
        if kind == "sqlite" and other and size == 100_000:
            ratio = other["search with facets"].rate / loads["search with facets"].rate
            at_most("search: SQLite costs PostgreSQL", f"{size:,}", ratio, 2)
    return found


def report(
    every: dict[tuple[str, int], dict[str, Load]],
    grown: dict[str, dict[str, float]],
    seconds: float,
) -> str:
    lines = [
        "# What pages cost",
        "",
        f"`make bench` on {datetime.date.today()}: {os.cpu_count()} cores, gunicorn with two workers, wrk"
        f" with 4 connections for {seconds:g} s a figure, everything on one machine. Read the ratios:"
        " other machines, other figures. Stock is Oscar 4.2 with its own templates (it counts no facets);"
        " the bare view returns as many bytes with no middleware and no database. “Kept” comes from the"
        " page cache, everything else was computed with the page cache off. A process remembers what a"
        " text means until something changes; “new texts” are too many to be remembered, though a process"
        " holds which products have a word that was searched for; at 1,000 products such a text fills a page"
        f" half, at 100,000 whole. What 100,000 costs against 1,000 is the median of {TURNS} turns, with both"
        " servers up and asked one after the other.",
        "",
        "| bar | where | ratio | wanted | |",
        "| --- | --- | ---: | --- | --- |",
    ]
    for name, where, ratio, wanted, held in bars(every, grown):
        lines.append(
            f"| {name} | {where} | {ratio:.1f} | {wanted} | {'held' if held else 'MISSED'} |"
        )
    names = list(next(iter(every.values())))
    heads = [f"{kind} {size:,}" for kind, size in every]
    lines += ["", "Requests a second:", "", "| page | " + " | ".join(heads) + " |"]
    lines.append("| --- |" + " ---: |" * len(heads))
    for name in names:
        cells = [f"{loads[name].rate:.0f}" for loads in every.values()]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--databases", nargs="+", default=["postgres", "sqlite"])
    parser.add_argument("--sizes", nargs="+", type=int, default=[1000, 10_000, 100_000])
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--write", action="store_true", help=f"Write {RESULTS.name}")
    options = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk is missing: apt-get install wrk")
    every = {}
    for kind in options.databases:
        for size in options.sizes:
            every[kind, size] = measure(kind, size, options.seconds)
            for name, load in every[kind, size].items():
                print(
                    f"{kind} {size:>7}  {name:32} {load.rate:8.1f}/s  {load.median_ms:7.1f} ms",
                    flush=True,
                )
    grown = {
        kind: growth(kind, 1000, 100_000, max(1, options.seconds / 2))
        for kind in options.databases
        if {1000, 100_000} <= set(options.sizes)
    }
    text = report(every, grown, options.seconds)
    print(text)
    if options.write:
        RESULTS.write_text(text)


if __name__ == "__main__":
    main()
