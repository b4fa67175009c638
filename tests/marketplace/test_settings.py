"""A wrong or missing setting stops the start with a sentence that names it."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

GOOD = {
    "DJANGO_ENV": "production",
    "SECRET_KEY": "x" * 60,
    "SITE_URL": "https://shop.example.vn",
    "ALLOWED_HOSTS": "shop.example.vn",
    "DATABASE_URL": "postgres://u@127.0.0.1/m",
    "REDIS_URL": "redis://127.0.0.1/0",
}


def start(code: str = "import marketplace.settings", **changes: str) -> subprocess.CompletedProcess:
    env = {"PATH": os.environ["PATH"]} | {k: v for k, v in (GOOD | changes).items() if v}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_complete_settings_start():
    assert start().returncode == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, "") for name in GOOD if name != "DJANGO_ENV"),
        ("DJANGO_ENV", "prod"),
        ("SECRET_KEY", "short"),
        ("SITE_URL", "shop.example.vn/"),
        ("DEBUG", "1"),
        ("STRIPE_SECRET_KEY", "sk_live_x"),
    ],
)
def test_what_is_wrong_is_named(name, value):
    result = start(**{name: value})
    assert result.returncode != 0
    assert name in result.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, "True False"),
        ({"HSTS_PRELOAD": "1"}, "True True"),
        ({"HSTS_SUBDOMAINS": "0"}, "False False"),
    ],
)
def test_browsers_list_the_domain_only_when_told_to(changes, found):
    said = "import marketplace.settings as s; print(s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD)"
    assert start(said, **changes).stdout.strip() == found
