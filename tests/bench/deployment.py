"""What deploy/ says, done: the container's steps in an empty folder, an upgrade and the way back.

    python -m tests.bench.deployment container
    python -m tests.bench.deployment upgrade [--demo] [COMMIT]

The first reads deploy/container/Containerfile itself and runs each RUN and COPY in an empty
folder that plays the root, with an environment of its own, then its health check while its
command serves. What only a container has (packages of the system, its user) is named as left out.

The second installs COMMIT (without one: the last with fewer migrations than this tree) by
deploy/upgrade, then this tree over it, goes back by deploy/rollback, and lets an upgrade fail
that has to go back by itself. DATABASE_URL may name an empty PostgreSQL; SQLite otherwise. With
--demo the first version holds the demo market: its purchases, lots, mails and books have to be the
same through all of it.
"""

import json
import lzma
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.silence import closed_port

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "deploy" / "container" / "Containerfile"
OF_A_CONTAINER = ("apt-get", "useradd", "mkdir -p /data && chown")
MOST = 1200  # seconds of any one step


def steps(text: str) -> list[tuple[str, str]]:
    """Read a container file: (instruction, the rest), long lines joined."""
    lines = [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]
    return [
        (word, rest.strip())
        for word, _, rest in (line.partition(" ") for line in lines if not line.startswith("#"))
    ]


def say(text: str) -> None:
    print(text, flush=True)


class Stage:
    """One stage of the build: a folder that plays the root, and the environment in it."""

    def __init__(self, root: Path) -> None:
        self.root, self.workdir = root, root
        self.env = {"PATH": os.environ["PATH"], "HOME": str(root)}
        self.env |= {k: v for k, v in os.environ.items() if k.startswith(("PIP_", "UV_", "SSL_"))}
        self.told: dict[str, str] = {}

    def here(self, text: str) -> str:
        """Move the paths of a container into the folder that plays its root."""
        for place in ("/app", "/data"):
            text = text.replace(place, f"{self.root}{place}")
        return text

    def do(self, word: str, rest: str, before: "Stage | None") -> None:
        if word == "WORKDIR":
            self.workdir = Path(self.here(rest))
            self.workdir.mkdir(parents=True, exist_ok=True)
        elif word == "ENV":
            for pair in shlex.split(rest):
                name, _, value = pair.partition("=")
                self.env[name] = self.here(value).replace("$PATH", self.env["PATH"])
        elif word == "COPY":
            self.copy(rest.split(), before)
        elif word == "RUN":
            self.run(rest)
        else:
            self.told[word] = rest

    def copy(self, words: list[str], before: "Stage | None") -> None:
        if words[0].startswith("--from="):
            assert before is not None
            source, target = before.here(words[1]), self.here(words[2])
            shutil.copytree(source, target, symlinks=True)
            for script in Path(target, "bin").iterdir():  # whose first line names their place
                if script.is_file() and not script.is_symlink():
                    text = script.read_bytes()
                    script.write_bytes(text.replace(bytes(before.root), bytes(self.root), 1))
            return
        *sources, target = words
        for name in [each for word in sources for each in sorted(ROOT.glob(word))]:
            aim = self.workdir / target
            if name.is_dir():
                skip = shutil.ignore_patterns("__pycache__")
                shutil.copytree(name, aim, dirs_exist_ok=True, ignore=skip)
            else:
                shutil.copy(name, aim / name.name if target.endswith("/") else aim)

    def run(self, command: str) -> None:
        if command.startswith(OF_A_CONTAINER):
            say(f"  left out, of a container only: {command[:60]}")
            return
        say(f"  {command[:90]}")
        shell = ["sh", "-c", self.here(command)]
        subprocess.run(shell, cwd=self.workdir, env=self.env, check=True, timeout=MOST)


def build(folder: Path) -> Stage:
    """Run every step of the container file; give the last stage."""
    stage = before = None
    for word, rest in steps(FILE.read_text(encoding="utf-8")):
        if word == "FROM":
            before, stage = stage, Stage(folder / f"stage-{rest.split()[-1].replace(':', '-')}")
            stage.root.mkdir()
        else:
            assert stage is not None
            stage.do(word, rest, before)
    assert stage is not None
    return stage


def files_of(folder: Path) -> set[str]:
    return {str(path) for path in folder.rglob("*")}


def container() -> None:
    with tempfile.TemporaryDirectory(prefix="container-") as name:
        stage = build(Path(name))
        data = stage.root / "data"
        data.mkdir()
        kept = ROOT / ".cache" / "test.sqlite3"  # migrated already, where tests have run here
        if kept.exists():
            shutil.copy(kept, data / "market.sqlite3")
        manage = ["python", "manage.py"]
        python = stage.root / "app" / ".venv" / "bin" / "python"
        for command in ("migrate --noinput -v0", "collectstatic --noinput -v0"):
            say(f"  {command}")
            subprocess.run(
                [python, *manage[1:], *command.split()],
                cwd=stage.workdir,
                env=stage.env,
                check=True,
                timeout=MOST,
            )
        before = files_of(stage.workdir)
        command = [part.replace("8001", str(PORT)) for part in eval_list(stage.told["CMD"])]
        health = stage.told["HEALTHCHECK"].partition("CMD ")[2].replace("8001", str(PORT))
        with serving(command, stage):
            for _ in range(120):
                well = subprocess.run(
                    [python, *eval_list(health)[1:]], env=stage.env, capture_output=True
                )
                if well.returncode == 0:
                    break
                time.sleep(0.5)
            else:
                raise SystemExit("The health check never held.")
            say("  the health check of the file holds")
            ask(f"http://127.0.0.1:{PORT}/vi/products/")
        written = files_of(stage.workdir) - before
        if written:
            raise SystemExit(f"It writes outside of /data: {sorted(written)[:3]}")
        say("The container's steps hold; a page is served; nothing is written outside of /data.")


PORT = closed_port()


def eval_list(text: str) -> list[str]:
    """Read a command as a container file writes it, a JSON list."""
    return json.loads(text)


@contextmanager
def serving(command: list[str], stage: Stage) -> Iterator[None]:
    program = str(stage.root / "app" / ".venv" / "bin" / command[0])
    process = subprocess.Popen(
        [program, *command[1:]], cwd=stage.workdir, env=stage.env, start_new_session=True
    )
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def ask(url: str) -> None:
    subprocess.run(["curl", "-fsS", "-o", "/dev/null", "--max-time", "60", url], check=True)
    say(f"  {url} answers")


# --- Upgrade and rollback

SERVER = """#!/bin/sh
# stop | start of the market that is upgraded: one process of gunicorn
if [ "$1" = stop ]; then
  [ ! -s {root}/pid ] || kill "$(cat {root}/pid)" 2>/dev/null || true
  while [ -s {root}/pid ] && kill -0 "$(cat {root}/pid)" 2>/dev/null; do sleep 0.2; done
  exit 0
fi
cd {root}/current && exec .venv/bin/gunicorn marketplace.wsgi --bind 127.0.0.1:{port} --workers 1 \\
  --log-level error --daemon --pid {root}/pid --error-logfile {root}/errors.log
"""
FAILING = """from django.db import migrations


def fail(apps, schema_editor):
    raise RuntimeError("this migration cannot be")


class Migration(migrations.Migration):
    dependencies = [("operations", "{last}")]
    operations = [migrations.RunPython(fail)]
"""
PEOPLE = "from marketplace.accounts.models import User; "
APPLIED = (
    "from django.db import connection as c; "
    "from django.db.migrations.recorder import MigrationRecorder as R; "
    "print(len(R(c).applied_migrations()))"
)
# What a market has that no version may change: rows and the books.
FIGURES = """
from django.apps import apps
from django.db.models import Sum
names = "purchases.Purchase order.Line origin.Lot origin.TraceEvent ledger.Entry accounts.User"
print({name: apps.get_model(name).objects.count() for name in names.split()})
from marketplace.ledger.models import Entry
print(sorted((e["account__kind"], e["n"]) for e in Entry.objects.values("account__kind").annotate(n=Sum("amount"))))
"""


def git(*command: str) -> str:
    return subprocess.run(
        ["git", *command], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()


def commit_before() -> str:
    """Name the commit before the one that brought the newest migration."""
    newest = git("log", "-1", "--format=%H", "--diff-filter=A", "--", "*/migrations/0*.py")
    return git("rev-parse", f"{newest}^")


class Installation:
    """A market installed by deploy/ in a folder, and how its scripts find it."""

    def __init__(self, folder: Path, *, has_demo: bool = False) -> None:
        self.root, self.port, self.has_demo = folder / "market", closed_port(), has_demo
        data = folder / "data"
        for each in (self.root, data):
            each.mkdir()
        self.database = data / "market.sqlite3"
        database = os.environ.get("DATABASE_URL") or f"sqlite:///{self.database}"
        env_file = folder / "env"
        env_file.write_text(
            f"SITE_URL=http://127.0.0.1:{self.port}\nDATABASE_URL={database}\nVAR_DIR={data}\n"
            f"STATIC_ROOT={data / 'static'}\nSECRET_KEY=the-secret-of-an-upgrade-that-is-tried\n"
        )
        server = folder / "server"
        server.write_text(SERVER.format(root=self.root, port=self.port))
        server.chmod(0o755)
        self.env = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {
            "MARKET_ROOT": str(self.root),
            "MARKET_ENV": str(env_file),
            "MARKET_USER": "root",
            "MARKET_STOP": f"{server} stop",
            "MARKET_START": f"{server} start",
            "MARKET_SMOKE": f"http://127.0.0.1:{self.port}",
            "MARKET_VENV": str((ROOT / ".venv").resolve()),
        }

    def begin(self, version: Path) -> None:
        """Begin SQLite with the market that a version keeps migrated: minutes less."""
        kept = version / "marketplace" / "demo" / "empty_market.xz"
        if kept.exists() and not os.environ.get("DATABASE_URL"):
            self.database.write_bytes(lzma.decompress(kept.read_bytes()))

    def script(self, name: str, *arguments: str) -> int:
        say(f"$ deploy/{name} {' '.join(arguments)}")
        done = subprocess.run(
            [ROOT / "deploy" / name, *arguments], env=self.env, timeout=MOST, check=False
        )
        return done.returncode

    def say_in(self, code: str) -> str:
        """Run a line of code in the version that is installed now."""
        current = self.root / "current"
        return subprocess.run(
            [".venv/bin/python", "manage.py", "shell", "-v0", "-c", code],
            cwd=current.resolve(),
            env=self.env,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()

    def load_demo(self) -> None:
        """Fill the version that is installed now with the demo market."""
        current = (self.root / "current").resolve()
        command = [".venv/bin/python", "manage.py", "demo"]
        subprocess.run(command, cwd=current, env=self.env, check=True, stdout=subprocess.DEVNULL)

    def figures(self) -> str:
        return self.say_in(FIGURES) if self.has_demo else ""

    def state(self) -> tuple[str, str, str]:
        """Tell which version serves, how many migrations it has, and who is known."""
        revision = (self.root / "current" / "REVISION").read_text().strip()
        ask(f"{self.env['MARKET_SMOKE']}/vi/products/")
        people = self.say_in(PEOPLE + "print(*User.objects.values_list('email', flat=True))")
        return revision, self.say_in(APPLIED), people


def upgrade(commit: str, *, has_demo: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="upgrade-") as name:
        folder = Path(name)
        old = folder / "old"
        git("worktree", "add", "-q", "--detach", str(old), commit)
        there = Installation(folder, has_demo=has_demo)
        try:
            try_upgrade(there, old, folder)
        finally:
            subprocess.run([folder / "server", "stop"], check=False)
            git("worktree", "remove", "--force", str(old))
    say("Upgrade and rollback hold.")


def try_upgrade(there: Installation, old: Path, folder: Path) -> None:
    there.begin(old)
    must(there.script("upgrade", str(old)) == 0, "the first version installs")
    if there.has_demo:
        there.load_demo()
    there.say_in(PEOPLE + "User.objects.create_user('an@example.vn')")
    first, had = there.state(), there.figures()
    must("an@example.vn" in first[2].split(), "the first version knows An")

    must(there.script("upgrade", str(ROOT)) == 0, "this tree goes over it")
    there.say_in(PEOPLE + "User.objects.create_user('binh@example.vn')")
    second = there.state()
    must(int(second[1]) > int(first[1]), f"migrations: {first[1]} became {second[1]}")
    known = sorted([*first[2].split(), "binh@example.vn"])
    must(sorted(second[2].split()) == known, "An is still there")
    there.say_in(PEOPLE + "User.objects.get(email='binh@example.vn').delete()")
    must(there.figures() == had, f"rows and books are the same: {had or 'none'}")

    must(there.script("rollback", "--with-database") == 0, "the way back")
    must(there.state() == first, "version, migrations and people are those of before")
    must(there.figures() == had, "rows and books, too")

    broken = folder / "broken"
    skip = shutil.ignore_patterns(".git", ".venv", "node_modules", "var", ".cache")
    shutil.copytree(ROOT, broken, symlinks=True, ignore=skip)
    migrations = broken / "marketplace" / "operations" / "migrations"
    last = sorted(path.stem for path in migrations.glob("0*.py"))[-1]
    (migrations / "0999_cannot_be.py").write_text(FAILING.format(last=last))
    (broken / "REVISION").write_text("0" * 40)
    must(there.script("upgrade", str(broken)) != 0, "a version that cannot be is refused")
    must(there.state() == first, "and the market is as it was, and serves")


def must(holds: bool, what: str) -> None:
    if not holds:
        raise SystemExit(f"FAILS: {what}")
    say(f"  holds: {what}")


def main() -> None:
    if sys.argv[1:2] == ["container"]:
        container()
    elif sys.argv[1:2] == ["upgrade"]:
        more = [each for each in sys.argv[2:] if each != "--demo"]
        upgrade(more[0] if more else commit_before(), has_demo="--demo" in sys.argv)
    else:
        raise SystemExit(__doc__)


if __name__ == "__main__":
    main()
