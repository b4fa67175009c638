"""What is left after the worst: python -m tests.bench.faults [--write]

1. kill -9 at each step of placement and payment. A buyer with two products of two producers
   and a voucher with one use in its basket places a purchase over HTTP; the server or the task
   worker kills itself at the step; it is started again; the buyer's browser sends the same form
   again, the bank its notice, the buyer comes back from the gateway; the clock runs once. Then:
   one purchase, its stock held once, its voucher used once, one payment and one sale an order in
   the books, the buyer owes and is owed nothing, every mail queued once, all accounts sum to zero.
2. Many at once: tests/bench/races.py.
3. What the market stands on is slow, silent, gone, full, skewed or restarted: outages.py beside
   this file (python -m tests.bench.outages runs it alone).

On PostgreSQL (BENCH_POSTGRES), on a database that is made anew. --write puts faults.md here.
"""

import argparse
import hashlib
import hmac
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

from tests.bench.bench import POSTGRES, VAR
from tests.bench.servers import ROOT, free_port

NAME = "bench_faults"
REPORT = Path(__file__).with_name("faults.md")
FAULT_FILE = VAR / "fault"
ADDRESS = {
    "email": "khach@example.vn",
    "name": "Nguyễn Lan",
    "phone": "0912345678",
    "country": "VN",
    "province": "01",
    "commune": "Phường Hoàn Kiếm",
    "street": "12 Hàng Bông",
}
ENV = {
    "DATABASE_URL": f"{POSTGRES}/{NAME}",
    "FAULT_FILE": str(FAULT_FILE),
    "RATE_LIMITS": "off",
    "LOG_LEVEL": "ERROR",
    "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
    "DJANGO_SETTINGS_MODULE": "marketplace.settings",
}


class Process:
    """A process of the market that is started again when it has died."""

    def __init__(self, *arguments: str, port: int = 0) -> None:
        self.arguments, self.port, self.starts = arguments, port, 0
        self.process: subprocess.Popen | None = None
        self.ensure()

    def ensure(self) -> bool:
        """Start it if it is not running; True when it had to be."""
        if self.process and self.process.poll() is None:
            return False
        with (VAR / "faults.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self.arguments],
                env=os.environ | ENV,
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
        self.starts += 1
        if self.port:
            self.wait_for_port()
        return True

    def wait_for_port(self) -> None:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5)
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("a process did not come up")

    def died_by_kill(self) -> bool:
        """True when it ended by kill -9 (waits for it a little)."""
        for _ in range(100):
            if self.process.poll() is not None:
                return self.process.returncode == -signal.SIGKILL
            time.sleep(0.1)
        return False

    def end(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()


class Buyer:
    """A browser without JavaScript: cookies, forms, and the same form sent again."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> tuple[str, str]:
        with self.opener.open(urllib.parse.urljoin(self.site, path), timeout=30) as answer:
            return answer.read().decode(), answer.geturl()

    def post(self, path: str, fields: dict) -> tuple[str, str]:
        url = urllib.parse.urljoin(self.site, path)
        request = urllib.request.Request(
            url,
            urllib.parse.urlencode(fields).encode(),
            {"Referer": url, "Origin": self.site, "Sec-Fetch-Site": "same-origin"},
        )
        with self.opener.open(request, timeout=30) as answer:
            return answer.read().decode(), answer.geturl()

    def fill_basket(self, products: list[int], voucher: str) -> None:
        for pk in products:
            self.post(f"/en/basket/add/{pk}/", {"quantity": 1})
        page, _ = self.get("/en/basket/")
        self.post("/en/basket/voucher/", {"code": voucher, "csrfmiddlewaretoken": token_in(page)})

    def last_look(self, method: str) -> dict:
        """Go to the last look; give the form that places the purchase."""
        page, _ = self.get("/en/checkout/")
        page, _ = self.post("/en/checkout/", ADDRESS | {"csrfmiddlewaretoken": token_in(page)})
        return {
            "csrfmiddlewaretoken": token_in(page),
            "token": re.search(r'name="token" value="([^"]+)"', page)[1],
            "confirmed_total": re.search(r'name="confirmed_total" value="(\d+)"', page)[1],
            "payment_method": method,
        }


def token_in(page: str) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]


def again(step) -> object:
    """Do something, and once more when the connection breaks: what a person or a bank does."""
    try:
        return step()
    except (OSError, urllib.error.URLError):
        return None


def prepare() -> None:
    """Make the database anew, with its tables."""
    import psycopg

    VAR.mkdir(parents=True, exist_ok=True)
    with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {NAME}")
    os.environ.update(ENV)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def stock_in_trade() -> tuple[list, str]:
    """Two products of two producers, a household among them, and a voucher with one use."""
    from tests import factories

    products = [
        factories.make_product(factories.make_producer(kind="household"), price=250_000, stock=5),
        factories.make_product(factories.make_producer(kind="enterprise"), price=480_000, stock=5),
    ]
    return products, factories.make_voucher(percent=10, max_uses=1).code


def tell_bank_notice(site: str, purchase) -> None:
    """Send the bank's signed notice of the transfer that pays a purchase."""
    from django.conf import settings

    from marketplace.gateways.transfers import transfer_reference

    body = json.dumps(
        {
            "reference": f"FT{purchase.number}",
            "amount": purchase.total,
            "purpose": transfer_reference(purchase),
        }
    ).encode()
    signature = hmac.new(settings.VIETQR_WEBHOOK_SECRET.encode(), body, hashlib.sha256).hexdigest()
    request = urllib.request.Request(
        f"{site}/webhooks/vietqr/",
        body,
        {"Content-Type": "application/json", "X-Signature": signature},
    )
    urllib.request.urlopen(request, timeout=30).read()


def pay_by_card(standin: int, purchase) -> None:
    """Let the stand-in take a good card for the purchase's intent, as the browser asks it to."""
    payment = purchase.payments.get()
    from marketplace.gateways.stripe.client import stripe_gateway

    secret = stripe_gateway().retrieve_intent(payment.reference).client_secret
    fields = {
        "client_secret": secret,
        "return_url": "http://127.0.0.1/",
        "payment_method_data[type]": "card",
        "payment_method_data[card][number]": "4242424242424242",
    }
    request = urllib.request.Request(
        f"http://127.0.0.1:{standin}/v1/payment_intents/{payment.reference}/confirm",
        urllib.parse.urlencode(fields).encode(),
        {"Authorization": "Bearer pk_test_x"},
    )
    urllib.request.urlopen(request, timeout=30).read()


def die_at(step: str, server: Process, worker: Process, standin: int) -> dict:
    """Run one purchase through a death at `step`; give what is left."""
    from django.db import connection

    from marketplace.purchases.models import Purchase

    products, voucher = stock_in_trade()
    site = f"http://127.0.0.1:{server.port}"
    method = "stripe" if step.startswith("card") else "vietqr"
    buyer = Buyer(site)
    buyer.fill_basket([product.pk for product in products], voucher)
    form = buyer.last_look(method)
    FAULT_FILE.write_text(step)
    watched = worker if step.startswith("transfer") else server
    starts = server.starts + worker.starts
    place = lambda: buyer.post("/en/checkout/review/", form)  # noqa: E731
    again(place)
    revive(server, worker, watched)
    again(place)
    purchase = Purchase.objects.get(token=form["token"])
    if method == "vietqr":
        for _twice in range(2):
            again(lambda: tell_bank_notice(site, purchase))
            revive(server, worker, watched)
    else:
        again(lambda: buyer.get(f"/en/checkout/{purchase.token}/pay/"))
        pay_by_card(standin, purchase)
        for _twice in range(2):
            again(lambda: buyer.get(f"/en/checkout/{purchase.token}/return/"))
            revive(server, worker, watched)
    for _try in range(100):
        purchase.refresh_from_db()
        if purchase.state == "paid":
            break
        if _try == 40:  # the worker that had it is gone: the clock finds what waits
            subprocess.run(
                [sys.executable, "-m", "tests.bench.faulty", "clock"],
                env=os.environ | ENV,
                cwd=ROOT,
                check=True,
            )
        time.sleep(0.2)
    died = server.starts + worker.starts - starts
    killed = not FAULT_FILE.read_text()
    FAULT_FILE.write_text("")
    left = what_is_left(form["token"], products, voucher) | {"died": died if killed else 0}
    connection.close()
    return left


def revive(server: Process, worker: Process, watched: Process) -> None:
    """Wait for a death that is due, then start what died."""
    for _ in range(25):
        if not FAULT_FILE.read_text() or watched.process.poll() is not None:
            break
        time.sleep(0.1)
    time.sleep(0.1)
    server.ensure()
    worker.ensure()


def what_is_left(token: str, products: list, voucher: str) -> dict:
    from django.db.models import Sum
    from oscar.core.loading import get_model

    from marketplace.discounts.models import Voucher
    from marketplace.ledger.models import Entry, Transaction
    from marketplace.ledger.queries import balances
    from marketplace.purchases.models import MailMessage, Purchase

    purchase = Purchase.objects.get(token=token)
    held = [
        get_model("partner", "StockRecord").objects.get(product=product).num_allocated or 0
        for product in products
    ]
    posted = Transaction.objects.filter(purchase_number=purchase.number)
    return {
        "purchases": Purchase.objects.filter(token=token).count(),
        "state": purchase.state,
        "orders": purchase.orders.count(),
        "held": held,
        "voucher uses": Voucher.objects.get(code=voucher).uses,
        "payments": purchase.payments.filter(state="succeeded").count(),
        "payments posted": posted.filter(kind="payment").count(),
        "sales posted": posted.filter(kind="sale").count(),
        "buyer is owed": balances("buyer").get(f"buyer:{purchase.number}", 0),
        "mails placed, paid": [
            MailMessage.objects.filter(template=template, context__purchase=purchase.number).count()
            for template in ("purchase_placed", "purchase_paid")
        ],
        "all accounts": Entry.objects.aggregate(sum=Sum("amount"))["sum"] or 0,
    }


RIGHT = {
    "purchases": 1,
    "state": "paid",
    "orders": 2,
    "held": [1, 1],
    "voucher uses": 1,
    "payments": 1,
    "payments posted": 1,
    "sales posted": 2,
    "buyer is owed": 0,
    "mails placed, paid": [1, 1],
    "all accounts": 0,
    "died": 1,
}


def deaths() -> dict[str, dict]:
    """Die at every step; give for each what differs from RIGHT (nothing, if all is well)."""
    from tests.bench.faulty import STEPS

    FAULT_FILE.write_text("")
    standin = free_port()
    ENV["STRIPE_STANDIN_URL"] = f"http://127.0.0.1:{standin}"
    from django.conf import settings

    settings.STRIPE_STANDIN_URL = settings.STRIPE_API_BASE = ENV["STRIPE_STANDIN_URL"]
    port = free_port()
    processes = [
        Process(
            "marketplace.gateways.stripe.standin",
            "--port",
            str(standin),
            "--webhook-url",
            "http://127.0.0.1:9/",
            port=standin,
        ),
        Process("tests.bench.faulty", "serve", str(port), port=port),
        Process("tests.bench.faulty", "worker"),
    ]
    _gateway, server, worker = processes
    found = {}
    try:
        for step in STEPS:
            start = time.monotonic()
            left = die_at(step, server, worker, standin)
            wrong = {name: left[name] for name in RIGHT if left[name] != RIGHT[name]}
            found[step] = {"wrong": wrong, "seconds": round(time.monotonic() - start, 1)}
            print(f"{step}: {wrong or 'nothing lost, nothing double'}", flush=True)
    finally:
        for process in processes:
            process.end()
    return found


def report(died: dict[str, dict], raced: dict, check: str) -> str:
    lines = [
        "# What is left after the worst",
        "",
        "Written by `python -m tests.bench.faults --write` on PostgreSQL, its last part also by",
        "`python -m tests.bench.outages --write`. Nothing of it is typed.",
        "",
        "## kill -9 at each step of placement and payment, then a restart",
        "",
        "One buyer, two producers, a voucher with one use. Right means: one purchase, two orders,",
        "stock held once, voucher used once, one payment, one payment and two sales in the books,",
        "the buyer owes and is owed 0, each mail queued once, all accounts sum to 0.",
        "",
        "| died at | left | s |",
        "|---|---|---:|",
    ]
    for step, row in died.items():
        wrong = ", ".join(f"{name} {value}" for name, value in row["wrong"].items())
        lines.append(f"| {step} | {wrong or 'right'} | {row['seconds']} |")
    lines += ["", f"`manage.py check_ledger` afterwards: {check}", "", "## Many at once", ""]
    lines += ["Real threads that start together (tests/bench/races.py says what each does).", ""]
    lines += ["| what | figures | s |", "|---|---|---:|"]
    for name, figures in raced.items():
        seconds = figures.pop("seconds", "")
        text = "; ".join(f"{key}: {json.dumps(value)}" for key, value in figures.items())
        lines.append(f"| {name.replace('_', ' ')} | {text} | {seconds} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"write {REPORT.name}")
    options = parser.parse_args()
    prepare()
    died = deaths()
    run = {"env": os.environ | ENV, "cwd": ROOT, "capture_output": True, "text": True}
    raced = json.loads(
        subprocess.run([sys.executable, "-m", "tests.bench.races"], check=True, **run).stdout
    )
    check = subprocess.run([sys.executable, "manage.py", "check_ledger"], **run)
    text = report(died, raced, (check.stdout + check.stderr).strip())
    print(text)
    if options.write:
        REPORT.write_text(text)
    wrong = [step for step, row in died.items() if row["wrong"]]
    more = ["--write"] if options.write else []
    outages = subprocess.run([sys.executable, "-m", "tests.bench.outages", *more], cwd=ROOT)
    bad = wrong or check.returncode or outages.returncode
    sys.exit(f"wrong after: {wrong}, or among the outages" if bad else 0)


if __name__ == "__main__":
    main()
