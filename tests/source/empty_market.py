"""The kept file of an empty market: made from the migrations, and compared with what they make.

    python -m tests.source.empty_market        make it anew (`make freeze` does)

Beside the file stands which migrations, data and libraries made it, by their fingerprint. While
that is today's there is nothing to compare; a change of any of them is held to the same result.
"""

import hashlib
import json
import lzma
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).parent.parent.parent
STATED = ROOT / "marketplace" / "demo" / "empty_market.json"

# What is another in every migrated database: when, and keys by chance.
BY_CHANCE = {"applied", "at", "created_at", "translation_key"}
# Secrets of each installation: none is in the file, and each makes its own (docs/keys.md).
OWN = "keys_key"
# Rows that are counted in the order in which apps came: what they are called, for who names one.
NAMES = {
    "django_content_type": "SELECT app_label || model FROM django_content_type WHERE id",
    "auth_permission": "SELECT codename FROM auth_permission WHERE id",
}
UNNUMBERED = {*NAMES, "auth_group_permissions", "django_migrations"}

Contents = dict[str, list[Any]]  # name of a table, or of what else there is -> its rows, or SQL


def stated() -> dict[str, str]:
    return json.loads(STATED.read_text(encoding="utf-8"))


def digest_of(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def migrate(address: str, folder: Path) -> None:
    """Run all migrations that a database lacks, in a process without anybody's settings."""
    env = {
        "DATABASE_URL": address,
        "HOME": os.environ.get("HOME", ""),
        "PATH": os.environ["PATH"],
        "VAR_DIR": str(folder),
    }
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=env, check=True)


def columns_of(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    """Give what to read of a table's columns, so that two markets can be compared."""
    keys = connection.execute(f'PRAGMA foreign_key_list("{table}")').fetchall()
    targets = {column: target for _id, _seq, target, column, *_ in keys if target in NAMES}
    for _number, column, *_ in connection.execute(f'PRAGMA table_info("{table}")'):
        if column in BY_CHANCE or (column == "id" and table in UNNUMBERED):
            continue
        target = targets.get(column)
        yield f'({NAMES[target]} = t."{column}")' if target else f't."{column}"'


def contents_of(database: Path) -> Contents:
    """Read all that a migrated database is: its schema, and the rows of each table."""
    found: Contents = {}
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        made = connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2")
        for kind, name, sql in made.fetchall():
            found[f"{kind} {name}"] = [sql]
            if kind != "table" or name == OWN or name.startswith("sqlite_") or "_fts" in name:
                continue
            read = ", ".join(columns_of(connection, name))
            rows = connection.execute(f'SELECT {read} FROM "{name}" t').fetchall()
            found[f"rows of {name}"] = sorted(rows, key=repr)
    return found


def differences(one: Contents, other: Contents) -> list[str]:
    """Name what is not the same in both."""
    return sorted(each for each in one.keys() | other.keys() if one.get(each) != other.get(each))


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    django.setup()
    from marketplace.demo.empty_market import FILE
    from tests.databases import fingerprint

    with tempfile.TemporaryDirectory() as folder:
        database, dense = Path(folder) / "empty.sqlite3", Path(folder) / "dense.sqlite3"
        migrate(f"sqlite:///{database}", database.parent)
        with closing(sqlite3.connect(database)) as connection:
            with connection:
                connection.execute(f"DELETE FROM {OWN}")
            connection.execute("VACUUM INTO ?", [str(dense)])
        FILE.write_bytes(lzma.compress(dense.read_bytes(), preset=9 | lzma.PRESET_EXTREME))
    now = {"made by": fingerprint(), "file": digest_of(FILE)}
    STATED.write_text(json.dumps(now, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
