"""The market while what it stands on is slow, silent, gone, full, skewed or restarted.

gunicorn with two processes of four threads, the task worker and the clock run on PostgreSQL and
a Redis of their own; between them and Redis, Stripe's stand-in, the mail server and PostgreSQL
stand gates (tests/bench/gates.py). For each fault strangers and buyers ask for the same pages as
before it; then everything is put right, and what was promised has to be there.

A page passes when half of its answers come within twice their usual time, or within
FLOOR_SECONDS where twice the usual is less: on a machine that does other things, too, shorter
times say nothing.
"""

import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path

from tests.bench import faults
from tests.bench.bench import POSTGRES, VAR
from tests.bench.faults import ENV, NAME, Buyer, Process, tell_bank_notice
from tests.bench.gates import Gate, MailServer
from tests.bench.outage_places import (
    clock_outage,
    disk_outage,
    replica_outages,
    skewed_clocks,
    small_disk,
)
from tests.bench.outage_rows import FLOOR_SECONDS, HEADING, Row, lines_of, wrong
from tests.bench.servers import ROOT, free_port

TIMES = 7  # each page is asked so often, before a fault and during it
BUYERS = 14  # who want to pay by card at once
BACK_WITHIN = 15.0  # seconds after a fault in which /readyz has to be well again
ERRORS = (OSError, urllib.error.URLError, http.client.HTTPException)


@dataclass
class Market:
    """The processes of a market behind gates."""

    site: str
    gates: dict[str, Gate]
    redis: int
    mail: MailServer
    products: list = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)  # no text or price is asked for twice
    disk: Path = Path()  # a small one, on which the market keeps its files
    clock: Process | None = None

    def ready(self) -> dict:
        return ready(self)

    def wait(self, holds: Callable[[], bool], seconds: float) -> float | None:
        return wait_until(holds, seconds)


@contextmanager
def market(disk: Path) -> Iterator[Market]:
    """Open a market with gates before all it stands on; end it and only it."""
    redis_port, stripe_port, port = free_port(), free_port(), free_port()
    mail = MailServer()
    redis = subprocess.Popen(
        ["redis-server", "--port", str(redis_port), "--save", "", "--bind", "127.0.0.1"],
        stdout=subprocess.DEVNULL,
    )
    host = re.search(r"@?([\w.]+):(\d+)", POSTGRES.partition("://")[2])
    database_port = int(host[2]) if host else 5432
    gates = {
        "Redis": Gate(redis_port),
        "Stripe": Gate(stripe_port),
        "mail": Gate(mail.port),
        "database": Gate(database_port),
    }
    through = POSTGRES.replace(f":{database_port}", f":{gates['database'].port}")
    ENV.update(
        {
            "DATABASE_URL": f"{through}/{NAME}",
            "REDIS_URL": f"redis://127.0.0.1:{gates['Redis'].port}/0",
            "STRIPE_SECRET_KEY": "sk_test_standin",
            "STRIPE_PUBLISHABLE_KEY": "pk_test_standin",
            "STRIPE_WEBHOOK_SECRET": "whsec_standin",
            "STRIPE_API_BASE": f"http://127.0.0.1:{gates['Stripe'].port}",
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(gates["mail"].port),
            "WEB_THREADS": "4",
            "METRICS": "1",
            "VAR_DIR": str(disk),
            "MEDIA_ROOT": str(disk / "media"),
            "PRIVATE_ROOT": str(disk / "private"),
        }
    )
    standin = "marketplace.gateways.stripe.standin"
    bind = f"127.0.0.1:{port}"
    processes: list[Process] = []
    try:
        hook = "http://127.0.0.1:9/"
        processes.append(
            Process(standin, "--port", str(stripe_port), "--webhook-url", hook, port=stripe_port)
        )
        serve = ("gunicorn", "marketplace.wsgi", "--bind", bind, "--workers", "2")
        processes.append(Process(*serve, "--log-level", "error", port=port))
        processes.append(Process("tests.bench.faulty", "worker"))
        processes.append(Process("tests.bench.faulty", "round"))
        yield Market(f"http://{bind}", gates, redis_port, mail, disk=disk, clock=processes[-1])
    finally:
        for process in processes:
            process.end()
        redis.terminate()
        redis.wait(10)
        mail.shutdown()
        for gate in gates.values():
            gate.set("gone")


def fetch(url: str, timeout: float = 30) -> tuple[int, str]:
    """Ask without following anything; 0 when there was no answer."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *arguments, **named) -> None:
            return None

    try:
        with urllib.request.build_opener(Stay).open(url, timeout=timeout) as answer:
            return answer.status, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")
    except ERRORS:
        return 0, ""


def answers(url: str) -> bool:
    return fetch(url)[0] == 200


def timed(step: Callable[[], object]) -> tuple[float, object]:
    start = time.perf_counter()
    outcome = step()
    return (time.perf_counter() - start) * 1000, outcome


def place(shop: Market) -> str:
    """Buy one thing and choose a transfer; give the token of the purchase, or what went wrong."""
    buyer = Buyer(shop.site)
    try:
        buyer.post(f"/en/basket/add/{shop.products[0].pk}/", {"quantity": 1})
        form = buyer.last_look("vietqr")
        page, _url = buyer.post("/en/checkout/review/", form)
    except ERRORS as error:
        return f"failed: {getattr(error, 'code', type(error).__name__)}"
    if "Transfer with your bank" not in page:
        return "failed: no code to pay by"
    shop.accepted.append(form["token"])
    return "200"


def steps(shop: Market) -> dict[str, Callable[[], object]]:
    """What is asked for under every fault, and must not need what is away."""
    product = shop.products[0]

    def basket() -> object:
        with suppress(*ERRORS):
            buyer = Buyer(shop.site)
            return "200" if buyer.post(f"/en/basket/add/{product.pk}/", {"quantity": 1}) else ""
        return "failed"

    return {
        "list": lambda: fetch(f"{shop.site}/vi/products/?price_max={10**6 + next(shop.numbers)}")[
            0
        ],
        "product": lambda: fetch(shop.site + product.get_absolute_url())[0],
        "search": lambda: fetch(f"{shop.site}/vi/products/?q=binh+{next(shop.numbers)}")[0],
        "printed code": lambda: fetch(f"{shop.site}/P/{product.code}")[0],
        "basket": basket,
        "transfer checkout": lambda: place(shop),
        "/healthz": lambda: fetch(f"{shop.site}/healthz")[0],
    }


def measure(shop: Market) -> dict[str, tuple[list[float], Counter]]:
    found = {}
    for name, step in steps(shop).items():
        times = 3 if name == "transfer checkout" else TIMES
        results = [timed(step) for _ in range(times)]
        found[name] = ([ms for ms, _ in results], Counter(str(outcome) for _, outcome in results))
    return found


def warm(shop: Market) -> None:
    """Let every thread compile, connect and read what it does once."""
    threads = [threading.Thread(target=measure, args=(shop,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def compare(shop: Market, fault: str, usual: dict, now: dict) -> None:
    """Write a row for each page: its usual time, its time now, and whether it passes."""
    for name, (times, outcomes) in now.items():
        before = statistics.median(usual[name][0])
        median = statistics.median(times)
        is_quick = median <= max(2 * before, FLOOR_SECONDS * 1000)
        is_same = set(outcomes) == set(usual[name][1])
        told = ", ".join(f"{n} x {what}" for what, n in outcomes.items())
        shop.rows.append(Row(fault, name, before, median, max(times), told, is_quick and is_same))


def promise(shop: Market, fault: str, what: str, told: object, is_right: bool) -> None:
    shop.rows.append(Row(fault, what, told=str(told), is_right=is_right))


def ready(shop: Market) -> dict:
    status, text = fetch(f"{shop.site}/readyz")
    try:
        return {"code": status, **json.loads(text)}
    except ValueError:
        return {"code": status}


def wait_until(holds: Callable[[], bool], seconds: float) -> float | None:
    """Wait until something holds; give how long it took, None when it did not."""
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        if holds():
            return round(time.monotonic() - start, 1)
        time.sleep(0.2)
    return None


def cache_outages(shop: Market, usual: dict) -> None:
    gate = shop.gates["Redis"]
    for mode in ("silent", "gone"):
        gate.set(mode)
        compare(shop, f"Redis {mode}", usual, measure(shop))
        told = ready(shop)
        as_promised = (told["code"], told.get("status"), told.get("cache"))
        promise(
            shop, f"Redis {mode}", "/readyz", as_promised, as_promised == (200, "degraded", False)
        )
        gate.set("open")
        back = wait_until(lambda: ready(shop).get("cache") is True, BACK_WITHIN)
        promise(shop, f"Redis {mode}", "cache is back after", f"{back} s", back is not None)
    command = ["redis-cli", "-p", str(shop.redis), "config", "set", "maxmemory"]
    subprocess.run([*command, "1"], check=True, capture_output=True)
    compare(shop, "Redis full", usual, measure(shop))
    subprocess.run([*command, "0"], check=True, capture_output=True)
    back = wait_until(lambda: ready(shop).get("cache") is True, BACK_WITHIN)
    promise(shop, "Redis full", "cache is back after", f"{back} s", back is not None)


def card_purchase(shop: Market) -> str:
    """Place a purchase that is to be paid by card; give the address of its payment page."""
    buyer = Buyer(shop.site)
    buyer.post(f"/en/basket/add/{shop.products[0].pk}/", {"quantity": 1})
    form = buyer.last_look("stripe")
    try:
        buyer.post("/en/checkout/review/", form)
    except urllib.error.HTTPError as error:
        if error.code != 503:
            raise
    return f"{shop.site}/en/checkout/{form['token']}/pay/"


def stripe_outages(shop: Market, usual: dict) -> None:
    for mode in ("silent", "gone", "slow"):
        fault = f"Stripe {mode}"
        pages = [card_purchase(shop) for _ in range(BUYERS)]
        shop.gates["Stripe"].set(mode)
        results: list[tuple[float, object]] = []

        def pay(page: str, results: list = results) -> None:
            results.append(timed(lambda: fetch(page, timeout=90)))

        threads = [threading.Thread(target=pay, args=(page,)) for page in pages]
        for thread in threads:
            thread.start()
        now = measure(shop)
        for thread in threads:
            thread.join()
        compare(shop, f"{fault}, {BUYERS} buyers pay by card at once", usual, now)
        times = [ms for ms, _ in results]
        told = Counter(f"{code}" for _ms, (code, _text) in results)
        offered = all(
            "Pay by transfer instead" in text for _ms, (code, text) in results if code == 503
        )
        shop.rows.append(
            Row(
                fault,
                "payment pages",
                None,
                statistics.median(times),
                max(times),
                ", ".join(f"{n} x {code}" for code, n in told.items())
                + ("; a transfer is offered" if offered else "; NO transfer offered"),
                offered and max(times) < 15_000 and set(told) <= {"200", "503"},
            )
        )
        if mode != "slow":  # by now it rests, or this one silence more makes it
            fetch(pages[0], timeout=90)
            ms, (code, _text) = timed(partial(fetch, pages[0], timeout=90))
            told = f"{code} after {ms:.0f} ms"
            promise(shop, fault, "soon nobody waits", told, (code, ms < 1500) == (503, True))
        shop.gates["Stripe"].set("open")
        back = wait_until(partial(answers, pages[1]), 40)
        promise(shop, fault, "cards work again after", f"{back} s", back is not None)


def mail_outages(shop: Market, usual: dict) -> None:
    from marketplace.purchases.models import MailMessage, Purchase

    for mode in ("silent", "gone"):
        fault = f"mail server {mode}"
        shop.gates["mail"].set(mode)
        compare(shop, fault, usual, measure(shop))
        place(shop)
        purchase = Purchase.objects.get(token=shop.accepted[-1])
        tell_bank_notice(shop.site, purchase)

        def is_paid(pk: int = purchase.pk) -> bool:
            return Purchase.objects.get(pk=pk).state == "paid"

        took = wait_until(is_paid, 90)
        promise(shop, fault, "a transfer is booked after", f"{took} s", took is not None)
        given_up = MailMessage.objects.filter(attempts__gt=4).count()
        promise(shop, fault, "mails that lost more than 4 tries", given_up, given_up == 0)
        shop.gates["mail"].set("open")
    MailMessage.objects.filter(sent_at=None).update(next_attempt_at="2020-01-01T00:00Z")

    def all_went() -> bool:
        MailMessage.objects.filter(sent_at=None).update(next_attempt_at="2020-01-01T00:00Z")
        return not MailMessage.objects.filter(sent_at=None).exists()

    took = wait_until(all_went, 120)
    told = MailMessage.objects.count()
    promise(
        shop,
        "mail server back",
        "every mail went out once",
        f"{told} queued, {shop.mail.taken} taken, {took} s",
        took is not None and shop.mail.taken == told,
    )


def database_outages(shop: Market) -> None:
    gate = shop.gates["database"]
    before, last_error = len(shop.accepted), 0.0
    stop = threading.Event()
    outcomes: Counter = Counter()

    def buy() -> None:
        nonlocal last_error
        while not stop.is_set():
            outcome = place(shop)
            outcomes[outcome] += 1
            if outcome != "200":
                last_error = time.monotonic()

    threads = [threading.Thread(target=buy) for _ in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(3)
    gate.set("gone")
    time.sleep(3)
    told = ready(shop)
    gate.set("open")
    opened = time.monotonic()
    time.sleep(6)
    stop.set()
    for thread in threads:
        thread.join()
    promise(
        shop, "database restarted", "/readyz meanwhile", told.get("code"), told.get("code") == 503
    )
    after = round(max(0.0, last_error - opened), 1)
    promise(
        shop,
        "database restarted",
        "3 buyers, 12 s",
        f"{len(shop.accepted) - before} accepted; {dict(outcomes)}; last error {after} s after it was back",
        after < 6 and outcomes["200"] > 0,
    )


def machine_outages(shop: Market, usual: dict) -> None:
    """What goes wrong with the machine: disk, clocks (outage_places.py)."""

    def tell(fault: str, what: str, told: object, is_right: bool) -> None:
        promise(shop, fault, what, told, is_right)

    def at_other(fault: str, site: str) -> None:
        """Buy at a process whose clock is another; it serves beside the others."""
        other = Market(site, shop.gates, shop.redis, shop.mail, shop.products, shop.accepted)
        outcome = place(other)
        tell(fault, "transfer checkout", outcome, outcome == "200")
        told = ready(other)
        as_promised = (told["code"], told.get("status"), told.get("clocks"))
        tell(fault, "/readyz", as_promised, as_promised == (200, "degraded", False))

    disk_outage(shop, tell, lambda fault: compare(shop, fault, usual, measure(shop)))
    clock_outage(shop, tell, shop.clock, place)
    skewed_clocks(shop, tell, at_other)


def nothing_lost(shop: Market) -> None:
    """Every purchase that a buyer was told of is there once, with its stock held."""
    from django.db.models import Sum
    from oscar.core.loading import get_model

    from marketplace.ledger.models import Entry
    from marketplace.purchases.models import Purchase

    told = set(shop.accepted)
    found = Purchase.objects.filter(token__in=told).count()
    promise(
        shop,
        "all of it",
        "purchases that buyers were told of",
        f"{len(told)} told, {found} there",
        len(told) == len(shop.accepted) == found,
    )
    record = get_model("partner", "StockRecord").objects.get(product=shop.products[0])
    held = (
        Purchase.objects.exclude(state="expired").aggregate(n=Sum("orders__lines__quantity"))["n"]
        or 0
    )
    waits = record.num_allocated or 0
    promise(shop, "all of it", "held stock", f"{waits} held, {held} ordered", waits == held)
    off = Entry.objects.aggregate(sum=Sum("amount"))["sum"] or 0
    promise(shop, "all of it", "sum of all accounts", off, off == 0)


def run() -> list[Row]:
    """Go through all faults; give what was seen. The database is made anew before."""
    from catalogue.search.services import catch_up
    from tests import factories

    with small_disk() as disk, market(disk) as shop:
        maker = factories.make_producer(kind="household")
        shop.products = [factories.make_product(maker, title="Bình men", price=250_000, stock=9999)]
        catch_up()
        warm(shop)
        usual = measure(shop)
        for step in (
            lambda: cache_outages(shop, usual),
            lambda: stripe_outages(shop, usual),
            lambda: mail_outages(shop, usual),
            lambda: database_outages(shop),
            lambda: machine_outages(shop, usual),
            lambda: nothing_lost(shop),
            lambda: replica_outages(lambda *told: promise(shop, *told)),
        ):
            step()
            print(f"{len(shop.rows)} looked at, wrong: {wrong(shop.rows)}", flush=True)
        return shop.rows


def main() -> None:
    """Run this part alone; --write puts its table into the report in place of the one before."""
    VAR.mkdir(parents=True, exist_ok=True)
    faults.prepare()
    rows = run()
    text = "\n".join(lines_of(rows)) + "\n"
    print(text)
    if "--write" in sys.argv:
        before = faults.REPORT.read_text().partition(HEADING)[0]
        faults.REPORT.write_text(before.rstrip() + "\n\n" + text)
    sys.exit(f"wrong: {wrong(rows)}" if wrong(rows) else 0)


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
