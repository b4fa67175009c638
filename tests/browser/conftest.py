"""The whole market once for all browser tests, and a page at the width of a phone and a desk."""

import fcntl
import os
import re
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import sync_playwright

from tests.browser.market import CHROMIUM, PORT, SITE

# What `manage.py demo` draws, without its database.
DRAW = """
import django; django.setup()
from pathlib import Path
from django.conf import settings
from marketplace.demo.facts import all_facts
from marketplace.demo.shown import pictures_made
with pictures_made(list(all_facts()), Path(settings.MEDIA_ROOT) / "images" / "demo", print):
    pass
"""


def name_of(distribution: str) -> str:
    """The one spelling of a distribution's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


def only_for_developers() -> str:
    """Modules here that requirements.txt does not install, parted by blanks."""
    required = (Path(settings.BASE_DIR) / "requirements.txt").read_text()
    served = {name_of(name) for name in re.findall(r"^([\w.-]+)(?=\[|==)", required, re.M)}
    return " ".join(
        module
        for module, distributions in packages_distributions().items()
        if not served & set(map(name_of, distributions))
    )


def fresh_database(folder: Path) -> str:
    """Make a database for the market, migrated if a test before needed one; return its address.

    Else the market begins with the kept empty one on SQLite, and migrates by itself.
    """
    name = str(connection.settings_dict["NAME"])
    is_migrated = name == connection.creation._get_test_db_name()
    address = os.environ.get("DATABASE_URL", "")
    if not address:
        if is_migrated:
            with closing(sqlite3.connect(name)) as source:
                source.execute("VACUUM INTO ?", [str(folder / "market.sqlite3")])
        return f"sqlite:///{folder / 'market.sqlite3'}"
    import psycopg

    connection.close()
    template = f'TEMPLATE "{name}"' if is_migrated else ""
    with psycopg.connect(re.sub(r"/[^/]*$", "/postgres", address), autocommit=True) as admin:
        admin.execute("DROP DATABASE IF EXISTS market_browser WITH (FORCE)")
        admin.execute(f"CREATE DATABASE market_browser {template}")
    return re.sub(r"/[^/]*$", "/market_browser", address)


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    """Where the market keeps its files, mail among them."""
    return tmp_path_factory.mktemp("market")


@pytest.fixture(scope="session")
def market(request, folder, django_db_blocker):
    """The whole market as `make run` starts it, on a database of its own.

    So its tests ask nothing of the database of the others, and need not wait for their run.
    """
    if os.environ.get("DATABASE_URL"):  # where to migrate from the beginning takes minutes
        request.getfixturevalue("django_db_setup")
    with django_db_blocker.unblock():
        address = fresh_database(folder)
    media = Path(settings.BASE_DIR) / ".cache" / "media"  # the pictures, kept between runs
    env = os.environ | {
        "DATABASE_URL": address,
        "MEDIA_ROOT": str(media),
        "VAR_DIR": str(folder),
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": str(Path(__file__).parent / "served"),
        "HIDDEN_LIBRARIES": only_for_developers(),
    }
    log = (folder / "printed").open("w")
    # Two runs at once share the pictures: the first one lays them out, the other waits for no more.
    with (Path(settings.BASE_DIR) / ".cache" / "market.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run(
            [sys.executable, "-c", DRAW],
            cwd=settings.BASE_DIR,
            env=env | {"DJANGO_SETTINGS_MODULE": "marketplace.settings"},
            stdout=log,
            stderr=log,
            check=True,
        )
    process = subprocess.Popen(
        [sys.executable, "manage.py", "market", "--port", str(PORT)],
        cwd=settings.BASE_DIR,
        env=env,
        stdout=log,
        stderr=log,
    )
    end = time.monotonic() + 600
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(f"{SITE}/readyz", timeout=5)
            break
        except OSError:
            time.sleep(1)
    else:
        process.kill()
        pytest.fail((folder / "printed").read_text()[-3000:])
    yield process.pid
    process.terminate()
    process.wait(30)


@pytest.fixture(scope="session")
def chromium(market):  # after the market: in Playwright's loop Django asks no database
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-background-networking",
                "--disable-component-update",
                "--accept-lang=en-US,en",  # a shell asks for no language by itself
            ],
        )
        yield browser
        browser.close()


@pytest.fixture(params=[375, 1280])
def page(request, chromium):
    context = chromium.new_context(viewport={"width": request.param, "height": 800})
    page = context.new_page()
    outside, wrong = [], []
    page.on(
        "request",
        lambda r: outside.append(r.url) if not r.url.startswith((SITE, "data:")) else None,
    )
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    context.close()
    assert outside == []
    assert wrong == []
