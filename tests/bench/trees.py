"""Trees and markets of two commits, for measurements of what a change costs.

A commit's tree is laid out under var/bench/paired. The older code makes a market once; each
side gets a fresh copy of it, which the newer code migrates: both read the same rows.
"""

import io
import os
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

from tests.audit.frozen import copy_database, link_tree
from tests.bench.servers import ROOT, VAR

FOLDER = VAR / "paired"


@dataclass(frozen=True)
class Tree:
    """The code of a commit, and the Python that has the packages it needs."""

    folder: Path
    python: str

    def manage(self, market: Path, *arguments: str) -> None:
        command = [self.python, "manage.py", *arguments]
        env = self.environment(market)
        subprocess.run(command, cwd=self.folder, env=env, check=True, stdout=subprocess.DEVNULL)

    def environment(self, market: Path) -> dict[str, str]:
        """What a process of this tree is told: its market, nothing outside, no limits, no dice."""
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "marketplace.settings",
            "DATABASE_URL": f"sqlite:///{market / 'market.sqlite3'}",
            "LOG_LEVEL": "ERROR",
            "MEDIA_ROOT": str(market / "media"),
            "PYTHONHASHSEED": "0",
            "PYTHONPATH": str(self.folder),
            "RATE_LIMITS": "off",
            "REDIS_URL": "",
            "SEARCH_URL": "",
            "VAR_DIR": str(market),
        }


def git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout


def name_of(commit: str) -> str:
    """The first twelve digits of a commit, however it is named."""
    return git("rev-parse", "--short=12", f"{commit}^{{commit}}").decode().strip()


def tree_of(commit: str | None) -> Tree:
    """Lay out a commit, with a Python of its own if it needs other packages; None is this tree."""
    if commit is None:
        return Tree(ROOT, sys.executable)
    folder = FOLDER / name_of(commit)
    if not folder.exists():
        with tarfile.open(fileobj=io.BytesIO(git("archive", commit))) as archive:
            archive.extractall(folder, filter="data")
    needed = folder / "requirements.txt"
    if needed.read_bytes() == (ROOT / needed.name).read_bytes():
        return Tree(folder, sys.executable)
    python = folder / ".venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", python.parent.parent], check=True)
        uv = [Path(sys.executable).with_name("uv"), "pip", "install", "-q", "--python", python]
        subprocess.run([*map(str, uv), "--require-hashes", "-r", str(needed)], check=True)
    return Tree(folder, str(python))


def markets_of(before: Tree, after: Tree, products: int) -> list[Path]:
    """Give each side its copy of one market; the older code has made it (SQLite)."""
    market = FOLDER / f"market-{before.folder.name}-{products}"
    if not (market / "made").exists():
        print(f"Making a market of {products} products", flush=True)
        rmtree(market, ignore_errors=True)
        market.mkdir(parents=True)
        before.manage(market, "migrate")
        before.manage(market, "demo", "--products", str(products))
        (market / "made").touch()
    copies = [FOLDER / "market-before", FOLDER / "market-after"]
    for copy in copies:
        rmtree(copy, ignore_errors=True)
        (copy / "static").mkdir(parents=True)
        copy_database(market / "market.sqlite3", copy / "market.sqlite3")
        link_tree(market / "media", copy / "media")
    after.manage(copies[1], "migrate")
    return copies
