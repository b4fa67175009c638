"""What a backup is of: read from the copied state itself, compared with what is restored."""

import subprocess
import tomllib
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from marketplace.operations.backups import BackupRefused, databases
from marketplace.operations.backups.databases import TABLES, Ask

FORMAT = 1
COUNTED = (
    "accounts.User",
    "producers.Producer",
    "catalogue.Product",
    "catalogue.ProductImage",
    "certificates.Certificate",
    "origin.Lot",
    "origin.Label",
    "origin.TraceEvent",
    "purchases.Purchase",
    "order.Order",
    "ledger.Transaction",
    "ledger.Entry",
    "wagtailcore.Page",
)
APPLIED = "SELECT app, name FROM django_migrations ORDER BY id"

About = dict[str, Any]


def about_of(ask: Ask) -> About:
    """Say what a copied database holds. An older version's lacks tables that we know."""
    there = {name for (name,) in ask(TABLES[databases.vendor()])}
    return {
        "format": FORMAT,
        "version": version(),
        "revision": revision(),
        "site": settings.SITE_URL,
        "vendor": databases.vendor(),
        "migrations": [list(row) for row in ask(APPLIED)] if "django_migrations" in there else [],
        "counts": counts(ask, there),
        "ledger": ledger(ask, there),
    }


def counts(ask: Ask, there: set[str]) -> dict[str, int]:
    found = {}
    for label in COUNTED:
        table = apps.get_model(label)._meta.db_table
        if table in there:
            [(found[label],)] = ask(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - our tables
    return found


def ledger(ask: Ask, there: set[str]) -> dict[str, int]:
    """Sum the books by kind of account, in dong; all of it is zero."""
    account = apps.get_model("ledger.Account")._meta.db_table
    entry = apps.get_model("ledger.Entry")._meta.db_table
    if not {account, entry} <= there:
        return {}
    sums = ask(
        f"SELECT a.kind, sum(e.amount) FROM {entry} e JOIN {account} a ON a.id = e.account_id"  # noqa: S608
        " GROUP BY a.kind ORDER BY a.kind"
    )
    return {kind: int(amount) for kind, amount in sums}


def version() -> str:
    text = (settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["project"]["version"]


def revision() -> str:
    """Name the commit that runs: by the file that an installation writes, else by git."""
    kept = settings.BASE_DIR / "REVISION"
    if kept.is_file():
        return kept.read_text().strip()
    try:
        asked = subprocess.run(
            ["git", "rev-parse", "HEAD"],  # noqa: S607 - whatever git is installed
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            check=False,
            timeout=10,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return asked.stdout.strip()


def refuse_foreign(about: About) -> None:
    """Refuse what this version or this database cannot hold. Raises BackupRefused."""
    made = f"version {about.get('version', '?')}, commit {about.get('revision', '')[:12] or '?'}"
    if about.get("format", 0) > FORMAT:
        raise BackupRefused(f"This backup is of a newer form ({made}): install that version first.")
    unknown = unknown_migrations(about)
    if unknown:
        raise BackupRefused(
            f"This backup is of a newer market ({made}): {len(unknown)} of its migrations are not"
            f" known here, {'.'.join(unknown[0])} among them. Install that version first."
        )
    if about["vendor"] != databases.vendor():
        raise BackupRefused(
            f"This backup holds a database of {about['vendor']}, DATABASE_URL names one of"
            f" {databases.vendor()}."
        )


def unknown_migrations(about: About) -> list[tuple[str, str]]:
    """List what was applied there and is not known here; apps that are gone are no matter."""
    loader = MigrationLoader(None)
    known = set(loader.disk_migrations)
    known |= {each for one in loader.disk_migrations.values() for each in one.replaces}
    ours = {app for app, _name in known}
    applied = [(app, name) for app, name in about["migrations"]]
    return [each for each in applied if each[0] in ours and each not in known]


def waiting_migrations() -> int:
    """Count what this version has yet to apply to the database as it is."""
    applied = set(databases.asked(APPLIED))
    return len(set(MigrationLoader(None).disk_migrations) - applied)
