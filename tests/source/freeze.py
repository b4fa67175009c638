"""Migrations that somebody may have applied do not change: their SHA-256 is kept here.

`make freeze` (python -m tests.source.freeze) writes new migrations into frozen_migrations.json
and refuses while one that stands there has changed or is gone. A migration is frozen before the
version that brings it; until then it may still be written anew.
"""

import ast
import hashlib
import json
import os
import re
import sys
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings

LIST = Path(__file__).parent / "frozen_migrations.json"
DATA = re.compile(r"""["']([\w./-]+\.(?:csv|json|sql|txt))["']""")
OURS = ("catalogue", "marketplace", "cms", "tests")

Frozen = dict[str, dict[str, str]]  # label of the app -> file below the app -> SHA-256


def folders() -> dict[str, Path]:
    """Find our apps that have migrations, by label: labels stay when a folder moves."""
    return {
        config.label: Path(config.path)
        for config in sorted(apps.get_app_configs(), key=lambda config: config.label)
        if Path(config.path).is_relative_to(settings.BASE_DIR)
        and ".venv" not in config.path
        and (Path(config.path) / "migrations").is_dir()
    }


def migrations_of(folder: Path) -> list[Path]:
    """List an app's migrations, and what they share in modules that start with `_`."""
    return sorted(
        path for path in (folder / "migrations").glob("*.py") if path.name != "__init__.py"
    )


def data_of(folder: Path) -> list[Path]:
    """List the files that an app's migrations load: they are a part of what was applied."""
    names = {
        name
        for path in migrations_of(folder)
        if "__file__" in (text := path.read_text(encoding="utf-8"))
        for name in DATA.findall(text)
    }
    return sorted(folder / "data" / name for name in names)


def digests() -> Frozen:
    return {
        label: {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in (*migrations_of(folder), *data_of(folder))
        }
        for label, folder in folders().items()
    }


def read_list() -> Frozen:
    return json.loads(LIST.read_text(encoding="utf-8"))


def broken(frozen: Frozen, now: Frozen) -> list[str]:
    """Name the frozen files that are not as they were; new ones are nobody's concern."""
    return [
        f"{label}/{name} is {'changed' if name in now.get(label, {}) else 'gone'}"
        for label, files in frozen.items()
        for name, digest in files.items()
        if now.get(label, {}).get(name) != digest
    ]


def living_imports(source: str) -> list[str]:
    """Name what a migration imports of our code, other migrations aside."""
    modules = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            modules += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules.append("." * node.level + (node.module or ""))
    return [
        module
        for module in modules
        if (module.startswith("..") or module.split(".")[0] in OURS)
        and "migrations" not in module.split(".")
    ]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    django.setup()
    now = digests()
    if faults := broken(read_list() if LIST.exists() else {}, now):
        sys.exit("Not frozen anew, for applied migrations do not change:\n" + "\n".join(faults))
    LIST.write_text(json.dumps(now, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
