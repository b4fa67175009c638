"""manage.py market: database, demo market, shop and all beside it, ended by one Ctrl-C."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from marketplace.demo.market import PASSWORD, PEOPLE

ROLES = {
    "buyer": "buyer",
    "seller-1": "producer (ceramics)",
    "seller-2": "producer (silk)",
    "promoter": "tourism promoter, /cms/",
    "officer": "OCOP officer, /vi/programme/",
    "staff": "staff",
    "finance-1": "finance desk, /vi/finance/",
    "finance-2": "finance desk, the second person",
}


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def end(*_args) -> None:
    raise KeyboardInterrupt


class Command(BaseCommand):
    help = "Serve the demo market on this machine with its task worker and its test payments."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-demo", action="store_true", help="Do not load the demo market")
        parser.add_argument("--workers", type=int, default=1, help="Processes of gunicorn")
        parser.add_argument("--behind-nginx", type=int, metavar="PORT", help="nginx listens here")

    def handle(self, *args, port: int, no_demo: bool, workers: int, behind_nginx: int, **options):
        if not port_is_free(port):
            raise CommandError(
                f"Port {port} is taken by another program. Try: make run PORT={port + 123}"
            )
        call_command("migrate", verbosity=0)
        if not no_demo:
            call_command("demo")
        standin = 12111
        while not port_is_free(standin):
            standin += 1
        site = f"http://127.0.0.1:{behind_nginx or port}"
        env = os.environ | {
            "SITE_URL": os.environ.get("SITE_URL", site),
            "MALLOC_ARENA_MAX": "1",  # threads share arenas: less memory, no measured cost
        }
        plays_stripe = not settings.PRODUCTION and not os.environ.get("STRIPE_SECRET_KEY")
        if plays_stripe:
            env["STRIPE_STANDIN_URL"] = f"http://127.0.0.1:{standin}"
        python, manage = sys.executable, str(settings.BASE_DIR / "manage.py")
        commands = [
            [
                python,
                "-m",
                "gunicorn",
                "marketplace.wsgi",
                "--bind",
                f"127.0.0.1:{port}",
                "--workers",
                str(workers),
                "--threads",
                "4",  # each holds a database connection of a few megabytes
                "--limit-request-line",
                "0",
                "--log-level",
                "warning",
            ],
            [python, manage, "db_worker", "--interval", "1"],
            [python, manage, "keep_time"],
        ]
        if behind_nginx:
            commands.append(self.nginx(public_port=behind_nginx, app_port=port))
        if plays_stripe:
            commands.append(
                [
                    python,
                    "-m",
                    "marketplace.gateways.stripe.standin",
                    "--port",
                    str(standin),
                    "--webhook-url",
                    f"{site}/webhooks/stripe/",
                    "--state",
                    str(settings.VAR_DIR / "stripe-standin.json"),
                ]
            )
        processes = [
            subprocess.Popen(c, env=env, cwd=settings.BASE_DIR, start_new_session=True)
            for c in commands
        ]
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, end)
        try:
            while port_is_free(port) and processes[0].poll() is None:
                time.sleep(0.1)
            self.greet(site, no_demo)
            while all(process.poll() is None for process in processes):
                time.sleep(0.5)
            self.stderr.write("A part of the market stopped; ending the rest.")
        except KeyboardInterrupt:
            self.stdout.write("\nClosing the market.")
        finally:
            for process in processes:
                if process.poll() is None:
                    process.terminate()
            for process in processes:
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()

    @staticmethod
    def nginx(*, public_port: int, app_port: int) -> list[str]:
        """Write nginx's configuration for these ports; give the command that runs it."""
        if not shutil.which("nginx"):
            raise CommandError("nginx is not installed. Install it, or leave --behind-nginx out.")
        if not port_is_free(public_port):
            raise CommandError(f"Port {public_port} is taken by another program.")
        text = (settings.BASE_DIR / "docs" / "nginx.conf").read_text()
        for name, value in {
            "APP_PORT": app_port,
            "PUBLIC_PORT": public_port,
            "ROOT": settings.BASE_DIR,
            "MEDIA": settings.MEDIA_ROOT,
            # TLS ends before this nginx, if anywhere; the application redirects plain HTTP.
            "FORWARDED_PROTO": "https" if settings.SITE_URL.startswith("https") else "$scheme",
        }.items():
            text = text.replace(name, str(value))
        path = settings.VAR_DIR / "nginx.conf"
        settings.VAR_DIR.mkdir(exist_ok=True)
        path.write_text(text)
        return ["nginx", "-p", str(settings.BASE_DIR), "-c", str(path), "-g", "daemon off;"]

    def greet(self, site: str, no_demo: bool) -> None:
        self.stdout.write(f"\nThe market is open: {site}\n")
        if not no_demo:
            self.stdout.write(f"Demo accounts, password {PASSWORD}:")
            for key, email in PEOPLE.items():
                self.stdout.write(f"  {email:26} {ROLES[key]}")
        self.stdout.write("Mail goes to var/mail. Ctrl-C ends everything.\n")
        self.stdout.flush()
