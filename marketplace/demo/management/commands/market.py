"""manage.py market: database, demo market, shop and all beside it, ended by one Ctrl-C.

A part that stops is started again; one that does not start at all ends the rest.
"""

import io
import logging
import os
import shutil
import signal
import socket
import sys
import time
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from marketplace.demo import empty_market
from marketplace.demo.people import PASSWORD, PEOPLE
from marketplace.demo.processes import Kept, Part, Process, Say, end_all, log_file, short
from marketplace.frame.alone import alone

ROLES = {
    "buyer": "buyer",
    "seller-1": "producer (ceramics), /vi/sell/",
    "seller-2": "producer (silk), /vi/sell/",
    "promoter": "tourism promoter of a village, /cms/",
    "approver": "approves what is written for that village, /cms/",
    "editor": "editor of all pages, says who writes for which village, /cms/",
    "officer": "OCOP officer, /vi/programme/",
    "officer-2": "OCOP officer, the second person",
    "commune": "OCOP dossiers of a commune, /vi/programme/dossiers/",
    "province": "OCOP dossiers of the province, the same",
    "staff": "staff, /vi/dashboard/, /admin/",
    "moderator": "moderator, /vi/sell/review/",
    "joiner": "registers as a producer, /vi/sell/",
    "finance-1": "finance desk, /vi/finance/",
    "finance-2": "finance desk, the second person",
}

STANDIN_PORT = 12111
TOLD_EVERY = 15  # seconds between two numbers of migrations
PYTHON, MANAGE = sys.executable, str(settings.BASE_DIR / "manage.py")
WORKER = Part("worker", "The task worker", [PYTHON, MANAGE, "db_worker", "--interval", "1"])
CLOCK = Part("clock", "The clock", [PYTHON, MANAGE, "keep_time"])


class Migrations(io.StringIO):
    """What migrate writes, told as a number now and then: an empty database takes hundreds."""

    def __init__(self, say: Say) -> None:
        super().__init__()
        self.say = say
        self.count, self.told_at = 0, time.monotonic()

    def write(self, text: str) -> int:
        self.count += text.count("Applying ")
        if time.monotonic() - self.told_at > TOLD_EVERY:
            self.say(f"  {self.count} migrations")
            self.told_at = time.monotonic()
        return len(text)


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def free_port_from(port: int) -> int:
    while not port_is_free(port):
        port += 1
    return port


def end(*_args) -> None:
    raise KeyboardInterrupt


def keep_log(path: Path) -> None:
    """Write what this process logs into a file; leave errors, and only them, on the screen."""
    kept = log_file(path)
    screen = logging.getLogger().handlers[:]
    for handler in screen:
        kept.setFormatter(handler.formatter)
        handler.setLevel(logging.ERROR)
    logging.getLogger().addHandler(kept)
    logging.captureWarnings(True)


def app_server(port: int, workers: int) -> Part:
    return Part(
        "shop",
        "The shop",
        [
            PYTHON,
            "-m",
            "gunicorn",
            "marketplace.wsgi",
            "--bind",
            f"127.0.0.1:{port}",
            "--workers",
            str(workers),
            "--limit-request-line",
            "0",
            "--log-level",
            "warning",
        ],
    )


def look_after(kept: list[Kept]) -> None:
    for each in kept:
        each.look()


def dev_server(port: int) -> Part:
    command = [PYTHON, MANAGE, "runserver", f"127.0.0.1:{port}"]
    return Part("shop", "The shop", command, is_shown=True)


def payments(port: int, site: str) -> Part:
    """Give the stand-in for Stripe on a port of its own."""
    return Part(
        "payments",
        "The stand-in for Stripe",
        [
            PYTHON,
            "-m",
            "marketplace.gateways.stripe.standin",
            "--port",
            str(port),
            "--webhook-url",
            f"{site}/webhooks/stripe/",
            "--state",
            str(settings.VAR_DIR / "stripe-standin.json"),
        ],
    )


def nginx(*, public_port: int, app_port: int) -> Part:
    """Write nginx's configuration for these ports; give the process that runs it."""
    if not shutil.which("nginx"):
        raise CommandError("nginx is not installed (Debian: apt install nginx).")
    if not port_is_free(public_port):
        raise CommandError(f"Port {public_port} is taken by another program.")
    text = (settings.BASE_DIR / "docs" / "nginx.conf").read_text()
    for name, value in {
        "APP_PORT": app_port,
        "PUBLIC_PORT": public_port,
        "STATIC": settings.STATIC_ROOT,
        "VAR": settings.VAR_DIR,
        "MEDIA": settings.MEDIA_ROOT,
        "PRIVATE": settings.PRIVATE_ROOT,
        # TLS ends before this nginx, if anywhere; the application redirects plain HTTP.
        "FORWARDED_PROTO": "https" if settings.SITE_URL.startswith("https") else "$scheme",
    }.items():
        text = text.replace(name, str(value))
    path = settings.VAR_DIR / "nginx.conf"
    settings.VAR_DIR.mkdir(exist_ok=True)
    path.write_text(text)
    command = ["nginx", "-p", str(settings.BASE_DIR), "-c", str(path), "-g", "daemon off;"]
    return Part("nginx", "nginx", command)


class Command(BaseCommand):
    help = "Serve the demo market on this machine with its task worker and its test payments."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-demo", action="store_true", help="Do not load the demo market")
        parser.add_argument("--workers", type=int, default=1, help="Processes of gunicorn")
        parser.add_argument("--behind-nginx", type=int, metavar="PORT", help="nginx listens here")
        parser.add_argument(
            "--dev", action="store_true", help="Django's own server, which reads changed code anew"
        )

    def handle(
        self,
        *args,
        port: int,
        no_demo: bool,
        workers: int,
        behind_nginx: int | None,
        dev: bool,
        **options,
    ):
        if not port_is_free(port):
            raise CommandError(
                f"Port {port} is taken by another program. Try: make run PORT={port + 123}"
            )
        logs = settings.VAR_DIR / "log"
        keep_log(logs / "market.log")
        self.say("Preparing the database.")
        with alone("market", wait=self.say):  # a second start finds what the first has made
            empty_market.begin(connection)
            call_command("migrate", stdout=Migrations(self.say))
            if no_demo:
                call_command("found_site", stdout=self.stdout)
            if settings.PRODUCTION:
                call_command("preflight", stdout=self.stdout, stderr=self.stderr)
            if not no_demo:
                call_command("demo", stdout=self.stdout)
        site = f"http://127.0.0.1:{behind_nginx or port}"
        parts = [dev_server(port) if dev else app_server(port, workers), WORKER, CLOCK]
        if behind_nginx:
            parts.append(nginx(public_port=behind_nginx, app_port=port))
            os.environ["PRIVATE_ACCEL"] = "/private-files/"  # where nginx finds PRIVATE_ROOT
        env = os.environ | {
            "SITE_URL": os.environ.get("SITE_URL", site),
            "MALLOC_ARENA_MAX": "1",  # threads share arenas: less memory, no measured cost
            "PYTHONNODEBUGRANGES": "1",  # of templates, too: smaller code, tracebacks without marks
            "DJANGO_RUNSERVER_HIDE_WARNING": "true",  # --dev says what it is
            "PYTHONUNBUFFERED": "1",  # a log is read while it is written
        }
        if not settings.PRODUCTION and not os.environ.get("STRIPE_SECRET_KEY"):
            standin = free_port_from(STANDIN_PORT)
            env["STRIPE_STANDIN_URL"] = f"http://127.0.0.1:{standin}"
            parts.append(payments(standin, site))
        self.say("Opening the shop.")
        kept: list[Kept] = []
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, end)
        try:
            for part in parts:
                start = partial(
                    Process, part, folder=logs, env=env, cwd=settings.BASE_DIR, say=self.warn
                )
                kept.append(Kept(start, self.warn, time.monotonic))
            while port_is_free(port):
                look_after(kept)
                if any(each.is_broken for each in kept):
                    raise CommandError("A part of the market does not start; ending the rest.")
                time.sleep(0.1)
            self.greet(site, logs, with_accounts=not no_demo)
            while True:
                look_after(kept)
                time.sleep(0.5)
        except KeyboardInterrupt:
            self.say("\nClosing the market.")
        finally:
            end_all([each.process for each in kept])

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def warn(self, text: str) -> None:
        self.stderr.write(text)
        self.stderr.flush()

    def greet(self, site: str, logs: Path, *, with_accounts: bool) -> None:
        """Say where the market is and who may sign in, as the last thing on the screen."""
        lines = ["", f"The market is open: {site}"]
        if settings.EMAIL_SENDER.endswith("filebased.EmailBackend"):
            lines.append(f"Mail goes to {short(Path(settings.EMAIL_FILE_PATH))}.")
        lines.append(f"Logs go to {short(logs)}; an error is told here. Ctrl-C ends everything.")
        if with_accounts:
            lines += ["", f"Demo accounts, password {PASSWORD}:"]
            lines += [f"  {email:26} {ROLES[key]}" for key, email in PEOPLE.items()]
        self.say("\n".join(lines))
