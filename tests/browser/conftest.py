"""The whole market once for all browser tests, and a page at the width of a phone and a desk."""

import fcntl
import os
import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import sync_playwright

from tests.browser.market import CHROMIUM, PORT, SITE


@pytest.fixture(scope="session")
def market(tmp_path_factory):
    """The whole market as `make run` starts it, on a database of its own."""
    folder = tmp_path_factory.mktemp("market")
    address = os.environ.get("DATABASE_URL", "")
    if address:
        address = re.sub(r"/[^/]*$", "/market_browser", address)
        import psycopg

        with psycopg.connect(re.sub(r"/[^/]*$", "/postgres", address), autocommit=True) as admin:
            admin.execute("DROP DATABASE IF EXISTS market_browser WITH (FORCE)")
            admin.execute("CREATE DATABASE market_browser")
    media = Path(settings.BASE_DIR) / ".cache" / "media"  # the drawings, kept between runs
    env = os.environ | {
        "DATABASE_URL": address or f"sqlite:///{folder / 'market.sqlite3'}",
        "MEDIA_ROOT": str(media),
        "VAR_DIR": str(folder),
        "PYTHONUNBUFFERED": "1",
    }
    log = (folder / "log").open("w")
    # Two runs at once share the drawings: the first one draws them, the other waits.
    with (Path(settings.BASE_DIR) / ".cache" / "market.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
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
            pytest.fail((folder / "log").read_text()[-3000:])
    yield process.pid
    process.terminate()
    process.wait(30)


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
        )
        yield browser
        browser.close()


@pytest.fixture(params=[375, 1280])
def page(request, chromium, market):
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
