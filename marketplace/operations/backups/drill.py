"""Restore a backup into a place of its own and prove there that it is the market.

Nothing of the market is touched: the copy has its own folder and database, no cache, search
server, mail server, payment service or collector of errors, and all of it is gone afterwards.
"""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings

from marketplace.operations.backups import BackupRefused, databases, keys, making
from marketplace.operations.backups.about import About
from marketplace.operations.backups.places import Folder, Place, workroom
from marketplace.operations.backups.proving import KEYS, browser
from marketplace.operations.backups.restoring import LATEST, verify
from marketplace.operations.backups.sealing import new_pair

# What the copy must not reach: the services of the market that it is a copy of.
SERVICES = (
    "REDIS_URL",
    "REPLICA_URL",
    "SEARCH_URL",
    "S3_BUCKET",
    "S3_PRIVATE_BUCKET",
    "STRIPE_SECRET_KEY",
    "STRIPE_PUBLISHABLE_KEY",
    "STRIPE_WEBHOOK_SECRET",
    "SENTRY_DSN",
    "BACKUP_DATABASE_URL",
    "BACKUP_TO",
)
APART = dict.fromkeys(SERVICES, "") | {
    "DJANGO_ENV": "development",
    "MEDIA_URL": "/media/",
    "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
    "METRICS": "0",
    "RATE_LIMITS": "0",
}


def drill(place: Place | None, key: str, *, database: str, say: making.Say) -> bool:
    """Restore the newest backup of a place, or a fresh one, and prove it; tell each proof.

    True when all hold. Raises BackupRefused when it cannot be restored at all.
    """
    with workroom() as folder, empty_database(folder, database) as url:
        signing = None
        if place is None:
            say("Making a backup.")
            public, key = new_pair()
            place = Folder(folder / "backups")
            making.make_backup(place, say, keys=[public])
            signing = browser().get(KEYS).json()
        facts: About = {**verify(place, LATEST, key), "signing": signing}
        (folder / "facts.json").write_text(json.dumps(facts))
        (folder / "identity").write_text(key)
        new = folder / "market"
        env = (
            os.environ
            | APART
            | {
                "VAR_DIR": str(new),
                "MEDIA_ROOT": str(new / "media"),
                "PRIVATE_ROOT": str(new / "private"),
                "STATIC_ROOT": str(settings.STATIC_ROOT),
                "DATABASE_URL": url,
                "ALLOWED_HOSTS": "*",
                "SITE_URL": settings.SITE_URL,
            }
        )
        say("Restoring it into a new place.")
        address = str(place).removesuffix("/")
        manage("restore", f"--from={address}", f"--identity={folder / 'identity'}", env=env)
        env |= secrets_in(new / keys.RESTORED)
        manage("migrate", "--noinput", "--verbosity=0", env=env)
        return manage("drill", f"--prove={folder / 'facts.json'}", env=env, shown=True) == 0


def secrets_in(path: Path) -> dict[str, str]:
    """Read the secrets that the backup had and this environment has not."""
    if not path.exists():
        return {}
    return dict(line.split("=", 1) for line in path.read_text().splitlines())


def manage(*command: str, env: dict[str, str], shown: bool = False) -> int:
    """Run a command of the market elsewhere. Raises BackupRefused unless it is only shown."""
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, str(settings.BASE_DIR / "manage.py"), *command],
        env=env,
        stdout=None if shown else subprocess.DEVNULL,
        stderr=None if shown else subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode and not shown:
        said = (done.stderr or "").strip().splitlines() or ["it said nothing"]
        raise BackupRefused(f"{command[0]} failed: {said[-1]}")
    return done.returncode


@contextmanager
def empty_database(folder: Path, given: str) -> Iterator[str]:
    """Give an empty database: the one named, a file, or one beside PostgreSQL's that goes again."""
    if given or databases.vendor() == "sqlite":
        yield given or f"sqlite:///{folder / 'market.sqlite3'}"
        return
    import psycopg

    place = databases.place()
    name = f"{place['PGDATABASE'][:40]}_drill_{secrets.token_hex(3)}"
    with databases.reached() as admin:
        admin.autocommit = True
        try:
            admin.execute(f'CREATE DATABASE "{name}"')
        except psycopg.Error as error:
            raise BackupRefused(
                f"No database could be made for the drill ({error}): name an empty one with"
                " --database."
            ) from error
        user = quote(place.get("PGUSER", ""), safe="")
        password = quote(place.get("PGPASSWORD", ""), safe="")
        host = quote(place.get("PGHOST", ""), safe="")
        try:
            yield f"postgres://{user}:{password}@{host}:{place.get('PGPORT', 5432)}/{name}"
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
