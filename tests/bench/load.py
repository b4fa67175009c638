"""Mixed traffic at saturation for five minutes: no error may come, memory may not grow.

DATABASE_URL=… REDIS_URL=… python -m tests.bench.load [seconds]
"""

import os
import random
import sys
import time
import urllib.parse

from tests.bench.bench import WORDS, fetch, listing_paths, product_paths, sign_in
from tests.bench.servers import VAR, gunicorn, memory_mb, wrk

PART_SECONDS = 30
HOSTILE = (
    '"',
    "NEAR(a b)",
    "a* OR",
    "%_%",
    "'; --",
    "\u202eabc",
    "\u200b",
    "🏺",
    "x" * 4000,
    "(((",
)


def words(size: tuple[int, int]) -> str:
    return f"largest worker {size[0]} MB resident, its share {size[1]} MB"


def main() -> None:
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    VAR.mkdir(parents=True, exist_ok=True)
    rng = random.Random(5)
    env = {"DATABASE_URL": os.environ["DATABASE_URL"], "RATE_LIMITS": "off"}
    asked = bad = 0
    sizes = []
    with gunicorn("marketplace.wsgi", env | {"MALLOC_ARENA_MAX": "1"}) as site:
        port = int(site.rsplit(":", 1)[1])
        products = product_paths(site, rng, 150)
        searches = ["/vi/products/?q=" + urllib.parse.quote(word) for word in (*WORDS, *HOSTILE)]
        suggestions = ["/en/search/suggest/?q=" + urllib.parse.quote(word[:5]) for word in WORDS]
        others = ["/vi/", "/en/villages/", "/id/villages/bat-trang/", "/vi/producers/", "/readyz"]
        others += [
            p.replace("/vi/products/", "/vi/products/compare/?p=1&p=2&x=") for p in products[:3]
        ]
        cookie = sign_in(site)
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            paths = listing_paths(rng, 60) + rng.sample(products, 60) + searches + suggestions
            paths += others * 4
            rng.shuffle(paths)
            load = wrk(site, paths, PART_SECONDS, cookie if len(sizes) % 3 == 2 else "")
            asked += round(load.rate * PART_SECONDS)
            bad += load.bad
            sizes.append(max(memory_mb(port)))
            print(f"{load.rate:7.0f}/s  bad {load.bad}  {words(sizes[-1])}", flush=True)
        fetch(site + "/readyz")
    print(
        f"{asked:,} requests, {bad} errors; at first {words(sizes[0])}, at last {words(sizes[-1])}"
    )
    if bad:
        sys.exit(1)


if __name__ == "__main__":
    main()
