"""The market's own processes on servers of others, and what buyers do with them."""

import json
import os
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.scale import Browser
from tests.services.programs import ROOT, Program, folder_of, free_port, running

US = ""  # the market's processes run as who runs the tests
GOODS = """
import json
import django; django.setup()
from catalogue.search.services import catch_up
from tests import factories
maker = factories.make_producer(kind="household")
goods = [
    factories.make_product(maker, title=title, price=250_000, stock=9999)
    for title in ("Bình gốm men lam", "Khăn lụa tơ tằm", "Nón lá làng Chuông")
]
catch_up()
print(json.dumps([[each.pk, each.get_absolute_url()] for each in goods]))
"""


@dataclass
class Market:
    """A market that runs: its address, its folder, its goods as (key, address)."""

    site: str
    folder: Path
    env: dict[str, str]
    goods: list[tuple[int, str]]
    parts: dict[str, Program] = field(default_factory=dict)

    def ask(self, path: str, cookie: str = "") -> tuple[int, str]:
        """Ask for a page as a stranger, who follows nothing; 0 when there is no answer."""
        request = urllib.request.Request(self.site + path, headers={"Cookie": cookie})
        try:
            with urllib.request.build_opener(Stay).open(request, timeout=30) as answer:
                return answer.status, answer.read().decode(errors="replace")
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(errors="replace")
        except OSError:
            return 0, ""

    def ready(self) -> dict:
        return json.loads(self.ask("/readyz")[1])

    def buy(self, number: int = 0) -> str:
        """Buy one piece for cash; the number of the purchase, nothing when it failed."""
        return Browser(self.site).buy(str(self.goods[number % len(self.goods)][0]))

    def log(self) -> str:
        return "".join(part.said() for part in self.parts.values())

    def command(self, *arguments: str) -> str:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            env=os.environ | self.env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments, **named) -> None:
        return None


def stock(env: dict[str, str]) -> list[tuple[int, str]]:
    """Put goods into a market's database."""
    done = subprocess.run(
        [sys.executable, "-c", GOODS],
        env=os.environ | env | {"DJANGO_SETTINGS_MODULE": "marketplace.settings"},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return [tuple(each) for each in json.loads(done.stdout.splitlines()[-1])]


@contextmanager
def market(
    env: dict[str, str],
    *,
    goods: list[tuple[int, str]] | None = None,
    workers: int = 1,
    threads: int = 4,
    beside: tuple[str, ...] = (),
) -> Iterator[Market]:
    """Serve a market; `beside` it the "worker" of the queue and the "clock"."""
    with folder_of("nobody") as folder, ExitStack() as stack:
        port = free_port()
        site = f"http://127.0.0.1:{port}"
        env = {
            "VAR_DIR": str(folder / "var"),
            "SITE_URL": site,
            "RATE_LIMITS": "off",
            "LOG_LEVEL": "WARNING",
            "WEB_THREADS": str(threads),
        } | env
        (folder / "var").mkdir()
        found = Market(site, folder, env, goods if goods is not None else stock(env))

        def part(name: str, *command: str, at: int = 0) -> None:
            program = Program(
                *(sys.executable, *command), port=at, folder=folder, user=US, env=env, cwd=ROOT
            )
            program.log = folder / f"{name}.log"
            found.parts[name] = stack.enter_context(running(program))

        bind = ("--bind", f"127.0.0.1:{port}", "--workers", str(workers))
        part("web", "-m", "gunicorn", "marketplace.wsgi", *bind, "--log-level", "error", at=port)
        if "worker" in beside:
            part("worker", "manage.py", "db_worker", "--interval", "0.2")
        if "clock" in beside:
            part("clock", "manage.py", "keep_time", "--every", "1")
        yield found


@contextmanager
def traffic(shop: Market, *, buyers: int = 2, readers: int = 2) -> Iterator["Traffic"]:
    """Let people read and buy while something happens to what the market stands on."""
    seen = Traffic()
    stop = threading.Event()

    def on_and_on(step: Callable[[int], None], first: int) -> None:
        turn = first
        while not stop.is_set():
            step(turn)
            turn += 7

    def read(turn: int) -> None:
        path = (
            f"/vi/products/?price_max={1_000_000 + turn}",
            shop.goods[turn % len(shop.goods)][1],
            f"/vi/products/?q=gom+{turn}",
            "/en/",
        )[turn % 4]
        seen.answers[shop.ask(path)[0]] += 1

    def buy(turn: int) -> None:
        number = shop.buy(turn)
        seen.bought.append(number) if number else seen.failed.append(turn)

    threads = [threading.Thread(target=on_and_on, args=(read, n)) for n in range(readers)]
    threads += [threading.Thread(target=on_and_on, args=(buy, n)) for n in range(buyers)]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        stop.set()
        for thread in threads:
            thread.join()


@dataclass
class Traffic:
    """What came of it: answers by status, purchases that buyers were told of, and failures."""

    answers: Counter = field(default_factory=Counter)
    bought: list[str] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)

    def errors(self) -> int:
        return sum(n for status, n in self.answers.items() if status == 0 or status >= 500)
