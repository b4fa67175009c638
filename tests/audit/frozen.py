"""A market that stands still: a copy of its database and files, one moment, fixed dice.

Nothing here imports the project or Django at the top: the environment is set first.
"""

import contextlib
import datetime
import os
import random
import shutil
import socket
import sqlite3
import sys
import tempfile
from pathlib import Path
from random import Random

NOWHERE = "http://127.0.0.1:9"  # the discard port: whatever is sent there is lost
SMALL = 1_000_000  # files of VAR_DIR up to this size come along: keys, not archives


class Dice:
    """Stands for os.urandom and the module random: the same numbers after the same `throw`."""

    def __init__(self) -> None:
        self.random = Random(0)

    def urandom(self, size: int) -> bytes:
        return self.random.randbytes(size)

    def throw(self, seed: str) -> None:
        self.random.seed(seed)
        random.seed(seed)


dice = Dice()


def same_hashes() -> None:
    """Start this program again with fixed hashes, so that sets have one order."""
    if os.environ.get("PYTHONHASHSEED") != "0":
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])


def copy_database(source: Path, target: Path) -> None:
    for ending in ("", "-wal"):
        part = Path(f"{source}{ending}")
        if part.exists():
            shutil.copyfile(part, f"{target}{ending}")


def link_tree(source: Path, target: Path) -> None:
    """Copy a folder by hard links where that works: new and deleted files stay in the copy."""

    def link(old: str, new: str) -> None:
        if Path(new).exists():
            return
        try:
            os.link(old, new)
        except OSError:
            shutil.copyfile(old, new)

    if source.is_dir():
        shutil.copytree(source, target, copy_function=link, dirs_exist_ok=True)


def moment_of(database: Path) -> datetime.datetime:
    """Ten in the morning in Hanoi, the day after the database was made."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        first = connection.execute("SELECT min(applied) FROM django_migrations").fetchone()[0]
    day = datetime.date.fromisoformat(first[:10]) + datetime.timedelta(days=1)
    return datetime.datetime.combine(day, datetime.time(3), datetime.UTC)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def freeze(market: Path) -> Path:
    """Copy the market in this folder and start Django on it; the folder of the copy."""
    import time_machine

    if not (market / "market.sqlite3").exists():
        raise SystemExit(f"{market}/market.sqlite3 is missing: build it with manage.py demo")
    folder = Path(tempfile.mkdtemp(prefix="audit-"))
    database = folder / "market.sqlite3"
    copy_database(market / "market.sqlite3", database)
    for part in market.iterdir():
        if part.is_file() and "sqlite3" not in part.name and part.stat().st_size < SMALL:
            shutil.copyfile(part, folder / part.name)
    link_tree(market / "media", folder / "media")
    for name in ("DJANGO_ENV", "REPLICA_URL", "S3_BUCKET", "STRIPE_SECRET_KEY"):
        os.environ.pop(name, None)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "marketplace.settings",
        "VAR_DIR": str(folder),
        "MEDIA_ROOT": str(folder / "media"),
        "DATABASE_URL": f"sqlite:///{database}",
        "SITE_URL": "http://127.0.0.1:8000",
        "REDIS_URL": "",
        "SEARCH_URL": "",
        "RATE_LIMITS": "off",
        "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
        "STRIPE_STANDIN_URL": f"http://127.0.0.1:{free_port()}",  # nobody is there yet
        "LOG_LEVEL": "CRITICAL",
    }
    os.urandom = random._urandom = dice.urandom
    dice.throw("start")
    time_machine.travel(moment_of(database), tick=False).start()
    import django

    django.setup()
    from django.conf import settings

    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        *settings.PASSWORD_HASHERS,
    ]
    silence()
    migrate()
    return folder


def silence() -> None:
    import logging
    import warnings

    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")


def migrate() -> None:
    """Bring the copy to the migrations of this code, if it is behind."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def use_copy(folder: Path, name: str) -> None:
    """Go on with a copy of the database; for a process that writes and then ends."""
    from django.db import connection

    connection.close()
    target = folder / f"{name}.sqlite3"
    for ending in ("", "-wal", "-shm"):
        Path(f"{target}{ending}").unlink(missing_ok=True)
    copy_database(folder / "market.sqlite3", target)
    connection.settings_dict["NAME"] = str(target)
