"""Two application processes behind nginx, a streaming replica, and one process killed.

    python -m tests.bench.scale          # PostgreSQL's programs and nginx installed, as root

Starts a primary and a replica of its own, fills a small demo market, serves it by two
gunicorns that share nothing but database and Redis, buys while strangers read, kills one
gunicorn in the middle, and says what was lost. Ends what it started.
"""

import http.cookiejar
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import ExitStack
from pathlib import Path

from tests.bench.servers import ROOT, VAR, free_port, wait_for

REDIS = os.environ.get("BENCH_REDIS", "redis://127.0.0.1:6379/7")
BUYERS = 4
SECONDS = 40
NGINX = """
worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx-error.log error;
events {{ worker_connections 512; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream app {{ server 127.0.0.1:{one} max_fails=1 fail_timeout=2s;
                  server 127.0.0.1:{two} max_fails=1 fail_timeout=2s; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $remote_addr;
      proxy_next_upstream error timeout http_502; proxy_next_upstream_tries 2;
    }}
  }}
}}
"""


def run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def as_postgres(command: str) -> None:
    subprocess.run(["su", "postgres", "-c", command], check=True, stdout=subprocess.DEVNULL)


def start_databases(stack: ExitStack) -> tuple[str, str]:
    """Start a primary and its streaming replica; give their addresses."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
    folder = Path("/tmp/market-scale")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o755)
    shutil.chown(folder, "postgres")
    ports = free_port(), free_port()

    def start(name: str, port: int) -> None:
        as_postgres(
            f"{programs}/pg_ctl -D {folder}/{name} -w -l {folder}/{name}.log "
            f"-o '-p {port} -k {folder} -c max_connections=60' start"
        )
        stack.callback(as_postgres, f"{programs}/pg_ctl -D {folder}/{name} -m immediate stop")

    as_postgres(f"{programs}/initdb -D {folder}/primary -A trust -U postgres")
    start("primary", ports[0])
    as_postgres(
        f"{programs}/pg_basebackup -h 127.0.0.1 -p {ports[0]} -U postgres -R -X stream "
        f"-D {folder}/replica"
    )
    start("replica", ports[1])
    run(
        "psql", f"postgres://postgres@127.0.0.1:{ports[0]}/postgres", "-c", "CREATE DATABASE market"
    )
    return tuple(f"postgres://postgres@127.0.0.1:{port}/market" for port in ports)


class Browser:
    """As much of a browser as buying needs; `failed` are the answers that were errors."""

    def __init__(self, site: str) -> None:
        self.site, self.failed = site, []
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def open(self, path: str, form: dict | None = None) -> tuple[str, str]:
        """Ask; give (where it ended, text). A POST names this site as its origin."""
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        request = urllib.request.Request(
            urllib.parse.urljoin(self.site, path), data, {"Origin": self.site, "Referer": self.site}
        )
        try:
            with self.opener.open(request, timeout=30) as answer:
                return answer.geturl(), answer.read().decode()
        except (urllib.error.URLError, ConnectionError, TimeoutError) as error:
            self.failed.append(f"{'POST' if data else 'GET'} {path}: {error}")
            return "", ""

    def hidden(self, text: str) -> dict[str, str]:
        found = {}
        for tag in re.findall(r"<input[^>]+>", text):
            name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
            if name and 'type="hidden"' in tag:
                found[name[1]] = value[1] if value else ""
        return found

    def buy(self, product: str) -> str:
        """Buy one piece for cash; the purchase's number, or nothing."""
        self.jar.clear()
        self.open(f"/en/basket/add/{product}/", {"quantity": "1"})
        _url, page = self.open("/en/checkout/")
        address = {
            "email": "load@example.com",
            "name": "Load",
            "phone": "0912345678",
            "country": "VN",
            "province": "01",
            "commune": "Hoàn Kiếm",
            "street": "1 Hàng Bông",
        }
        url, page = self.open("/en/checkout/", self.hidden(page) | address)
        if "/review/" not in url:
            return ""
        form = self.hidden(page) | {"payment_method": "cash"}
        url, page = self.open("/en/checkout/review/", form)
        if not url:  # the answer was lost: say the same again, as a person does
            url, page = self.open("/en/checkout/review/", form)
        number = re.search(r"\b\d{6}-[0-9A-Z]{6}\b", page)
        return number[0] if number else ""


def main() -> None:
    for program in ("nginx", "psql", "su"):
        if not shutil.which(program):
            sys.exit(f"{program} is missing.")
    VAR.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        primary, replica = start_databases(stack)
        env = os.environ | {
            "DATABASE_URL": primary,
            "REPLICA_URL": replica,
            "REDIS_URL": REDIS,
            "LOG_LEVEL": "CRITICAL",
            "RATE_LIMITS": "off",
        }
        plain = {k: v for k, v in env.items() if k != "REPLICA_URL"}
        for command in (("migrate", "-v0"), ("demo", "--products", "1000")):
            subprocess.run(
                [sys.executable, "manage.py", *command],
                cwd=ROOT,
                env=plain,
                check=True,
                stdout=subprocess.DEVNULL,
            )
        public = free_port()
        env["SITE_URL"] = f"http://127.0.0.1:{public}"
        ports = free_port(), free_port()
        apps = [serve(stack, port, env) for port in ports]
        folder = VAR / "scale"
        folder.mkdir(exist_ok=True)
        (folder / "nginx.conf").write_text(
            NGINX.format(folder=folder, one=ports[0], two=ports[1], port=public)
        )
        nginx = subprocess.Popen(
            ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
        )
        stack.callback(nginx.wait, 10)
        stack.callback(nginx.terminate)
        wait_for(public, nginx)
        site = env["SITE_URL"]
        own_writes = show_own_writes(site, primary, replica)
        print(
            f"A writer sees its own write while the replica stands still: {own_writes}", flush=True
        )
        report = load_and_kill(site, primary, apps, ports[0])
    print("\n".join(f"{name}: {value}" for name, value in report.items()))
    if not own_writes or report["lost orders"] or report["failed reads"] or report["failed writes"]:
        sys.exit("Something was lost.")


def serve(stack: ExitStack, port: int, env: dict[str, str]) -> subprocess.Popen:
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "marketplace.wsgi",
            "--bind",
            f"127.0.0.1:{port}",
            "--workers",
            "1",
            "--threads",
            "4",
            "--log-level",
            "critical",
        ],
        cwd=ROOT,
        env=env,
        start_new_session=True,
    )

    def end() -> None:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(20)

    stack.callback(end)
    wait_for(port, process)
    return process


def sql(database: str, statement: str) -> str:
    return run("psql", "-Atq", database, "-c", statement).strip()


def products(primary: str) -> list[str]:
    return sql(
        primary,
        "SELECT p.id FROM catalogue_product p JOIN partner_stockrecord s ON s.product_id = p.id "
        "WHERE p.publication = 1 AND s.num_in_stock >= 20 AND p.needs_delivery ORDER BY p.id LIMIT 60",
    ).split()


def show_own_writes(site: str, primary: str, replica: str) -> bool:
    """Stop the replica's replay: who writes must see it, strangers still read."""
    sql(replica, "SELECT pg_wal_replay_pause()")
    writer, stranger = Browser(site), Browser(site)
    product = products(primary)[0]
    writer.open(f"/en/basket/add/{product}/", {"quantity": "1"})
    _url, page = writer.open("/en/products/")
    _url, other = stranger.open("/en/products/")
    sql(replica, "SELECT pg_wal_replay_resume()")
    return (
        bool(re.search(r"data-basket-count[^>]*>1<", page))
        and "<h1>" in other
        and not writer.failed
    )


def load_and_kill(site: str, primary: str, apps: list[subprocess.Popen], killed_port: int) -> dict:
    """Buy and read for SECONDS, kill one application in the middle, count what became of it."""
    before = int(sql(primary, "SELECT COUNT(*) FROM purchases_purchase"))
    ends = time.monotonic() + SECONDS
    goods, bought, readers, buyers = products(primary), [], [], []
    reads = [0]

    def buy(number: int) -> None:
        browser = Browser(site)
        buyers.append(browser)
        turn = number
        while time.monotonic() < ends:
            bought.append(browser.buy(goods[turn % len(goods)]))
            turn += BUYERS

    def read() -> None:
        browser = Browser(site)
        readers.append(browser)
        while time.monotonic() < ends:
            for path in (
                "/vi/products/?stars=4",
                "/en/",
                "/vi/villages/",
                "/en/products/?sort=price",
            ):
                browser.open(path)
                reads[0] += 1

    threads = [threading.Thread(target=buy, args=(n,)) for n in range(BUYERS)]
    threads += [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    time.sleep(SECONDS / 2)
    os.killpg(apps[0].pid, signal.SIGKILL)
    for thread in threads:
        thread.join()
    made = int(sql(primary, "SELECT COUNT(*) FROM purchases_purchase")) - before
    numbers = {number for number in bought if number}
    known = set(sql(primary, "SELECT number FROM purchases_purchase").split())
    return {
        "killed at half time": f"the application on port {killed_port}",
        "reads": reads[0],
        "failed reads": sum(len(browser.failed) for browser in readers),
        "purchases told to buyers": len(numbers),
        "purchases in the database": made,
        "lost orders": len(numbers - known),
        "failed writes": len([number for number in bought if not number]),
        "answers that got lost and were asked again": sum(len(b.failed) for b in buyers),
    }


if __name__ == "__main__":
    main()
